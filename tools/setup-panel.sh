#!/usr/bin/env bash
# Puts in place what reads panels in tests/all/panel.rs: R with haven and dplyr, and ReadStat, from Debian; PyArrow, DuckDB,
# pandas and frictionless in a virtual environment in the cache. It is named by the SHA-256 of tests/panel/requirements.txt, so
# that the next set-up, of any checkout, does nothing. Only tests use these. Goes on without R and ReadStat where they cannot
# be had; fails, having said why, where the environment cannot.
set -euo pipefail
cd "$(dirname "$0")/.."

source tools/packages.sh

# R and ReadStat read the data of Stata.
missing=()
has_r_package() { Rscript --vanilla -e "quit(status = !('$1' %in% rownames(installed.packages())))" >/dev/null 2>&1; }
command -v Rscript >/dev/null || missing+=(r-base-core)
has_r_package haven || missing+=(r-cran-haven)
has_r_package dplyr || missing+=(r-cran-dplyr)
command -v readstat >/dev/null || missing+=(readstat)
if [ ${#missing[@]} -gt 0 ]; then
    say "missing: ${missing[*]}, to test what R and ReadStat read of a panel (42 MB to fetch, 79 MB when installed; where little is installed, 74 and 168 MB)"
    install_optional "${missing[@]}" || say "the tests with R and ReadStat are left out"
fi

wanted=tests/panel/requirements.txt
sha256=$(sha256sum "$wanted" | cut -c1-16)
place=${XDG_CACHE_HOME:-$HOME/.cache}/juesuan/panel-tests-$sha256
ready=$place/ready # written last
[ -e "$ready" ] && exit 0

# Debian has a python3 whose venv module cannot make an environment with pip until python3-venv is there.
has_venv() { python3 -c 'import venv, ensurepip' >/dev/null 2>&1; }
if ! has_venv; then
    say "missing: python3 with venv, to test what other programs read of a panel"
    install_optional python3 python3-venv || exit 1
    has_venv || { say "python3 still has no venv"; exit 1; }
fi
say "will fetch from PyPI, into $place (about 100 MB, 440 MB when installed, for tests alone): $(grep -E '^(pyarrow|duckdb|pandas|frictionless)==' "$wanted" | tr '\n' ' ')"
rm -rf "$place"
python3 -m venv "$place"
if ! "$place/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --requirement "$wanted"; then
    rm -rf "$place"
    say "they could not be installed: check the network and that python3 is 3.11 or later, then try again"
    exit 1
fi
touch "$ready"
