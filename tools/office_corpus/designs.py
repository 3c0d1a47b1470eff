"""The designs: each is a set of options, and `designed` changes the truth of a disclosure as the design shows it.

Amounts of zero that are shown as a dash or as nothing are no facts any more; an amount in 元 has another `raw` and `unit`.
What is done to the truth is done here; the writers only write it down.
"""
import copy, decimal, re

PLAIN = dict(title="above", sheet="each", edge=False, amounts="number", zero=None, unit=None, codes="one", code_cells="text",
             continued=False, hidden=False, formulas=None, noise=None, merged=False, rich=False, prose=True)
DESIGNS = {
    "plain": dict(),                                        # title above the grid, a sheet for each form, amounts as numbers
    "inside": dict(title="inside", sheet="several", prose=False),      # title and unit are merged rows of the grid
    "edge": dict(edge=True, amounts="text", prose=False),   # an empty first row and column; amounts are text
    "dash": dict(zero="dash", title="inside"),              # zeros are shown as a dash: not reported
    "blank": dict(zero="blank", unit="元"),                 # zeros are shown as nothing, by format or by the sheet's view
    "continued": dict(continued=True, sheet="several"),     # forms in two tables: title and header again, header, nothing
    "sheets": dict(continued=True, prose=False),            # a form goes on on a sheet of its own
    "hidden": dict(hidden=True),                            # rows, columns, sheets and text that nobody sees
    "formula": dict(formulas="cached", prose=False),        # totals are formulas with their values
    "unread": dict(formulas="uncached", prose=False),       # totals are formulas that nobody calculated
    "codes": dict(codes="three", title="inside"),           # 类, 款 and 项 in columns of their own
    "numbers": dict(code_cells="number", prose=False),      # codes are numbers
    "indent": dict(code_cells="indent", amounts="text"),    # codes and names begin with spaces
    "noise": dict(noise="binary", prose=False),             # 0.30000000000000004, shown as 0.30
    "rounded": dict(noise="rounded", prose=False),          # more decimals are stored than shown
    "merged": dict(merged=True),                            # blank cells merged both ways; rows that begin late
    "rich": dict(rich=True, amounts="text"),                # runs, breaks, corrections, comments, content controls
}
# Designs that say something in a table of text too; the others are about numbers in sheets.
FLOW = ("plain", "inside", "edge", "dash", "blank", "continued", "hidden", "formula", "codes", "indent", "merged", "rich")
FIXED = ("plain", "inside", "dash", "blank", "continued", "codes", "merged", "rich")
MONEY = {"元": 1, "千元": 1000, "万元": 10000}
PERFORMANCE = ("performance_evaluation", "performance_summary", "other")


def options(name):
    return {**PLAIN, **DESIGNS[name], "name": name}


def plain(decimal_number):
    """A decimal as the contract writes it: no exponent, no trailing zeros."""
    text = format(decimal_number, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def value(raw):
    """The number that stands there, or None."""
    raw = raw.replace(",", "").strip()
    return decimal.Decimal(raw) if re.fullmatch(r"-?\d+(\.\d+)?", raw) else None


def text_of(cell):
    return cell["t"] if isinstance(cell, dict) else cell


def anchored(rows):
    """For each row its cells with their grid column, spans from above counted in: [(column, cell), …]."""
    taken, out = set(), []
    for r, row in enumerate(rows):
        c, line = 0, []
        for cell in row:
            while (r, c) in taken:
                c += 1
            cs, rs = (cell.get("cs", 1), cell.get("rs", 1)) if isinstance(cell, dict) else (1, 1)
            taken |= {(r + i, c + j) for i in range(rs) for j in range(cs)}
            line.append((c, cell))
            c += cs
        out.append(line)
    return out


def put(form, place, text):
    """Writes `text` into the body cell at [row, grid column]."""
    row, column = place
    index = [c for c, _ in anchored(form["body"])[row]].index(column)
    cell = form["body"][row][index]
    form["body"][row][index] = {**cell, "t": text} if isinstance(cell, dict) else text


def in_unit(form, unit):
    factor = decimal.Decimal(MONEY[form["unit"]]) / MONEY[unit]
    for fact in form["facts"]:
        if fact["unit"] in MONEY and (number := value(fact["raw"])) is not None:
            fact["raw"], fact["unit"] = format(number * factor, ",.2f"), unit
            put(form, fact["cell"], fact["raw"])
    form["meta"]["unit"] = re.sub("千元|万元|元", unit, form["meta"].get("unit", "金额单位：元"))
    form["unit"] = unit


def without_zeros(form, shown):
    form["_zeros"] = [f["cell"] for f in form["facts"] if f["unit"] in MONEY and value(f["raw"]) == 0]
    form["facts"] = [f for f in form["facts"] if f["cell"] not in form["_zeros"]]
    for place in form["_zeros"]:
        put(form, place, shown)


def split_codes(form):
    """The one code column of a functional form becomes 类, 款 and 项."""
    if [c["role"] for c in form["columns"]].count("code") != 1 or form["columns"][0]["role"] != "code":
        return
    names = [text_of(c) for row in form["header"] for c in row]
    if not any("科目" in n and ("编码" in n or "代码" in n) for n in names):
        return
    form["columns"][:1] = [{"role": "code", "w": 5, "g": 0} for _ in range(3)]
    for part in ("header", "body"):
        for row, line in zip(form[part], anchored(form[part])):
            if line and line[0][0] == 0:
                cell = row[0]
                text, cs = text_of(cell), cell.get("cs", 1) if isinstance(cell, dict) else 1
                if cs > 1:
                    row[0] = {**cell, "cs": cs + 2}
                elif part == "header":
                    row[:1] = ["类", "款", "项"]
                else:
                    row[:1] = [text[:3], text[3:5], text[5:7]]
    for fact in form["facts"]:
        fact["cell"] = [fact["cell"][0], fact["cell"][1] + 2]


def merge_blanks(form):
    """Blank amounts that stand together are one merged cell: over columns on the total line, over rows elsewhere."""
    wide = {r for r, line in enumerate(anchored(form["body"])) for _, cell in line if isinstance(cell, dict)}
    body = [[(c, cell) for c, cell in line] for line in anchored(form["body"])]
    blank = {(r, c) for r, line in enumerate(body) for c, cell in line
             if r not in wide and cell == "" and form["columns"][c]["role"] == "amount"}
    used, spans = set(), {}
    for r, c in sorted(blank):
        if (r, c) in used:
            continue
        cs, rs = 1, 1
        while (r, c + cs) in blank - used and c + cs < len(form["columns"]):
            cs += 1
        while all((r + rs, c + j) in blank - used for j in range(cs)):
            rs += 1
        spans[r, c] = (cs, rs)
        used |= {(r + i, c + j) for i in range(rs) for j in range(cs)}
    out = []
    for r, line in enumerate(body):
        row = []
        for c, cell in line:
            if (r, c) in spans:
                cs, rs = spans[r, c]
                row.append({"t": "", "cs": cs, "rs": rs} if (cs, rs) != (1, 1) else "")
            elif (r, c) not in used:
                row.append(cell)
        out.append(row)
    form["body"] = out


def designed(truth, name):
    """A copy of the truth as the design shows it, and what a reader must say and must not say of it."""
    opts, truth = options(name), copy.deepcopy(truth)
    truth["design"] = name
    for form in forms(truth):
        if form["kind"] not in PERFORMANCE:
            if opts["unit"] and form["unit"] != opts["unit"]:
                in_unit(form, opts["unit"])
            if opts["zero"]:
                without_zeros(form, "-" if opts["zero"] == "dash" else "")
            if opts["codes"] == "three":
                split_codes(form)
            if opts["merged"]:
                merge_blanks(form)
    if opts["unit"]:
        truth["unit"] = opts["unit"]
    if not opts["prose"]:
        truth["figures"] = []
    return truth, opts, {"must_note": [], "must_not_read": [], "unread": []}


def forms(truth):
    return [b for b in truth["blocks"] if b["type"] == "form"]


def public(truth):
    """The truth without the marks that only the writers need."""
    return {**truth, "blocks": [{k: v for k, v in b.items() if not k.startswith("_")} for b in truth["blocks"]]}
