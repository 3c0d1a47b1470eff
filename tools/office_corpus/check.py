"""Reads a document back, by a library that did not write it where there is one, and holds its amounts against the truth."""
import re, zipfile
from decimal import ROUND_HALF_UP, Decimal

from .designs import forms


def as_shown(number, shape):
    """A number as the formats of this corpus show it."""
    positive, _, zero = (shape.split(";") + ["", "", ""])[:3]
    if number == 0 and shape.count(";") >= 2:
        return "-" if '"-"' in zero else zero
    core = re.sub(r'_.|\* |"[^"]*"|\\', "", positive)
    if core in ("General", "GENERAL"):
        return repr(number).removesuffix(".0")
    places = len(core.partition(".")[2])
    return format(Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), ",f" if "," in core else "f")


def place(address):
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", address).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def xlsx(path):
    import openpyxl
    made = openpyxl.load_workbook(path, data_only=True)

    def at(fact):
        ws = made[made.sheetnames[fact["page"] - 1]]
        cell = ws[fact["cell"]]
        if isinstance(cell.value, (int, float)):
            return "" if cell.value == 0 and ws.sheet_view.showZeros is False else as_shown(cell.value, cell.number_format)
        return cell.value or ""
    return at


def xls(path):
    import xlrd
    made = xlrd.open_workbook(path, formatting_info=True)

    def at(fact):
        sheet = made.sheet_by_index(fact["page"] - 1)
        cell = sheet.cell(*place(fact["cell"]))
        if cell.ctype == xlrd.XL_CELL_NUMBER:
            if cell.value == 0 and not sheet.show_zero_values:
                return ""
            return as_shown(cell.value, made.format_map[made.xf_list[cell.xf_index].format_key].format_str)
        return cell.value
    return at


def xml_xls(path):
    import lxml.etree
    ss = "{urn:schemas-microsoft-com:office:spreadsheet}"
    root = lxml.etree.parse(path).getroot()
    shapes = {s.get(ss + "ID"): s.find(ss + "NumberFormat").get(ss + "Format") for s in root.iter(ss + "Style")}
    tables = []
    for sheet in root.iter(ss + "Worksheet"):
        cells = {}
        for r, row in enumerate(sheet.iter(ss + "Row")):
            for cell in row.iter(ss + "Cell"):
                cells[r, int(cell.get(ss + "Index")) - 1] = cell
        tables.append(cells)

    def at(fact):
        cell = tables[fact["page"] - 1][place(fact["cell"])]
        data = cell.find(ss + "Data")
        if data.get(ss + "Type") == "Number":
            return as_shown(float(data.text), shapes[cell.get(ss + "StyleID")])
        return data.text
    return at


def hidden(node):
    return any("display:none" in (n.get("style") or "").replace(" ", "") for n in [node, *node.iterancestors()])


def web(path):
    """A page's tables as a browser lays them out, without what is hidden."""
    import lxml.html
    text = open(path, "rb").read()
    coding = "gb18030" if b"charset=gb2312" in text[:2000] else "utf-8"
    root = lxml.html.document_fromstring(text.decode(coding))
    tables = []
    for table in root.iter("table"):
        grid, r = {}, -1
        for row in table.xpath("./tr|./thead/tr|./tbody/tr"):
            if hidden(row):
                continue
            r, c = r + 1, 0
            for cell in row.xpath("./td|./th"):
                while (r, c) in grid:
                    c += 1
                for i in range(int(cell.get("rowspan", 1))):
                    for j in range(int(cell.get("colspan", 1))):
                        grid[r + i, c + j] = cell if (i, j) == (0, 0) else None
                c += int(cell.get("colspan", 1))
        gone = [c for c, col in enumerate(table.xpath("./col")) if hidden(col)]
        tables.append({(r, c - sum(g < c for g in gone)): cell for (r, c), cell in grid.items() if c not in gone})

    def seen(cell):
        for node in cell.iter():
            if isinstance(node.tag, str) and "display:none" in (node.get("style") or "") and node is not cell:
                node.text = ""
        for comment in cell.xpath(".//comment()"):
            comment.text = ""
        return "".join(cell.xpath(".//text()[not(parent::comment())]")).replace("\xa0", " ").strip()

    def at(fact):
        r, c = map(int, re.findall(r"\d+", fact["cell"]))
        return seen(tables[fact["page"] - 1][r - 1, c - 1])
    return at


def docx(path, any_column=False):
    from docx import Document
    from docx.oxml.ns import qn
    tables = []
    for table in Document(path).element.body.iter(qn("w:tbl")):
        grid, r = {}, -1
        for row in table.iter(qn("w:tr")):
            if row.find(f"{qn('w:trPr')}/{qn('w:hidden')}") is not None or all_hidden(row, qn):
                continue
            r, c = r + 1, 0
            before = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
            c += int(before.get(qn("w:val"))) if before is not None else 0
            for cell in row.iter(qn("w:tc")):
                span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
                texts = [t.text or "" for t in cell.iter(qn("w:t"))
                         if t.getparent().find(f"{qn('w:rPr')}/{qn('w:vanish')}") is None]
                grid[r, c] = "".join(texts)
                c += int(span.get(qn("w:val"))) if span is not None else 1
        tables.append(grid)

    def at(fact):
        r, c = map(int, re.findall(r"\d+", fact["cell"]))
        there = tables[fact["page"] - 1].get((r - 1, c - 1), "no such cell")
        # LibreOffice makes grid columns of its own: the amount must stand in its row.
        moved = any_column and fact["raw"] in {t for (row, _), t in tables[fact["page"] - 1].items() if row == r - 1}
        return fact["raw"] if moved else there
    return at


def all_hidden(row, qn):
    runs = [r for r in row.iter(qn("w:r")) if "".join(t.text or "" for t in r.iter(qn("w:t")))]
    return bool(runs) and all(r.find(f"{qn('w:rPr')}/{qn('w:vanish')}") is not None for r in runs)


def ofd(path):
    import lxml.etree
    ns = "{http://www.ofdspec.org/2016}"
    pages = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if found := re.search(r"Page_(\d+)/Content.xml", name):
                root = lxml.etree.fromstring(archive.read(name))
                pages[int(found[1]) + 1] = [(list(map(float, o.get("Boundary").split())), "".join(o.itertext()).strip())
                                            for o in root.iter(ns + "TextObject")]

    def at(fact):
        k = 72 / 25.4
        l, t, r, b = fact["bbox"]
        inside = [(box, text) for box, text in pages[fact["page"]]
                  if l - 2.5 <= box[0] * k and (box[0] + box[2]) * k <= r + 2.5 and t - 2 <= box[1] * k + 1 and box[1] * k <= b]
        return "".join(text for _, text in sorted(inside, key=lambda i: (round(i[0][1]), i[0][0])))
    return at


READERS = {"xlsx": xlsx, "xls": xls, "docx": docx, "html": web, "ofd": ofd}


def differing(path, form, truth):
    """Says of every fact whose place does not show its amount."""
    facts = [f for block in forms(truth) for f in block["facts"]]
    if form in ("libreoffice.doc", "easyofd.ofd"):
        return []                      # no library here reads these; see the reports
    reader = {"html.xls": web, "xml.xls": xml_xls}.get(form) or READERS[form.rpartition(".")[2]]
    at = reader(path, True) if form == "libreoffice.docx" else reader(path)
    bad = []
    for fact in facts:
        if "page" not in fact:
            bad.append(f"no place: {fact['form']} {fact['item']} {fact['measure']} {fact['raw']}")
        elif (there := at(fact)) != fact["raw"]:
            bad.append(f"{fact['form']} {fact['code'] or fact['item']} {fact['measure']} at {fact['page']} {fact['cell']}: "
                       f"{fact['raw']!r}, there {there!r}")
    return bad
