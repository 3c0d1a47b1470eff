#!/usr/bin/env python3
"""A folder of results over a corpus, held against reading each document alone.

  tools/batch_corpus.py CORPUS [JOBS]      CORPUS has born/ and robust/; JUESUAN names the program (else the build of `cargo
                                           build`: a release build commits no faults)

Added to the corpus: a document that is there twice, and one for each fault that a worker can commit on purpose
(`src/batch/fault.rs`). Then must hold: every good document has the bytes that `extract FILE` writes; every bad one stands
in errors.jsonl with the cause that it has alone, or that of its fault; the exit code is 2.
"""
import collections, json, os, pathlib, shutil, subprocess, sys, tempfile

root = pathlib.Path(__file__).resolve().parent.parent
target = os.environ.get("CARGO_TARGET_DIR", root / "target")
program = os.path.abspath(os.environ.get("JUESUAN", f"{target}/debug/juesuan"))
corpus = pathlib.Path(sys.argv[1])
jobs = sys.argv[2] if len(sys.argv) > 2 else "2"
FAULTS = {"abort": "abort", "exit": "exit", "hang": "timeout", "memory": "memory", "overflow": "stack_overflow"}


def run(folder, *arguments, **environment):
    done = subprocess.run([program, "extract", *arguments], cwd=folder, capture_output=True, text=True,
                          env={**os.environ, **environment})
    return done.returncode, done.stderr


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


with tempfile.TemporaryDirectory() as work:
    work = pathlib.Path(work)
    for part in ("born", "robust"):
        (work / "in" / part).mkdir(parents=True)
        for pdf in sorted((corpus / part).glob("*.pdf")):
            shutil.copyfile(pdf, work / "in" / part / pdf.name)
    first, *others = sorted((work / "in" / "born").glob("*.pdf"))
    shutil.copyfile(first, work / "in" / "twice.pdf")
    for number, fault in enumerate(FAULTS):
        (work / "in" / f"fault-{fault}.pdf").write_bytes(first.read_bytes() + b"\n%% %d\n" % number)

    limits = ["--jobs", jobs, "--timeout", "60s", "--memory", "500MB", "--quiet"]
    code, _ = run(work, "in", "-o", "out/", *limits, JUESUAN_FAULTS="1")
    index, errors = lines(work / "out/index.jsonl"), lines(work / "out/errors.jsonl")
    faults = [] if code == 2 else [f"exit code {code}"]
    for entry in index:
        code, _ = run(work, entry["source"], "--quiet", "-o", "solo.json")
        result, solo = (work / "out" / entry["result"]).read_text(), (work / "solo.json").read_text()
        if len(entry["sources"]) > 1:
            one, all_places = ('"sources": [\n%s\n  ]' % ",\n".join(f"    {json.dumps(s, ensure_ascii=False)}" for s in sources)
                               for sources in (entry["sources"][:1], entry["sources"]))
            solo = solo.replace(one, all_places, 1)
        if result != solo:
            faults.append(f"{entry['source']}: not as if read alone")
    for error in errors:
        name = pathlib.Path(error["source"]).stem
        if name.startswith("fault-"):
            good = error["cause"] == FAULTS[name.removeprefix("fault-")]
        else:
            code, messages = run(work, error["source"], "--quiet", "-o", "solo.json")
            good = code == 2 and error["message"] in messages
        if not (good and error["remedy"]):
            faults.append(f"{error['source']}: {error['cause']}: {error['message']}; {error['remedy']}")
    places = sum(len(entry["sources"]) for entry in index + errors)
    files = sum(1 for _ in (work / "in").rglob("*.pdf"))
    if places != files:
        faults.append(f"{files} files, {places} places in the lists")
    causes = collections.Counter(error["cause"] for error in errors)
    print(f"{files} files: {len(index)} documents at {sum(len(e['sources']) for e in index)} places, {len(errors)} failed: "
          + ", ".join(f"{cause} {count}" for cause, count in sorted(causes.items())))
    print(f"{sum(entry['incomplete'] for entry in index)} not read whole; {len(faults)} faults")
    print("\n".join(faults), end="\n" if faults else "")
    sys.exit(bool(faults))
