#!/usr/bin/env bash
# Turns files that juesuan does not read (wps, et, rtf, ppt, OpenDocument, and old ones) into PDFs, which it does, by LibreOffice:
#
#     tools/office-to-pdf.sh OUT FILE…
#
# Each file is converted by a LibreOffice with a profile of its own, so that several may run at once and one that hangs takes
# no other with it; after JUESUAN_OFFICE_TIMEOUT seconds (default 120) it is ended. OUT/NAME.pdf is written for NAME.EXT; what is
# there already is kept. The result is 0 where all were converted, and 1 else: what was not is told.
#
# Needs LibreOffice (Debian: libreoffice-writer-nogui, libreoffice-calc-nogui, libreoffice-impress-nogui) and a Chinese font
# (fonts-noto-cjk). A PDF made so has a page and a place for every amount, but no checks of the original's hidden parts: look
# at what was hidden.
set -euo pipefail

if [ $# -lt 2 ]; then
    sed -n '2,4p' "$0" >&2
    exit 2
fi
command -v soffice > /dev/null || { echo "$0: soffice is not installed" >&2; exit 2; }
out=$1
shift
mkdir -p "$out"
failed=0
for file in "$@"; do
    name=$(basename -- "$file")
    target=$out/${name%.*}.pdf
    if [ -e "$target" ]; then
        echo "$target is there already" >&2
        continue
    fi
    work=$(mktemp -d)
    # The name may be anything; that of the copy is ours, with the ending that tells LibreOffice what to expect.
    copy=$work/in.${name##*.}
    cp -- "$file" "$copy"
    if timeout --kill-after=10 "${JUESUAN_OFFICE_TIMEOUT:-120}" soffice --headless --norestore \
        "-env:UserInstallation=file://$work/profile" --convert-to pdf --outdir "$work" "$copy" > "$work/log" 2>&1 \
        && [ -s "$work/in.pdf" ]; then
        mv -- "$work/in.pdf" "$target"
    else
        echo "$file: not converted: $(tail -n 1 "$work/log")" >&2
        failed=1
    fi
    rm -rf -- "$work"
done
exit "$failed"
