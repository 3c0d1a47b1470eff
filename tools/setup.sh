#!/usr/bin/env bash
# Puts in place what building needs: a C linker (all dependencies are Rust, but Rust links with `cc`), make, and a
# Rust toolchain that is new enough; what drawing pages and the tests would like: a font with Chinese characters; and
# what reading scans needs: Tesseract, and the weights that models/ocr/manifest.toml names; and, for tests alone, what
# reads panels: PyArrow, DuckDB, pandas, frictionless.
# Says what it will do before it does it, and does nothing where nothing is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

source tools/packages.sh

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

# A font that the program would find: the one that is named, or a file of a known name where it looks.
has_chinese_font() {
    [ -n "${JUESUAN_CJK_FONT:-}" ] && return 0
    if command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn file 2>/dev/null)" ]; then
        return 0
    fi
    local found
    found=$(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/root}/.fonts" "${HOME:-/root}/.local/share/fonts" \
        \( -iname '*wqy*.tt[cf]' -o -iname 'noto*cjk*.[ot]t[cf]' -o -iname 'sourcehan*.[ot]t[cf]' \
        -o -iname 'uming*.tt[cf]' \) -print 2>/dev/null || true)
    [ -n "$found" ]
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
    if ! as_root; then
        say "neither root nor sudo: let an administrator run 'apt-get install ${missing[*]}', then try again"
        exit 1
    fi
    install_packages "${missing[@]}"
    links || { say "cc still cannot link a program: see its message with 'cc -x c - <<<\"int main(void){return 0;}\"'"; exit 1; }
fi

# The program reads without a font, so that a missing one stops nothing here.
font=fonts-wqy-microhei
if ! has_chinese_font; then
    say "missing: a font with Chinese characters, to draw pages that embed none ('juesuan show --png'; a test draws one)"
    install_optional "$font" || say "a font can also be named in JUESUAN_CJK_FONT"
fi

# Both readers of scans: documents that carry their text need neither, so that nothing stops here either.
tesseract=(tesseract-ocr tesseract-ocr-chi-sim)
has_tesseract() {
    local languages
    command -v tesseract >/dev/null || return 1
    languages=$(tesseract --list-langs 2>/dev/null) || return 1
    grep -qx chi_sim <<<"$languages" && grep -qx eng <<<"$languages"
}
if ! has_tesseract; then
    say "missing: Tesseract 5 with eng and chi_sim, the second reader of scans"
    install_optional "${tesseract[@]}" || true
fi
bash tools/setup-models.sh || say "the weights of text recognition are not in place (see above): scans cannot be read; going on without"

bash tools/setup-panel.sh || say "what reads panels in tests is not in place (see above): these tests are left out; going on without"

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
