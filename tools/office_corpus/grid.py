"""What every writer writes: a form as parts of rows of cells, with title and notes in their places."""
import dataclasses, decimal, re
from typing import Optional

from .designs import PERFORMANCE, MONEY, anchored, text_of, value


@dataclasses.dataclass
class Cell:
    column: int
    text: str
    cs: int = 1
    rs: int = 1
    role: str = "text"                 # title, left, right, centre, head, code, item, line, amount, text, note
    number: Optional[decimal.Decimal] = None      # what a sheet stores, where the cell is an amount
    fact: Optional[dict] = None
    zero: bool = False                 # a zero that is shown as a dash or as nothing
    formula: Optional[list] = None     # the cells that it adds up
    hidden: bool = False
    rich: bool = False


@dataclasses.dataclass
class Part:
    """One table on paper: a form, or a piece of one."""
    form: dict
    above: list                        # rows of cells that stand over the grid
    rows: list                         # header and body
    header: int                        # how many of the rows are header
    below: list                        # notes
    columns: list
    body_at: int = 0                   # the body row of the form that is the first here
    first: bool = True


ALIGN = {"title": "center", "head": "center", "centre": "center", "line": "center", "text": "center", "amount": "right", "right": "right"}


def align(cell):
    return ALIGN.get(cell.role, "left")


def width(form):
    return len(form["columns"])


def wrapped(text):
    """A name as a narrow column breaks it, or as somebody spaced it out by hand."""
    if text in ("合计", "总计"):
        return text[0] + "    " + text[1]
    return text[:7] + "\n" + text[7:] if len(text) > 9 else text


def head_lines(form, continued=False):
    """The lines over the grid: title; number; department, year and unit."""
    n, meta = width(form), form["meta"]
    title = form["title"] + ("（续表）" if continued else "")
    lines = [[Cell(0, title, n, role="title")]] if title else []
    if form.get("form_no"):
        lines.append([Cell(0, form["form_no"], n, role="right")])
    if "unit" in meta:
        a, b = (max(1, n // 3), max(1, n - n // 3)) if n > 2 else (1, n)
        line = [Cell(0, meta["dept"], a, role="left")]
        if b > a:
            line.append(Cell(a, meta.get("year", ""), b - a, role="centre"))
        lines.append(line + [Cell(b, meta["unit"], n - b, role="right")])
    elif "sub" in meta:
        lines.append([Cell(0, meta["sub"], n, role="centre")])
    return lines


def body_cells(form, opts):
    facts = {tuple(f["cell"]): f for f in form["facts"]}
    zeros = {tuple(p) for p in form.get("_zeros", [])}
    rows = []
    for r, line in enumerate(anchored(form["body"])):
        row = []
        for c, cell in line:
            cs, rs = (cell.get("cs", 1), cell.get("rs", 1)) if isinstance(cell, dict) else (1, 1)
            text, fact = text_of(cell), facts.get((r, c))
            role = "amount" if fact or (r, c) in zeros else form["columns"][c]["role"]
            role = "text" if role == "skip" else role
            made = Cell(c, text, cs, rs, role, value(text) if fact else None, fact, (r, c) in zeros)
            if made.zero:
                made.number = decimal.Decimal(0)
            if opts["rich"] and role == "item":
                made.text = wrapped(text)
            if opts["code_cells"] == "indent" and role == "item" and row and row[-1].role == "code":
                made.text = " " * (len(row[-1].text) - 3) + text
                row[-1].text = " " * (len(row[-1].text) - 3) + row[-1].text
            made.rich = opts["rich"] and bool(fact)
            row.append(made)
        rows.append(row)
    return rows


def add_formulas(form, rows):
    """Marks the amounts that are the exact sum of others in their column: 合计 of the 类, 本年…合计 of the lines above."""
    if form["kind"] in PERFORMANCE:
        return
    at = {(r, c.column): c for r, row in enumerate(rows) for c in row}
    for (r, c), cell in at.items():
        if cell.number is None or not cell.fact or cell.fact["unit"] not in MONEY:
            continue
        code_columns = [k for k, col in enumerate(form["columns"]) if col["role"] == "code"]
        if code_columns == [0] and cell.fact["item"] == "合计":
            parts = [(i, c) for i in range(len(rows))
                     if (i, 0) in at and re.fullmatch(r"\s*\d{3}", at[i, 0].text)]
        elif cell.fact["item"] in ("本年收入合计", "本年支出合计"):
            parts = [(i, c) for i in range(r)]
        else:
            continue
        parts = [p for p in parts if p in at and at[p].number is not None]
        if len(parts) > 0 and sum(at[p].number for p in parts) == cell.number:
            cell.formula = parts


def parts(form, opts, index):
    """The tables that the form is printed as."""
    header = [[Cell(c, text_of(x), *((x.get("cs", 1), x.get("rs", 1)) if isinstance(x, dict) else (1, 1)), role="head")
               for c, x in line] for line in anchored(form["header"])]
    body = body_cells(form, opts)
    if opts["formulas"]:
        add_formulas(form, body)
    notes = [[Cell(0, n, width(form), role="note")] for n in form["notes"]]
    whole = Part(form, head_lines(form), header + body, len(header), notes, form["columns"])
    # A row that a merged cell reaches into begins no new page.
    reached = {r + i for r, row in enumerate(body) for c in row for i in range(1, c.rs)}
    cuts = [r for r in range(len(body) // 2, len(body) - 1) if r not in reached and r > 1]
    if not opts["continued"] or not cuts or len(body) < 6:
        return [whole]
    cut, style = cuts[0], index % 3      # by turns: title and header repeated, the header alone, nothing
    repeated = [[dataclasses.replace(c) for c in row] for row in header] if style < 2 else []
    return [dataclasses.replace(whole, rows=header + body[:cut], below=[]),
            Part(form, head_lines(form, True) if style == 0 else [], repeated + body[cut:], len(repeated), notes,
                 form["columns"], cut, False)]


def decoy(form, seed, columns=None):
    """A line that must not be read: an item that is not there, with amounts found nowhere else."""
    cells = []
    for c, column in enumerate(form["columns"]):
        text = {"code": "2019999" if form["columns"][0]["role"] == "code" and len(form["columns"]) < 11 else "39998",
                "item": "其他（停用）", "line": ""}.get(column["role"])
        cells.append(Cell(c, f"{88001 + seed * 37 + c:,}.{17 + c:02d}" if text is None else text, role=column["role"], hidden=True))
    return cells
