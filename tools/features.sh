#!/usr/bin/env bash
# Lints the library without features and with each alone, so that what is left out is missed nowhere. Nothing is built.
set -euo pipefail
cd "$(dirname "$0")/.."

for features in "" archives panel ocr office; do
    echo "features: ${features:-none}"
    cargo clippy --quiet --lib --no-default-features --features "$features" -- -D warnings
done
# The program alone.
echo "features: cli"
cargo clippy --quiet --lib --bins --no-default-features --features cli -- -D warnings
