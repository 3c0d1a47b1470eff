#!/usr/bin/env python3
"""Checks the code lists of models/classification/*.tsv, and compares them with names that documents print.

    tools/vocabulary.py [TRUTH.json | SEED.txt …]

Of the lists: codes of 3, 5 or 7 digits whose parents stand in the list too, no line twice, no stray white space, years in
order. Of truth files (see `tools/score.sh`): the (code, name) pairs that the lists do not hold; of plain texts: lines that
begin with a code and a name. Exit status 1 where a list is not well formed; a printed name that is no official one is none
of that: documents misprint, and print old names. Needs Python 3.8, nothing else.
"""
import collections, json, pathlib, re, sys

FOLDER = pathlib.Path(__file__).parent.parent / "models" / "classification"
LISTS = {"functional.tsv": (3, 5, 7), "economic.tsv": (3, 5)}
YEARS = re.compile(r"(20\d\d)?-(20\d\d)?")
PRINTED = re.compile(r"^\s*((?:20|21|22|23|30|31|39)\d(?:\d\d){0,2})[\s,|\t]+([^\d\s|,.\-][^\s|,\d]*)")


def read(path, widths):
    """The names of each code, and what is wrong with the list."""
    names, faults, seen = collections.defaultdict(list), [], set()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        parts = line.split("\t")
        where = f"{path.name}:{number}"
        if len(parts) not in (2, 3) or any(part != part.strip() or not part for part in parts):
            faults.append(f"{where}: no code, name[, years]: {line!r}")
            continue
        code, name = parts[:2]
        if not code.isdigit() or len(code) not in widths:
            faults.append(f"{where}: odd code {code}")
        if (code, name) in seen:
            faults.append(f"{where}: {code} {name} twice")
        if re.search(r"[\s()\"']", name):
            faults.append(f"{where}: half-width brackets, quotes or spaces in {name!r}")
        if len(parts) == 3 and not (YEARS.fullmatch(parts[2]) and parts[2] != "-"):
            faults.append(f"{where}: odd years {parts[2]!r}")
        seen.add((code, name))
        names[code].append(name)
    codes = list(names)
    if codes != sorted(codes):
        faults.append(f"{path.name}: not in the order of codes")
    for code in codes:
        for width in widths:
            if width < len(code) and code[:width] not in names:
                faults.append(f"{path.name}: {code} without {code[:width]}")
    return names, faults


def printed(path):
    """The (code, name) pairs that a truth file or a plain text prints."""
    text = path.read_text("utf-8")
    if path.suffix != ".json":
        return {found.groups() for line in text.splitlines() if (found := PRINTED.match(line))}
    truth = json.loads(text)
    facts = [fact for block in truth.get("blocks", truth.get("forms", [])) for fact in block.get("facts", [])]
    return {(fact["code"], fact["item"]) for fact in facts if fact.get("code") and fact.get("item")}


def main():
    names, faults = {}, []
    for file, widths in LISTS.items():
        found, wrong = read(FOLDER / file, widths)
        names.update(found)
        faults += wrong
        print(f"{file}: {len(found)} codes, {sum(map(len, found.values()))} names")
    for path in map(pathlib.Path, sys.argv[1:]):
        pairs = printed(path)
        strange = sorted((code, name) for code, name in pairs if name not in names.get(code, []))
        print(f"{path.name}: {len(pairs)} pairs, {len(pairs) - len(strange)} in the lists")
        for code, name in strange:
            print(f"  {code} {name} (list: {' | '.join(names.get(code, ['-']))})")
    for fault in faults:
        print(fault)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
