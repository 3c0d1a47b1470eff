#!/usr/bin/env bash
# A folder of many results to tables: time, peak memory, and whether two runs give the same bytes.
#
#   benches/collect.sh [DOCUMENTS] [FOLDER]      default 3000, samples
#
# The PDFs of FOLDER are read once; the results of the others are these under other hashes, as a comment behind the end of
# a PDF would give them, so that the time of reading stays out.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."

documents=${1:-3000} folder=${2:-samples}
program=${JUESUAN:-${CARGO_TARGET_DIR:-target}/release/juesuan}
[ -x "$program" ] || cargo build --release --quiet
program=$(realpath "$program")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$program" extract "$folder" -o "$work/read/" --no-collect --quiet >/dev/null 2>&1 || [ $? -le 2 ]
mapfile -t results < <(find "$work/read/documents" -name '*.json' | sort)
for number in $(seq "$documents"); do
    result=${results[$((number % ${#results[@]}))]}
    old=$(basename "$result" .json)
    new=$(printf '%s %06d' "$old" "$number" | sha256sum | cut -c1-64)
    mkdir -p "$work/out/documents/${new:0:2}"
    sed "s/$old/$new/g" "$result" >"$work/out/documents/${new:0:2}/$new.json"
done
printf '%s results, %s MB, %s cores, load %s\n' "$documents" "$(du -sm "$work/out" | cut -f1)" "$(nproc)" "$(cut -d' ' -f1-3 /proc/loadavg)"

for run in 1 2; do
    start=$EPOCHREALTIME most=0 cpu=0
    "$program" collect "$work/out" -o "$work/panel-$run" &
    while [ -r "/proc/$!/status" ]; do
        rss=$(awk '/^VmHWM/ { print $2 }' "/proc/$!/status" 2>/dev/null || true)
        [ -n "$rss" ] || break
        [ "$rss" -le "$most" ] || most=$rss
        cpu=$(awk '{ print $14 + $15 }' "/proc/$!/stat" 2>/dev/null || echo "$cpu") # hundredths of a second
        sleep 0.05
    done
    wait $!
    awk "BEGIN { printf \"run $run: %.1f s, CPU %.1f s, at most %.1f MB\n\", $EPOCHREALTIME - $start, $cpu / 100, $most / 1024 }"
done
for file in "$work"/panel-1/*; do
    cmp "$file" "$work/panel-2/$(basename "$file")" && printf '%s: %s MB, the same twice\n' "$(basename "$file")" "$(du -m "$file" | cut -f1)"
done
