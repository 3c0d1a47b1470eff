#!/usr/bin/env bash
# Reads the whole corpus and compares it with its truth, one line per document.
#
#     tools/score.sh [CORPUS]        CORPUS holds born/, real/, scan/ and truth/
#
# The corpus is no part of this project: what is measured on it stands in the README. The comparison is `score.py`
# beside the corpus (needs Python 3). SHOW=N shows up to N faults of each document, KINDS another choice of forms.
set -euo pipefail
cd "$(dirname "$0")/.."

corpus=${1:-../shared/corpus}
score=${SCORE:-$corpus/../tools/score.py}
program=${JUESUAN:-${CARGO_TARGET_DIR:-target}/release/juesuan}

if [ ! -d "$corpus/truth" ] || [ ! -f "$score" ]; then
    echo "score: no corpus at $corpus (truth/ and ../tools/score.py): it is no part of this project, so nothing is scored" >&2
    echo "score: name another with 'make score CORPUS=FOLDER'" >&2
    exit 1
fi
[ -x "$program" ] || { echo "score: $program is not built: run 'make build-release', or name another program in JUESUAN" >&2; exit 1; }

facts=$(mktemp)
trap 'rm -f "$facts"' EXIT

for folder in born real scan; do
    for pdf in "$corpus/$folder"/*.pdf; do
        [ -e "$pdf" ] || continue
        name=$(basename "$pdf" .pdf)
        truth="$corpus/truth/${name%%.*}.json"
        [ "$folder" != real ] || truth="$corpus/real/$name.json"
        # The exit status says how it went (0 good, 1 suspect, 2 not all could be read); the facts count here.
        status=0
        "$program" extract --quiet "$pdf" --format jsonl -o "$facts" 2>/dev/null || status=$?
        [ -s "$facts" ] || : >"$facts"
        result=$("$score" "$truth" "$facts" --kinds "${KINDS:-official}" --show "${SHOW:-0}")
        printf '%-40s exit %s  %s\n' "$folder/$name" "$status" "$(head -n 1 <<<"$result" | sed 's/^[^:]*: //')"
        sed -n -E '/^  (SILENT |)(missing|wrong|spurious)/p' <<<"$result"
        : >"$facts"
    done
done
