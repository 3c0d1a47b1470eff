#!/usr/bin/env bash
# Builds the extension module with the profile of all tests, puts it beside the Python package, and tests the package: style
# (ruff), types (mypy, and stubtest on the extension), and behaviour (pytest). Arguments go to pytest.
#
# What cannot be had is left out with a word; JUESUAN_TEST_PYTHON=required, as in CI, makes that an error.
set -euo pipefail
cd "$(dirname "$0")/.."

source tools/packages.sh

# Says that something is left out; fails where it must not be.
leave_out() {
    say "$1 cannot be had (see above): $2"
    [ "${JUESUAN_TEST_PYTHON:-}" != required ]
}

python=$(bash tools/setup-python.sh tests) || { leave_out "what tests the Python package" "its tests are left out"; exit; }
ray=$(bash tools/setup-python.sh ray) || { ray=; leave_out "Ray" "its tests are left out" || exit 1; }

cargo build --locked --package juesuan-python
target=${CARGO_TARGET_DIR:-target}
# Another name first: a module that is in use must not change under its user.
cp "$target/debug/lib_native.so" python/src-py/juesuan/.native.part
mv python/src-py/juesuan/.native.part python/src-py/juesuan/_native.abi3.so

cd python
export PYTHONPATH=$PWD/src-py PYTHONDONTWRITEBYTECODE=1 JUESUAN_RAY_PYTHON=$ray
"$python" -m ruff format --check --quiet .
"$python" -m ruff check --quiet .
"$python" -m mypy --no-error-summary src-py
"$python" -m mypy.stubtest --concise --mypy-config-file pyproject.toml --allowlist tests/stubtest.txt juesuan
"$python" -m pytest "$@"
