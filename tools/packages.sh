# What the scripts of the set-up share: saying what they do, and installing packages of Debian. To be sourced.
# shellcheck shell=bash

say() { printf 'setup: %s\n' "$*" >&2; }

# How to run something as root: directly, or with sudo; fails where neither can be.
as_root() {
    root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || return 1
        root=(sudo)
    fi
}

# Says what it runs, then runs it.
install_packages() {
    local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@")
    say "will run: ${root[*]}${root[*]:+ }apt-get update"
    say "will run: ${root[*]}${root[*]:+ }${install[*]}"
    "${root[@]}" apt-get update && "${root[@]}" "${install[@]}"
}

# Installs what the program can do without; fails, having said why, where it cannot.
install_optional() {
    if ! command -v apt-get >/dev/null; then
        say "this is no Debian or Ubuntu: install what Debian calls $* by other means; going on without"
    elif ! as_root; then
        say "neither root nor sudo: let an administrator run 'apt-get install $*'; going on without"
    elif ! install_packages "$@"; then
        say "$* could not be installed; going on without"
    else
        return 0
    fi
    return 1
}
