#!/usr/bin/env bash
# A folder of results over many documents: the memory of the supervisor, two jobs against one, and what workers in
# processes of their own cost against reading in one process.
#
#   benches/batch.sh [DOCUMENTS] [FOLDER] [RUNS]      default 3000, samples, 3; 0 runs measure the memory alone
#
# The documents are the PDFs of FOLDER, made different by a comment behind their end. Runs alternate, so that a machine
# that slows down slows all. Where the machine lends fewer cores than two, the ratio shows that too: the first lines
# say what else runs, and `pure` is the ratio that two processes without any supervisor reach.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."

documents=${1:-3000} folder=${2:-samples} runs=${3:-3}
program=${JUESUAN:-${CARGO_TARGET_DIR:-target}/release/juesuan}
[ -x "$program" ] || cargo build --release --quiet
program=$(realpath "$program")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mapfile -t pdfs < <(find "$folder" -name '*.pdf' | sort)
mkdir "$work/in" "$work/half-1" "$work/half-2"
for number in $(seq "$documents"); do
    name=$(printf '%06d.pdf' "$number")
    cp "${pdfs[$((number % ${#pdfs[@]}))]}" "$work/in/$name"
    chmod u+w "$work/in/$name"
    printf '\n%% %06d\n' "$number" >>"$work/in/$name"
    ln "$work/in/$name" "$work/half-$((number % 2 + 1))/$name"
done
printf '%s documents, %s MB, %s cores, load %s\n' "$documents" "$(du -sm "$work/in" | cut -f1)" "$(nproc)" "$(cut -d' ' -f1-3 /proc/loadavg)"

# Seconds of a command; 1 says that an amount is suspect, 2 that a page could not be read: both are results.
seconds() {
    local start=$EPOCHREALTIME status=0
    "$@" >/dev/null 2>&1 || status=$?
    [ "$status" -le 2 ] || { echo "exit $status: $*" >&2; exit 1; }
    awk "BEGIN { printf \"%.2f\n\", ($EPOCHREALTIME - $start) }"
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
fresh() { rm -rf "$work/out" && "$@"; }

echo "memory of the supervisor, MB:"
"$program" extract "$work/in" -o "$work/out/" --no-collect --quiet --log "$work/log" >/dev/null 2>&1 &
supervisor=$!
touch "$work/log"
at=0 last=0 most=0
while [ -r "/proc/$supervisor/status" ]; do
    rss=$(awk '/^VmRSS/ { print $2 }' "/proc/$supervisor/status" 2>/dev/null || true)
    [ -n "$rss" ] || break
    last=$rss
    [ "$rss" -le "$most" ] || most=$rss
    done=$(wc -l <"$work/log" 2>/dev/null || echo 0)
    if [ "$at" = 0 ] && [ "$done" -ge $((documents / 10)) ]; then at=$rss; fi
    sleep 0.05
done
wait "$supervisor" || true
awk "BEGIN { printf \"  after a tenth %.1f, at the end %.1f (%+.1f %%), at most %.1f\n\", $at/1024, $last/1024, ($last-$at)*100/$at, $most/1024 }"

[ "$runs" -gt 0 ] || exit 0
echo "one process: $program extract IN -o OUT/ --format json --quiet"
echo "jobs:        $program extract IN -o OUT/ --jobs 1|2 --no-collect --quiet"
one=() two=() plain=() pure=()
for run in $(seq "$runs"); do
    plain+=("$(fresh seconds "$program" extract "$work/in" -o "$work/out/" --format json --quiet)")
    one+=("$(fresh seconds "$program" extract "$work/in" -o "$work/out/" --jobs 1 --no-collect --quiet)")
    two+=("$(fresh seconds "$program" extract "$work/in" -o "$work/out/" --jobs 2 --no-collect --quiet)")
    start=$EPOCHREALTIME
    rm -rf "$work/out"
    "$program" extract "$work/half-1" -o "$work/out/1/" --format json --quiet >/dev/null 2>&1 &
    first=$!
    "$program" extract "$work/half-2" -o "$work/out/2/" --format json --quiet >/dev/null 2>&1 || true
    wait "$first" || true
    pure+=("$(awk "BEGIN { printf \"%.2f\n\", ($EPOCHREALTIME - $start) }")")
    echo "run $run: one process ${plain[-1]} s, one job ${one[-1]} s, two jobs ${two[-1]} s, two processes apart ${pure[-1]} s"
done
plain=$(printf '%s\n' "${plain[@]}" | median) one=$(printf '%s\n' "${one[@]}" | median)
two=$(printf '%s\n' "${two[@]}" | median) pure=$(printf '%s\n' "${pure[@]}" | median)
awk "BEGIN {
    printf \"medians: two jobs %.2f x one job; pure %.2f x one process\n\", $one / $two, $plain / $pure
    printf \"one job against one process: %+.1f %%\n\", ($one - $plain) * 100 / $plain
}"
