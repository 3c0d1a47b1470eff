#!/usr/bin/env python3
"""CPU seconds of `juesuan extract`, pdfplumber's extract_tables() and `pdftotext -layout` over the same PDFs, in turn.

benches/corpus.py FOLDER [RUNS]      needs pdfplumber (PyPI) and pdftotext (Debian: poppler-utils)
"""
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

PLUMBER = """
import sys, pdfplumber
for name in sys.argv[1:]:
    with pdfplumber.open(name) as document:
        for page in document.pages:
            page.extract_tables()
"""


def cpu(*command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    folder, runs = pathlib.Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    root = pathlib.Path(__file__).resolve().parent.parent
    program = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", root / "target")) / "release" / "juesuan"
    files = sorted(str(f) for f in folder.glob("*.pdf"))
    ours, tables, text = [], [], []
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as out:
        for _ in range(runs):
            ours.append(sum(cpu(program, "extract", "--quiet", f, "-o", out.name) for f in files))
            tables.append(cpu(sys.executable, "-c", PLUMBER, *files))
            text.append(sum(cpu("pdftotext", "-layout", f, "/dev/null") for f in files))
    a, b, c = (statistics.median(t) for t in (ours, tables, text))
    print(f"{len(files)} files, CPU seconds, medians of {runs}: juesuan {a:.2f}, pdfplumber {b:.2f}, pdftotext {c:.2f}")
    print(f"pdfplumber / juesuan {b / a:.1f}, juesuan / pdftotext {a / c:.2f}")


if __name__ == "__main__":
    main()
