#!/usr/bin/env bash
# Makes what can be published, in dist/; publishes nothing.
#
#     tools/release.sh wheel    the wheel of the Python package alone
#     tools/release.sh          the wheel, the source distribution, a tarball of the program, and SHA256SUMS
#
# Wheel and program are linked against glibc 2.17 (manylinux2014) by zig, so that they run on every Linux since 2014. The wheel
# holds the weights of text recognition; the tarball has them beside the program, where it looks for them.
set -euo pipefail
cd "$(dirname "$0")/.."

source tools/packages.sh

what=${1:-all}
python=$(bash tools/setup-python.sh wheel) || exit 1
bash tools/setup-models.sh || { say "the weights of text recognition cannot be had (see above)"; exit 1; }
file=$(sed -n 's/^file = "\(.*\)"$/\1/p' models/ocr/manifest.toml)
weights=${XDG_DATA_HOME:-$HOME/.local/share}/juesuan/models/$file
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
machine=$(uname -m)
target=$machine-unknown-linux-gnu
out=$PWD/dist
mkdir -p "$out" python/src-py/juesuan/models
cp "$weights" python/src-py/juesuan/models/
# That of the tests is of another profile; maturin puts its own beside it.
rm -f python/src-py/juesuan/*.so

# Optimised as one, for size; it takes longer than what cargo builds otherwise.
export CARGO_PROFILE_RELEASE_LTO=fat CARGO_PROFILE_RELEASE_CODEGEN_UNITS=1 CARGO_PROFILE_RELEASE_OPT_LEVEL=2

# maturin, zig and cargo-zigbuild are found beside their interpreter.
PATH=$(dirname "$python"):$PATH
maturin() { "$python" -m maturin "$@"; }

say "building the wheel: optimised as a whole, which takes minutes"
rm -f "$out"/juesuan-*.whl
maturin build --release --locked --zig --target "$target" --compatibility manylinux2014 --manifest-path python/Cargo.toml --out "$out"
wheel=$(echo "$out"/juesuan-*.whl)
bytes=$(stat -c %s "$wheel")
say "$(basename "$wheel"): $((bytes / 1000000)) MB"
[ "$bytes" -le 25000000 ] || { say "it has more than 25 MB"; exit 1; }
[ "$what" = wheel ] && exit 0

rm -f "$out"/juesuan-*.tar.gz "$out"/SHA256SUMS
maturin sdist --manifest-path python/Cargo.toml --out "$out"

say "building the program"
cargo zigbuild --release --locked --target "$target.2.17"
name=juesuan-$version-$target
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir -p "$place/$name/models/ocr"
cp "${CARGO_TARGET_DIR:-target}/$target/release/juesuan" README.md README.zh.md LICENSE NOTICE CHANGELOG.md CHECKS.md "$place/$name/"
cp "$weights" "$place/$name/models/ocr/"
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@0 -C "$place" -czf "$out/$name.tar.gz" "$name"
(cd "$out" && sha256sum -- juesuan-* >SHA256SUMS)
say "in dist/: $(cd "$out" && echo *)"
