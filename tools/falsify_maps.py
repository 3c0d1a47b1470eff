#!/usr/bin/env python3
"""Falsifies the ToUnicode maps of honest PDFs and says whether the program notices.

    python3 -m venv /tmp/falsify && /tmp/falsify/bin/pip install pikepdf==10.3.0
    /tmp/falsify/bin/python tools/falsify_maps.py --bin target/debug/juesuan --count 200 samples/*.pdf …

Each of the `--count` documents is one of those given, with the map of one of its fonts, or of all, changed in one way
(`KINDS`), by chance from one seed; one that changes nothing on any page does not count. It is read without text recognition, so that nothing is read from pictures, and
compared with the honest document: an amount that differs and is not suspect is missed. `--keep FOLDER` keeps the files.
"""
import argparse, collections, json, os, random, re, subprocess, sys, tempfile
from pathlib import Path
import pikepdf
from pikepdf import Name

DIGITS = "0123456789"
FULL_WIDTH = {chr(0xFF10 + i): c for i, c in enumerate(DIGITS)}
NOTHING_DRAWN = "nothing drawn by it"
NOTHING = ["\u0001", "\u0020", "\u00a0", "\u200b", "\u3000", "\u0009"]


def swapped(used, chance):
    a, b = chance.sample(sorted(used & set(DIGITS)), 2)
    return {a: b, b: a}


def shifted(used, chance):
    by = chance.randint(1, 9)
    return {d: DIGITS[(int(d) + by) % 10] for d in DIGITS}


def one_digit(used, chance):
    a = chance.choice(sorted(used & set(DIGITS)))
    return {a: chance.choice([d for d in DIGITS if d != a])}


def minus_lost(used, chance):
    return {"-": chance.choice(NOTHING)} if "-" in used else None


def minus_and_digit(used, chance):
    return {"-": chance.choice(DIGITS)} if "-" in used else None


def point_and_comma(used, chance):
    return {".": ",", ",": "."} if used & set(".,") else None


KINDS = [swapped, shifted, one_digit, minus_lost, minus_and_digit, point_and_comma]


def read_map(text):
    """Code (its hexadecimal digits) to characters, of a CMap."""
    text = text.decode("latin-1")
    found = {}
    to_text = lambda h: bytes.fromhex(h if len(h) % 4 == 0 else h.zfill(4)).decode("utf-16-be", "replace")
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S):
        for code, to in re.findall(r"<\s*([0-9A-Fa-f]+)\s*>\s*<\s*([0-9A-Fa-f\s]*)>", block):
            found[code.upper()] = to_text(re.sub(r"\s", "", to))
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.S):
        pattern = r"<\s*([0-9A-Fa-f]+)\s*>\s*<\s*([0-9A-Fa-f]+)\s*>\s*(?:<\s*([0-9A-Fa-f]+)\s*>|\[(.*?)\])"
        for low, high, to, several in re.findall(pattern, block, re.S):
            codes = [f"{c:0{len(low)}X}" for c in range(int(low, 16), int(high, 16) + 1)]
            if to:
                base = to_text(to)
                found.update({c: base[:-1] + chr(ord(base[-1]) + i) for i, c in enumerate(codes) if base})
            else:
                found.update(zip(codes, map(to_text, re.findall(r"<\s*([0-9A-Fa-f]+)\s*>", several))))
    return found


def write_map(found):
    width = max((len(c) for c in found), default=4)
    rows = [f"<{c}> <{t.encode('utf-16-be').hex().upper()}>" for c, t in sorted(found.items()) if len(c) == width]
    blocks = [rows[i:i + 100] for i in range(0, len(rows), 100)]
    body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    return (f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /F def /CMapType 2 def\n"
            f"1 begincodespacerange <{'0' * width}> <{'F' * width}> endcodespacerange\n{body}\n"
            f"endcmap CMapName currentdict /CMap defineresource pop end end").encode("latin-1")


def fonts_with_maps(pdf):
    """The fonts whose maps name digits, each with its map."""
    fonts = []
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == Name.Font and "/ToUnicode" in thing:
            if not isinstance(thing.ToUnicode, pikepdf.Stream):
                continue
            found = read_map(thing.ToUnicode.read_bytes())
            if sum(FULL_WIDTH.get(t, t) in set(DIGITS) for t in found.values()) >= 4:
                fonts.append((thing, found))
    return fonts


def name_of(font):
    try:
        return str(font.get("/BaseFont", "?"))
    except UnicodeDecodeError:
        return "?"


def falsify(path, kind, chance, out):
    """Writes the document with changed maps; says what was changed, or None where that is not possible."""
    with pikepdf.open(path) as pdf:
        fonts = fonts_with_maps(pdf)
        if not fonts:
            return None
        chosen = fonts if chance.random() < 0.3 else [chance.choice(fonts)]
        used = {FULL_WIDTH.get(t, t) for _, found in chosen for t in found.values()}
        used = {"-" if t in "−－–" else t for t in used if len(t) == 1}
        change = kind(used, chance)
        if not change:
            return None
        done = 0
        for font, found in chosen:
            new = {}
            for code, text in found.items():
                plain = FULL_WIDTH.get(text, "-" if text in ("−", "－", "–") else text)
                new[code] = change.get(plain, text)
                done += new[code] != text
            font.ToUnicode = pdf.make_stream(write_map(new))
        if not done:
            return None
        pdf.save(out)
        names = ", ".join(sorted(name_of(font) for font, _ in chosen))
        return f"{' '.join(f'{a}→{b!r}' for a, b in change.items())} in {len(chosen)} of {len(fonts)} fonts ({names})"


def run(binary, *args):
    env = dict(os.environ, JUESUAN_MODELS="none")
    return subprocess.run([binary, *args], capture_output=True, env=env, timeout=300).stdout


def facts(binary, path):
    """Each amount by where it stands."""
    found = {}
    for line in run(binary, "extract", str(path)).splitlines():
        fact = json.loads(line)
        if fact["record"] == "fact":
            found[(fact["page"], tuple(round(v) for v in fact["bbox"] or ()))] = fact
    return found


def pages(binary, path):
    return json.loads(run(binary, "show", str(path), "--stage", "page") or b"[]")


def outcome(binary, honest, path):
    """What the program says of a falsified document."""
    honest_facts, honest_text = honest
    read = pages(binary, path)
    text = ["".join(g["ch"] for g in page["glyphs"]) for page in read]
    # Where no glyph is drawn that the map was changed for, nothing is wrong.
    if text == honest_text:
        return NOTHING_DRAWN, 0, 0
    verdicts = {font["verdict"] for page in read for font in page["fonts"]}
    wrong = told = 0
    for place, fact in facts(binary, path).items():
        true = honest_facts.get(place)
        same = true and all(true[key] == fact[key] for key in ("amount_yuan", "code", "line_no"))
        same = same and fact["fiscal_year"] in (true["fiscal_year"], None)      # a year that is missing is not wrong
        told += not same and fact["status"] == "suspect"
        wrong += not same and fact["status"] != "suspect"
    if wrong:
        return "missed", wrong, told
    if "lies" in verdicts:
        return "font lies", 0, told
    if any(g.get("doubt") or g["ch"] == "\ufffd" for page in read for g in page["glyphs"]):
        return "lost sign", 0, told
    return ("unsure" if "unsure" in verdicts else "no amount changed"), 0, told


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("documents", nargs="+")
    ask.add_argument("--bin", default="target/debug/juesuan")
    ask.add_argument("--count", type=int, default=200)
    ask.add_argument("--seed", type=int, default=18)
    ask.add_argument("--keep", help="folder in which the falsified documents are kept")
    args = ask.parse_args()
    chance = random.Random(args.seed)
    honest, table = {}, collections.defaultdict(collections.Counter)
    folder = Path(args.keep or tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    made = tries = 0
    while made < args.count and tries < 20 * args.count:
        tries += 1
        document, kind = chance.choice(args.documents), KINDS[tries % len(KINDS)]
        out = folder / f"{made:03}-{kind.__name__}-{Path(document).stem}.pdf"
        change = falsify(document, kind, chance, out)
        if not change:
            continue
        if document not in honest:
            text = ["".join(g["ch"] for g in page["glyphs"]) for page in pages(args.bin, document)]
            honest[document] = (facts(args.bin, document), text)
        result, wrong, told = outcome(args.bin, honest[document], out)
        if result == NOTHING_DRAWN:
            out.unlink()
            continue
        made += 1
        table[kind.__name__][result] += 1
        print(f"{out.name}: {change}: {result}, {told} told" + (f", {wrong} WRONG" if wrong else ""), flush=True)
        if not args.keep:
            out.unlink()
    results = sorted({r for row in table.values() for r in row})
    print("\n| change | " + " | ".join(results) + " |\n|---|" + "---|" * len(results))
    for kind, row in table.items():
        print(f"| {kind} | " + " | ".join(str(row[r]) for r in results) + " |")
    print("| all | " + " | ".join(str(sum(row[r] for row in table.values())) for r in results) + " |")
    sys.exit(any(row["missed"] for row in table.values()))


main()
