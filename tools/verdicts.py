#!/usr/bin/env python3
"""Whether facts made from the truth of a corpus get the same verdicts as facts read from its PDFs.

    tools/verdicts.py [CORPUS]     CORPUS holds born/, real/ and truth/

Prints one line per document: statuses and verdicts, and whether both ways agree. JUESUAN names the program (else the release build).
The corpus is no part of this project.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

CORPUS = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpus")
PROGRAM = os.environ.get("JUESUAN") or os.environ.get("CARGO_TARGET_DIR", "target") + "/release/juesuan"
NOT_CHECKED = {"other", "performance_evaluation", "performance_summary"}
FIELDS = ["scope", "breakdown", "side", "code", "item", "line_no", "path", "measure", "raw", "unit", "value", "amount_yuan"]


def facts(truth):
    """The facts of a truth file, as the program writes its own."""
    document = json.loads(truth.read_text(encoding="utf-8"))
    instances = {}
    for form in document.get("blocks") or document.get("forms"):
        kind = form.get("kind")
        if not form.get("facts") or kind in NOT_CHECKED:
            continue
        instances[kind] = instances.get(kind, 0) + 1
        for fact in form["facts"]:
            record = {"record": "fact", "document": truth.name, "form": kind, "instance": instances[kind]}
            record |= {field: fact[field] for field in FIELDS if fact.get(field) is not None}
            number = re.match(r"-?[\d,]+(\.\d+)?", fact["raw"])
            if "amount_yuan" not in record and "value" not in record and number:
                record["value"] = number.group().replace(",", "")
            yield json.dumps(record, ensure_ascii=False) + "\n"


def account(path):
    """What `check --all` prints, without names of files and pages."""
    done = subprocess.run([PROGRAM, "check", "--all", str(path)], capture_output=True, text=True, check=False)
    lines = [re.sub(r" ?\(page \d+\)|, page \d+", "", line) for line in done.stdout.split("\n")[1:]]
    return done.returncode, lines


differ = 0
for pdf in sorted(CORPUS.glob("born/*.pdf")) + sorted(CORPUS.glob("real/*.pdf")):
    name = pdf.name.split(".")[0]
    truth = CORPUS / "truth" / f"{name}.json" if pdf.parent.name == "born" else pdf.with_suffix(".json")
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as lines:
        lines.writelines(facts(truth))
        lines.flush()
        expected = account(lines.name)[1]
    status, found = account(pdf)
    if status == 2 or " 0 amounts:" in "".join(found):
        print(f"{pdf.name:40} not read, or a budget")
        continue
    same = sorted(expected) == sorted(found)
    differ += not same
    print(f"{pdf.name:40} exit {status} {'same' if same else 'DIFFERENT'}: {found[0].strip()}; {found[1].strip()}")
sys.exit(1 if differ else 0)
