#!/usr/bin/env bash
# Puts in place what building needs: a C linker (all dependencies are Rust, but Rust links with `cc`), make, and a
# Rust toolchain that is new enough. Says what it will do before it does it, and does nothing where nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }

# A compiler without the C library's start files (libc6-dev) cannot link, so linking is what is tried.
links() {
    local folder
    command -v cc >/dev/null || return 1
    folder=$(mktemp -d)
    if echo 'int main(void) { return 0; }' | cc -x c - -o "$folder/probe" 2>/dev/null; then
        rm -r "$folder"
    else
        rm -r "$folder"
        return 1
    fi
}

missing=()
links || missing+=(gcc libc6-dev)
command -v make >/dev/null || missing+=(make)

if [ ${#missing[@]} -gt 0 ]; then
    say "missing: ${missing[*]}"
    if ! command -v apt-get >/dev/null; then
        say "this is no Debian or Ubuntu: install a C compiler with its library headers and make, then try again"
        exit 1
    fi
    root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "neither root nor sudo: let an administrator run 'apt-get install ${missing[*]}', then try again"
            exit 1
        fi
        root=(sudo)
    fi
    install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}")
    say "will run: ${root[*]}${root[*]:+ }apt-get update"
    say "will run: ${root[*]}${root[*]:+ }${install[*]}"
    "${root[@]}" apt-get update
    "${root[@]}" "${install[@]}"
    links || { say "cc still cannot link a program: see its message with 'cc -x c - <<<\"int main(void){return 0;}\"'"; exit 1; }
fi

# rustup puts cargo here, and shells that were open before do not know it yet.
PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
wanted=$(sed -n 's/^rust-version = "\(.*\)"$/\1/p' Cargo.toml)
if ! command -v cargo >/dev/null; then
    say "cargo is missing: install Rust $wanted or later with rustup (https://rustup.rs), then try again"
    exit 1
fi
found=$(cargo --version | sed 's/^cargo \([0-9.]*\).*$/\1/')
if [ "$(printf '%s\n' "$wanted" "$found" | sort -V | head -n 1)" != "$wanted" ]; then
    say "cargo $found is older than Rust $wanted, which the dependencies ask: run 'rustup update stable', then try again"
    exit 1
fi
