"""Writers of running text with tables: Word documents by python-docx, with the table XML written here."""
from xml.sax.saxutils import escape

from . import grid

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SIDES = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
                for side in ("top", "left", "bottom", "right", "insideH", "insideV"))


def flow(truth, opts, expected, inside=None, lines_table=True):
    """The document in order: ("cover"|"toc"|"heading"|"paragraph", text, level) and ("form", parts, landscape).

    Facts get their table (`page`, all tables of the document counted as they begin) and R1C1 (row and grid column).
    `inside` says whether the lines over the grid stand in the table; else as the design has it."""
    out, table, index = [], 0, 0
    inside = opts["title"] == "inside" if inside is None else inside
    for block in truth["blocks"]:
        if block["type"] != "form":
            for text in block.get("lines") or [block["text"]]:
                out.append((block["type"], text, block.get("level", 0)))
            continue
        pieces = grid.parts(block, opts, index)
        index += 1
        for part in pieces:
            part.table_rows = (part.above if inside else []) + part.rows
            part.shift = len(part.above) if inside else 0
            part.lines_table = bool(lines_table and not inside and opts["edge"] and part.above)
            table += 1 + part.lines_table
            edge = 1 + bool(opts["edge"])          # the first row and column, where an empty one stands before them
            for r, row in enumerate(part.table_rows):
                for cell in row:
                    if cell.fact is not None:
                        cell.fact["page"], cell.fact["cell"] = table, f"R{r + edge}C{cell.column + edge}"
        out.append(("form", pieces, block["landscape"]))
    if opts["hidden"]:
        expected["must_note"].append({"what": "hidden", "why": "hidden text and rows hold other amounts"})
    return out


def run(text, role="", extra=""):
    size, font, bold = {"title": (36, "黑体", "<w:b/>"), "head": (18, "宋体", "<w:b/>")}.get(role, (18, "宋体", ""))
    props = f'<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="{font}"/>{bold}{extra}<w:sz w:val="{size}"/></w:rPr>'
    pieces = [f'<w:t xml:space="preserve">{escape(p)}</w:t>' for p in text.split("\n")]
    return f"<w:r>{props}{'<w:br/>'.join(pieces)}</w:r>"


def content(cell, opts, state, expected):
    """The paragraphs of a cell."""
    align = f'<w:pPr><w:spacing w:before="0" w:after="0"/><w:jc w:val="{grid.align(cell)}"/></w:pPr>'
    state["cells"] += 1
    text, inner = cell.text, None
    if cell.fact is not None and opts["hidden"] and state["cells"] % 5 == 0:
        secret = f"{77001 + state['cells']:,}.{10 + state['cells'] % 90}"
        expected["must_not_read"].append(secret)
        inner = run(secret, "", "<w:vanish/>") + run(text)
    elif cell.formula:
        inner = f'<w:fldSimple w:instr=" =SUM(ABOVE) \\# &quot;#,##0.00&quot; ">{run(text)}</w:fldSimple>'
    elif cell.rich and state["cells"] % 7 == 0 and "." in text:
        old = f"{44001 + state['cells']:,}.{10 + state['cells'] % 90}"
        expected["must_not_read"].append(old)
        who = 'w:author="财务" w:date="2024-08-20T09:00:00Z"'
        gone = run(old).replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
        inner = f'<w:del w:id="{state["cells"]}" {who}>{gone}</w:del><w:ins w:id="{state["cells"] + 90000}" {who}>{run(text)}</w:ins>'
    elif cell.rich and len(text) > 3:
        inner = run(text[:2]) + run(text[2:], "", "<w:b/>")
    elif "\n" in text and state["cells"] % 2:
        return "".join(f"<w:p>{align}{run(t, cell.role)}</w:p>" for t in text.split("\n"))
    return f"<w:p>{align}{inner or run(text, cell.role)}</w:p>"


def tc(w, inside="<w:p/>", props=""):
    return f'<w:tc><w:tcPr><w:tcW w:w="{w}" w:type="dxa"/>{props}</w:tcPr>{inside}</w:tc>'


def table_xml(part, opts, total, expected, state, rows=None, lined=True, header=None):
    """One `w:tbl`, its merged cells as gridSpan and vMerge; blank ends of rows as gridBefore and gridAfter in "merged"."""
    rows = part.table_rows if rows is None else rows
    header = part.shift + part.header if header is None else header
    sum_w = sum(c["w"] for c in part.columns)
    widths = [int(total * c["w"] / sum_w) for c in part.columns]
    n, open_spans, out = len(widths), {}, []      # column -> (rows still to cover, columns)
    empty = opts["edge"] and lined
    if empty:
        out.append("<w:tr>" + "".join(tc(w) for w in [200, *widths]) + "</w:tr>")
    for r, cells in enumerate(rows):
        slots = {c.column: c for c in cells}
        column, made, before, after = 0, [], 0, 0
        while column < n:
            if column in open_spans:
                left, cs = open_spans[column]
                made.append((column, cs, '<w:vMerge/>', None))
                open_spans[column] = (left - 1, cs)
                if left == 1:
                    del open_spans[column]
                column += cs
                continue
            cell = slots.get(column)
            cs, rs = (cell.cs, cell.rs) if cell else (1, 1)
            if rs > 1:
                open_spans[column] = (rs - 1, cs)
            made.append((column, cs, '<w:vMerge w:val="restart"/>' if rs > 1 else "", cell))
            column += cs
        if opts["merged"] and r >= header:
            blank = [not m[2] and m[3] is not None and m[3].text == "" for m in made]
            while blank and blank[0] and len(made) > 1:
                before += made.pop(0)[1]
                blank.pop(0)
            while blank and blank[-1] and len(made) > 1:
                after += made.pop()[1]
                blank.pop()
        props = (f'<w:gridBefore w:val="{before}"/>' if before else "") + (f'<w:gridAfter w:val="{after}"/>' if after else "")
        if before:
            props += f'<w:wBefore w:w="{sum(widths[:before])}" w:type="dxa"/>'
        if after:
            props += f'<w:wAfter w:w="{sum(widths[n - after:])}" w:type="dxa"/>'
        props += "<w:tblHeader/>" if part.shift <= r < header and lined else ""
        tcs = [tc(200)] if empty else []
        for c, cs, merge, cell in made:
            span = f'<w:gridSpan w:val="{cs}"/>' if cs > 1 else ""
            made_cell = tc(sum(widths[c:c + cs]), content(cell, opts, state, expected) if cell else "<w:p/>",
                           span + merge + '<w:vAlign w:val="center"/>')
            if opts["rich"] and cell is not None and cell.role == "code" and r % 5 == 0:
                made_cell = f'<w:sdt><w:sdtPr><w:alias w:val="编码"/></w:sdtPr><w:sdtContent>{made_cell}</w:sdtContent></w:sdt>'
            tcs.append(made_cell)
        out.append(f"<w:tr><w:trPr>{props}</w:trPr>{''.join(tcs)}</w:tr>")
        if opts["hidden"] and lined and r == header + 1 and not open_spans and rows is part.table_rows:
            tcs = []
            for cell in grid.decoy(part.form, state["cells"] % 400):
                expected["must_not_read"] += [cell.text] if cell.role == "amount" else []
                tcs.append(tc(widths[cell.column], f'<w:p>{run(cell.text, "", "<w:vanish/>")}</w:p>'))
            out.append(f"<w:tr><w:trPr><w:hidden/></w:trPr>{''.join(tcs)}</w:tr>")
    columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in ([200] if empty else []) + widths)
    borders = f"<w:tblBorders>{SIDES}</w:tblBorders>" if lined else ""
    return (f'<w:tbl {NS}><w:tblPr><w:tblW w:w="{total}" w:type="dxa"/><w:jc w:val="center"/>{borders}<w:tblLayout w:type="fixed"/>'
            f'<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{''.join(out)}</w:tbl>")


def docx_book(truth, path, opts, expected):
    import docx
    from docx.enum.section import WD_ORIENT, WD_SECTION
    from docx.enum.text import WD_ALIGN_PARAGRAPH as TO, WD_BREAK
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt
    made, state = docx.Document(), {"cells": 0}
    for unused in made.styles.element.xpath('w:style[@w:type="table"]'):      # most of an empty document's bytes
        made.styles.element.remove(unused)
    for rels in (made.part.rels, made.part.package.rels):
        for key in [k for k, rel in rels.items() if rel.reltype.endswith(("stylesWithEffects", "thumbnail"))]:
            rels.pop(key)
    style = made.styles["Normal"]
    style.font.name, style.font.size = "宋体", Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")

    def shaped(section, landscape):
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
        section.left_margin = section.right_margin = Mm(16)
        section.top_margin = section.bottom_margin = Mm(18)

    def paragraph(text, align=None, size=None, bold=False, hidden=False):
        p = made.add_paragraph()
        r = p.add_run(text)
        p.alignment, r.bold, r.font.size, r.font.hidden = align, bold, size and Pt(size), hidden or None
        return p

    def add(xml):
        made.element.body.insert(len(made.element.body) - 1, parse_xml(xml))

    shaped(made.sections[0], False)
    landscape = False
    for kind, item, level in flow(truth, opts, expected):
        if kind != "form":
            if landscape:
                shaped(made.add_section(WD_SECTION.NEW_PAGE), False)
                landscape = False
            if kind == "cover":
                paragraph(item, TO.CENTER, 22, True)
            elif kind == "heading":
                paragraph(item, TO.CENTER if level == 1 else None, 18 if level == 1 else 14, True)
            else:
                p = paragraph(item)
                p.paragraph_format.first_line_indent = Pt(24) if kind == "paragraph" else None
            continue
        shaped(made.add_section(WD_SECTION.NEW_PAGE), level)
        landscape = level
        total = ((297 if level else 210) - 32) * 567 // 10
        for n, part in enumerate(item):
            if n:
                made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            if not part.shift and part.above:
                if part.lines_table:
                    add(table_xml(part, opts, total, expected, state, part.above, lined=False, header=0))
                    made.add_paragraph().paragraph_format.line_spacing = Pt(2)      # tables that touch are one
                else:
                    for line in part.above:
                        if len(line) == 1:
                            paragraph(line[0].text, {"title": TO.CENTER, "right": TO.RIGHT}.get(line[0].role, TO.CENTER),
                                      18 if line[0].role == "title" else 10, line[0].role == "title")
                        else:
                            p = paragraph("\t".join(c.text for c in line), None, 10)
                            p.paragraph_format.tab_stops.add_tab_stop(Mm(total / 56.7 / 2))
                            p.paragraph_format.tab_stops.add_tab_stop(Mm(total / 56.7 * 0.82))
            add(table_xml(part, opts, total, expected, state))
            for line in part.below:
                paragraph(line[0].text, None, 9)
        if opts["hidden"]:
            secret = f"本年支出合计{99001 + state['cells']:,}.99万元。"
            expected["must_not_read"].append(secret[6:-3])
            paragraph(secret, hidden=True)
    if opts["rich"]:
        p = paragraph("以上数据经本部门审核。")
        made.add_comment(p.runs, text="原数为33,333.33万元，请核对。", author="审计")
        expected["must_not_read"].append("33,333.33")
    made.save(path)
