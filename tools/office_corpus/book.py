"""A disclosure as a workbook: sheets of cells with merges, widths and what is hidden, before any file format."""
import copy, dataclasses, math, re, zlib
from decimal import Decimal

from . import grid
from .designs import PERFORMANCE, forms
from .grid import Cell

ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '


@dataclasses.dataclass
class Sheet:
    name: str
    state: str = "visible"             # visible, hidden, veryHidden
    cells: dict = dataclasses.field(default_factory=dict)      # (row, column) -> Cell
    spans: dict = dataclasses.field(default_factory=dict)      # (row, column) -> (rows, columns)
    widths: dict = dataclasses.field(default_factory=dict)
    hidden_rows: set = dataclasses.field(default_factory=set)
    hidden_columns: set = dataclasses.field(default_factory=set)
    lined: set = dataclasses.field(default_factory=set)        # the cells with borders
    show_zeros: bool = True
    landscape: bool = False
    rows: int = 0


def letters(column):
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def address(row, column):
    return f"{letters(column)}{row + 1}"


def number_format(cell, opts, sheet):
    """The format that shows the stored number exactly as the truth has it."""
    raw = cell.text.strip()
    places = len(raw.partition(".")[2]) if cell.fact else 2
    grouped = "," in raw or abs(cell.number) < 1000
    shape = ("#,##0" if grouped else "0") + ("." + "0" * places if places else "")
    if opts["zero"] == "dash" and shape == "#,##0.00":
        return ACCOUNTING
    if opts["zero"] == "blank" and sheet.show_zeros and (cell.zero or cell.number):
        return f"{shape};-{shape};"
    return shape + "_ " if shape == "#,##0.00" and not cell.zero and opts["sheet"] == "several" else shape


def stored(cell, opts):
    """The binary fraction in the file: the amount, or one that only its format makes equal to it."""
    number = float(cell.number)
    if opts["noise"] == "binary" and number:
        for _ in range(3):
            number = math.nextafter(number, math.inf)
    if opts["noise"] == "rounded" and cell.fact:
        places = len(cell.text.partition(".")[2])
        off = zlib.crc32(f"{cell.text}{cell.column}".encode()) % 4900 * (1 if not number or cell.column % 2 else -1)
        number = float(cell.number + Decimal(off).scaleb(-4 - places))
    return number


def put(sheet, row, column, cell, cs, rs, lined, places, number):
    sheet.cells[row, column] = cell
    if cs > 1 or rs > 1:
        sheet.spans[row, column] = (rs, cs)
    if lined:
        sheet.lined |= {(row + i, column + j) for i in range(rs) for j in range(cs)}
    if cell.fact is not None:
        cell.fact["page"], cell.fact["cell"] = number, address(row, column)
        places[id(cell)] = (row, column)


def covered(sheet):
    """The cells that a merged one covers, its first left out."""
    return {(r + i, c + j) for (r, c), (rs, cs) in sheet.spans.items() for i in range(rs) for j in range(cs)} - set(sheet.spans)


def place(sheet, part, opts, number, top, seed, expected):
    """Writes a part into the sheet from row `top` on; returns the first row after it."""
    left = 1 if opts["edge"] else 0
    amounts = [k for k, c in enumerate(part.columns) if c["role"] == "amount"]
    inner = amounts[0] if opts["hidden"] and amounts and part.form["kind"] not in ("other",) else None
    if inner is not None:
        left += 1                      # a hidden column of keys, and one of last year's amounts before the first amount

    def at(column):
        return left + column + (inner is not None and column >= inner)

    places, hidden, row = {}, {}, top
    if inner is not None:
        for c in range(len(part.columns)):
            sheet.cells[row, at(c)] = Cell(c, f"YS_AMT{c}#", hidden=True)
        sheet.hidden_rows.add(row)
        sheet.hidden_columns |= {left - 1, at(inner) - 1}
        row += 1

    def line(cells, lined):
        for cell in cells:
            end = at(cell.column + cell.cs - 1) + 1
            put(sheet, row, at(cell.column), cell, end - at(cell.column), cell.rs, lined, places, number)

    merged_head = opts["title"] == "inside" or opts["sheet"] == "each"
    for cells in part.above:
        line(cells if merged_head else [dataclasses.replace(c, cs=1) for c in cells], opts["title"] == "inside")
        row += 1
    for r, cells in enumerate(part.rows):
        line(cells, True)
        if inner is not None and r >= part.header:
            hidden[row, left - 1] = Cell(0, f"DEBT_T_XXGK_{seed}{r}", hidden=True)
            old = f"{77001 + seed * 53 + r:,}.{11 + r % 80}"
            hidden[row, at(inner) - 1] = Cell(0, old, number=Decimal(old.replace(",", "")), hidden=True)
        elif inner is not None and r == part.header - 1:
            hidden[row, at(inner) - 1] = Cell(0, "上年决算数", hidden=True)
        row += 1
        reached = any(q + c.rs > r + 1 for q, above in enumerate(part.rows[:r + 1]) for c in above)
        if inner is not None and r == part.header + 1 and not reached:
            for cell in grid.decoy(part.form, seed):
                cell.number = Decimal(cell.text.replace(",", "")) if cell.role == "amount" else None
                hidden[row, at(cell.column)] = cell
            sheet.hidden_rows.add(row)
            row += 1
    for there, cell in hidden.items():
        if there not in covered(sheet):
            sheet.cells[there] = cell
            expected["must_not_read"] += [cell.text] if cell.number is not None else []
    for cell in (c for cells in part.rows for c in cells if c.formula):
        r, c = places[id(cell)]
        sums = [places[id(part.rows[part.header + i][[x.column for x in part.rows[part.header + i]].index(j)])]
                for i, j in cell.formula]
        rows = [s[0] for s in sums]
        cell.formula = (f"SUM({address(rows[0], c)}:{address(rows[-1], c)})" if len(rows) > 2 and rows == list(range(rows[0], rows[-1] + 1))
                        else "+".join(address(i, c) for i in rows))
    for cells in part.below:
        line(cells, False)
        row += 1
    for k, column in enumerate(part.columns):
        sheet.widths[at(k)] = max(sheet.widths.get(at(k), 0), column["w"] * 1.05)
    sheet.rows = max(sheet.rows, row)
    return row


def sheet_name(text, used):
    text = re.sub(r"[\[\]:*?/\\]", "", text)[:28] or "表"
    name, n = text, 2
    while name in used:
        name, n = f"{text}{n}", n + 1
    used.add(name)
    return name


def text_sheet(name, lines):
    sheet = Sheet(name)
    for r, text in enumerate(lines):
        sheet.cells[r, 0], sheet.spans[r, 0] = Cell(0, text, role="left"), (1, 9)
    sheet.rows = len(lines)
    return sheet


def workbook(truth, opts, expected):
    """The sheets of a disclosure. Every fact is given its sheet (`page`, hidden sheets counted) and its cell."""
    sheets, used = [], set()
    stale = opts["hidden"] and copy.deepcopy(next((f for f in forms(truth) if f["kind"] == "expenditure"), forms(truth)[0]))
    texts = {k: [b["text"] for b in truth["blocks"] if b["type"] == k] for k in ("heading", "paragraph")}
    cover = [line for b in truth["blocks"] if b["type"] == "cover" for line in b["lines"]]
    sheets.append(text_sheet(sheet_name("封面", used), cover))
    if opts["hidden"]:
        keys = Sheet(sheet_name("HIDDENSHEETNAME", used), "hidden")
        for r in range(6):
            keys.cells[r, 0], keys.cells[r, 1] = Cell(0, f"VALID#{r}"), Cell(1, f"{66001 + r:,}.{31 + r}")
            expected["must_not_read"].append(keys.cells[r, 1].text)
        keys.rows = 6
        sheets.append(keys)
    many, row = None, 0
    for index, form in enumerate(forms(truth)):
        for part in grid.parts(form, opts, index):
            if opts["sheet"] == "several" and many and row < 400:
                sheet, top = many, row + 1
            else:
                name = (form["form_no"] or "") + (form["title"] if part.first else form["title"] + "(续)")
                sheet, top = Sheet(sheet_name("决算表" if opts["sheet"] == "several" else name, used), landscape=form["landscape"]), 0
                sheet.show_zeros = not (opts["zero"] == "blank" and opts.get("view", True) and index % 2 and form["kind"] not in PERFORMANCE)
                sheets.append(sheet)
                many = sheet
                top = 1 if opts["edge"] else 0
            row = place(sheet, part, opts, len(sheets), top, index, expected)
    if opts["hidden"]:
        old, last = Sheet(sheet_name("支出决算表(旧)", used), "veryHidden"), {"must_not_read": []}
        for n, part in enumerate(grid.parts(stale, {**opts, "hidden": False}, 0)):
            for cell in (c for cells in part.rows for c in cells if c.number is not None):
                cell.number += 55000
                cell.text = format(cell.number, ",.2f")
                expected["must_not_read"].append(cell.text)
            place(old, part, {**opts, "hidden": False}, len(sheets) + 1, old.rows, n, last)
        sheets.append(old)
    if opts["prose"]:
        sheets.append(text_sheet(sheet_name("情况说明", used), [b["text"] for b in truth["blocks"] if b["type"] in texts]))
    if opts["noise"] == "rounded":
        expected["must_note"].append({"what": "stored_differs", "why": "more decimals are stored than shown; raw is what is shown"})
    if opts["hidden"]:
        expected["must_note"].append({"what": "hidden", "why": "hidden rows, columns and sheets hold keys and other amounts"})
    return sheets


def unread(sheets, expected, truth, why, zeros=False):
    """Formulas without a value: their facts leave the truth and must be noted."""
    gone = []
    for sheet in sheets:
        for cell in sheet.cells.values():
            # A zero that is stored and shown, and to which its cells add up, is one.
            if cell.formula and cell.fact and not (zeros and cell.number == 0):
                fact = cell.fact
                gone.append(id(fact))
                expected["unread"].append({**{k: fact[k] for k in ("form", "side", "code", "item", "measure", "page", "cell")},
                                           "would_be": fact["raw"], "formula": cell.formula})
    for form in forms(truth):
        form["facts"] = [f for f in form["facts"] if id(f) not in gone]
    expected["must_note"].append({"what": "formula_without_value", "count": len(gone), "why": why})
