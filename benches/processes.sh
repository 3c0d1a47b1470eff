#!/usr/bin/env bash
# Whole processes, in wall milliseconds: the start-up of the program, and `juesuan extract` beside `pdftotext -layout`,
# which reads the same text and finds no table. The two run in turn, so that a machine that slows down slows both.
#
#   benches/processes.sh [RUNS]        default 200 for the start-up, 40 for each sample
set -euo pipefail
export LC_ALL=C # the point of $EPOCHREALTIME
cd "$(dirname "$0")/.."

cargo build --release --quiet
program=${CARGO_TARGET_DIR:-target}/release/juesuan

# Prints how many microseconds a command takes.
microseconds() {
    local start=$EPOCHREALTIME end
    "$@" >/dev/null 2>&1
    end=$EPOCHREALTIME
    echo $((${end/./} - ${start/./}))
}

# Reads microseconds, prints the median in milliseconds.
median() {
    sort -n | awk '{ v[NR] = $1 } END { printf "%.1f", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2000 }'
}

# Runs a command many times; the first runs are not counted.
repeated() {
    local runs=$1
    shift
    for _ in 1 2 3; do microseconds "$@" >/dev/null; done
    for _ in $(seq "$runs"); do microseconds "$@"; done | median
}

printf '%-26s %8s\n' start-up ms
for arguments in --version schema; do
    printf '%-26s %8s\n' "juesuan $arguments" "$(repeated "${1:-200}" "$program" "$arguments")"
done
printf '%-26s %8s\n' "/bin/true, the floor" "$(repeated "${1:-200}" /bin/true)"

command -v pdftotext >/dev/null || { echo "pdftotext is missing (Debian: poppler-utils)"; exit 0; }
printf '\n%-26s %8s %10s %6s\n' sample juesuan pdftotext ratio
ours=$(mktemp) theirs=$(mktemp)
trap 'rm -f "$ours" "$theirs"' EXIT
for sample in samples/*.pdf; do
    : >"$ours" && : >"$theirs"
    for _ in $(seq "${1:-40}"); do
        microseconds "$program" extract "$sample" --quiet >>"$ours"
        microseconds pdftotext -layout "$sample" - >>"$theirs"
    done
    a=$(median <"$ours") b=$(median <"$theirs")
    printf '%-26s %8s %10s %6s\n' "$(basename "$sample" .pdf)" "$a" "$b" "$(awk "BEGIN { printf \"%.2f\", $a / $b }")"
done
