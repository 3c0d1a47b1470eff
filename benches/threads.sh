#!/usr/bin/env bash
# A document that is alone: on one core (one thread) against all cores, in turn; medians, and CPU seconds of each.
#
#   benches/threads.sh FILE [RUNS]      default 20 runs
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
file=$1 runs=${2:-20}
program=${JUESUAN:-${CARGO_TARGET_DIR:-target}/release/juesuan}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Milliseconds: wall, CPU.
TIMEFORMAT='%R %U %S'
measure() { { time "$@" extract "$file" -o "$work/out.json" --quiet 2>/dev/null || [ $? -le 2 ]; } 2>&1 | awk '{ print $1 * 1000, ($2 + $3) * 1000 }'; }
echo "load $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) cores"
for _ in $(seq "$runs"); do
    measure taskset -c 0 "$program" >>"$work/one"
    measure "$program" >>"$work/all"
done
median() { cut -d' ' -f"$2" "$work/$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
awk "BEGIN {
    printf \"one core %d ms (CPU %d), all cores %d ms (CPU %d): %.2f x\\n\", $(median one 1), $(median one 2), $(median all 1), $(median all 2), $(median one 1) / $(median all 1)
}"
