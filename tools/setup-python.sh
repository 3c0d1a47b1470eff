#!/usr/bin/env bash
# Puts in place what works on the Python package (python/): a virtual environment in the cache, named by the SHA-256 of its
# list, so that the next set-up, of any checkout, does nothing. Prints the path of its interpreter.
#
#     tools/setup-python.sh tests    pytest, mypy, ruff, and what reads tables
#     tools/setup-python.sh ray      Ray, for tests over several workers
#     tools/setup-python.sh wheel    maturin and zig, which make wheels
#
# Fails, having said why, where it cannot be had.
set -euo pipefail
cd "$(dirname "$0")/.."

source tools/packages.sh

case ${1:-} in
    tests) wanted=python/tests/requirements.txt size="150 MB, 740 MB when installed" ;;
    ray) wanted=python/tests/requirements-ray.txt size="90 MB, 320 MB when installed" ;;
    wheel) wanted=python/requirements-wheel.txt size="110 MB, 470 MB when installed" ;;
    *) say "name one of: tests, ray, wheel"; exit 1 ;;
esac
sha256=$(sha256sum "$wanted" | cut -c1-16)
place=${XDG_CACHE_HOME:-$HOME/.cache}/juesuan/python-$1-$sha256
ready=$place/ready # written last
if [ -e "$ready" ]; then
    echo "$place/bin/python"
    exit 0
fi

# Debian has a python3 whose venv module cannot make an environment with pip until python3-venv is there.
has_venv() { python3 -c 'import venv, ensurepip' >/dev/null 2>&1; }
if ! has_venv; then
    say "missing: python3 with venv, for the Python package"
    install_optional python3 python3-venv >&2 || exit 1
    has_venv || { say "python3 still has no venv"; exit 1; }
fi
say "will fetch from PyPI, into $place ($size): $(grep -vc '^#' "$wanted") packages of $wanted"
rm -rf "$place"
python3 -m venv "$place"
if ! "$place/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary=:all: --requirement "$wanted" >&2; then
    rm -rf "$place"
    say "they could not be installed: check the network and that python3 is 3.11 or later, then try again"
    exit 1
fi
touch "$ready"
echo "$place/bin/python"
