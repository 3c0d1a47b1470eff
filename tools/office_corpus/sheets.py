"""Writers of workbooks: openpyxl, XlsxWriter, xlwt, an HTML table called .xls, and Excel's XML of 2003."""
import html, re, zipfile

from . import book

FONT = {"title": ("黑体", 16, True), "head": ("宋体", 10, True)}
ALIGN = {"title": "center", "head": "center", "centre": "center", "right": "right", "amount": "right", "code": "left",
         "line": "center", "left": "left", "item": "left", "note": "left", "text": "center"}


def entry(cell, opts, sheet):
    """What the file stores for a cell: ("n", float, format), ("t", text, "@" or "General"), ("f", formula, format, value)."""
    if cell.number is not None and opts["amounts"] == "number" or cell.hidden and cell.number is not None:
        shape = book.number_format(cell, opts, sheet) if cell.fact or cell.zero else "#,##0.00"
        number = book.stored(cell, opts)
        return ("f", cell.formula, shape, number) if cell.formula and opts["formulas"] else ("n", number, shape)
    whole = cell.role == "line" or cell.role == "code" and opts["code_cells"] == "number"
    if whole and cell.text.strip().isdigit() and not cell.text.startswith("0"):
        return ("n", int(cell.text), "General")
    return ("t", cell.text, "@" if cell.role == "code" else "General")


def openpyxl_book(sheets, path, opts):
    import openpyxl
    from openpyxl.styles import Alignment, Border, Font, Side
    made, side = openpyxl.Workbook(), Side(style="thin")
    made.remove(made.active)
    border, looks = Border(side, side, side, side), {}
    for role, align in ALIGN.items():
        name, size, bold = FONT.get(role, ("宋体", 10, False))
        looks[role] = Font(name=name, size=size, bold=bold), Alignment(align, "center", wrap_text=role in ("head", "item", "text", "left"))
    for sheet in sheets:
        ws = made.create_sheet(sheet.name)
        ws.sheet_state, ws.sheet_view.showZeros = sheet.state, sheet.show_zeros
        ws.page_setup.orientation, ws.page_setup.paperSize = "landscape" if sheet.landscape else "portrait", 9
        ws.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
        ws.page_setup.fitToHeight = 0
        for at in sheet.lined:
            ws.cell(at[0] + 1, at[1] + 1).border = border
        for (r, c), cell in sheet.cells.items():
            kind, value, shape, *_ = entry(cell, opts, sheet)
            to = ws.cell(r + 1, c + 1)
            to.font, to.alignment = looks[cell.role]
            if value != "":
                to.value = "=" + value if kind == "f" else value
            to.number_format = shape
            if kind == "t":
                to.data_type = "s" if value != "" else "n"
        for (r, c), (rs, cs) in sheet.spans.items():
            ws.merge_cells(start_row=r + 1, start_column=c + 1, end_row=r + rs, end_column=c + cs)
        for c, w in sheet.widths.items():
            ws.column_dimensions[book.letters(c)].width = w
        for c in sheet.hidden_columns:
            ws.column_dimensions[book.letters(c)].hidden = True
        for r in sheet.hidden_rows:
            ws.row_dimensions[r + 1].hidden = True
    made.save(path)
    if opts["rich"]:
        phonetic(path)


def phonetic(path):
    """Gives names a reading in katakana, as Excel for Japanese does: text that is no part of the cell."""
    with zipfile.ZipFile(path) as old:
        parts = [(i, old.read(i)) for i in old.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info, data in parts:
            if info.filename == "xl/sharedStrings.xml":
                data = re.sub(r"(<si><t[^>]*>[一-鿿]{2,8}支出</t>)(</si>)", r'\1<rPh sb="0" eb="1"><t>シシュツ9,999.99</t></rPh>\2',
                              data.decode()).encode()
            new.writestr(info, data)


def xlsxwriter_book(sheets, path, opts):
    import xlsxwriter
    made = xlsxwriter.Workbook(path, {"strings_to_numbers": False})
    looks = {}

    def look(role, shape, lined):
        if (role, shape, lined) not in looks:
            name, size, bold = FONT.get(role, ("宋体", 10, False))
            looks[role, shape, lined] = made.add_format({"font_name": name, "font_size": size, "bold": bold, "align": ALIGN[role],
                                                         "valign": "vcenter", "num_format": shape, "border": int(lined),
                                                         "text_wrap": role in ("head", "item", "text", "left")})
        return looks[role, shape, lined]

    bold = made.add_format({"bold": True})
    for sheet in sheets:
        ws = made.add_worksheet(sheet.name)
        {"visible": lambda: None, "hidden": ws.hide, "veryHidden": ws.very_hidden}[sheet.state]()
        if not sheet.show_zeros:
            ws.hide_zero()
        ws.set_landscape() if sheet.landscape else ws.set_portrait()
        ws.set_paper(9), ws.fit_to_pages(1, 0)
        for at in sheet.lined:
            ws.write_blank(*at, None, look("text", "General", True))
        for c in set(sheet.widths) | sheet.hidden_columns:
            ws.set_column(c, c, sheet.widths.get(c, 12), None, {"hidden": c in sheet.hidden_columns})
        for (r, c), (rs, cs) in sheet.spans.items():
            cell = sheet.cells[r, c]
            ws.merge_range(r, c, r + rs - 1, c + cs - 1, "", look(cell.role, entry(cell, opts, sheet)[2], (r, c) in sheet.lined))
        for (r, c), cell in sheet.cells.items():
            kind, value, shape, *cached = entry(cell, opts, sheet)
            style = look(cell.role, shape, (r, c) in sheet.lined)
            if kind == "f" and opts["formulas"] == "cached":
                ws.write_formula(r, c, "=" + value, style, cached[0])
            elif kind == "f":
                ws.write_formula(r, c, "=" + value, style)
            elif kind == "n":
                ws.write_number(r, c, value, style)
            elif value == "":
                ws.write_blank(r, c, None, style)
            elif cell.rich and len(value) > 3:
                ws.write_rich_string(r, c, bold, value[:2], value[2:], style)
            else:
                ws.write_string(r, c, value, style)
        for r in sheet.hidden_rows:
            ws.set_row(r, None, None, {"hidden": True})
    made.close()


def xlwt_book(sheets, path, opts):
    import xlwt
    made, looks = xlwt.Workbook(encoding="utf-8"), {}

    def look(role, shape, lined):
        if (role, shape, lined) not in looks:
            name, size, bold = FONT.get(role, ("宋体", 10, False))
            border = "; borders: left thin, right thin, top thin, bottom thin" if lined else ""
            looks[role, shape, lined] = xlwt.easyxf(
                f"font: name {name}, height {size * 20}, bold {'on' if bold else 'off'}; align: horiz {ALIGN[role].replace('center', 'centre')}, "
                f"vert centre, wrap {'on' if role in ('head', 'item', 'text', 'left') else 'off'}{border}", num_format_str=shape)
        return looks[role, shape, lined]

    for sheet in sheets:
        ws = made.add_sheet(sheet.name)
        ws.visibility = {"visible": 0, "hidden": 1, "veryHidden": 2}[sheet.state]
        ws.show_zero_values, ws.portrait, ws.paper_size_code = sheet.show_zeros, not sheet.landscape, 9
        for c in set(sheet.widths) | sheet.hidden_columns:
            ws.col(c).width, ws.col(c).hidden = int(sheet.widths.get(c, 12) * 256), c in sheet.hidden_columns
        for at in sheet.lined - set(sheet.cells) - book.covered(sheet):
            ws.write(*at, None, look("text", "General", True))
        for (r, c), cell in sheet.cells.items():
            kind, value, shape, *_ = entry(cell, opts, sheet)
            style = look(cell.role, shape, (r, c) in sheet.lined)
            put = xlwt.Formula(value) if kind == "f" else None if value == "" else value
            if (r, c) in sheet.spans:
                rs, cs = sheet.spans[r, c]
                ws.write_merge(r, r + rs - 1, c, c + cs - 1, put, style)
            else:
                ws.write(r, c, put, style)
        for r in sheet.hidden_rows:
            ws.row(r).hidden = True
    made.save(path)


def html_book(sheets, path, opts):
    """What the export button of many systems gives: one HTML page, its name ends in .xls."""
    out = ['<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel" '
           'xmlns="http://www.w3.org/TR/REC-html40"><head><meta http-equiv=Content-Type content="text/html; charset=gb2312">'
           "<style>td{mso-number-format:General;font-family:宋体} .n{mso-number-format:\"\\#\\,\\#\\#0\\.00\";text-align:right} "
           ".t{mso-number-format:\"\\@\"} .h{text-align:center;font-weight:700}</style></head><body>"]
    tables = [s for s in sheets if s.state == "visible"]      # an exported page has no hidden sheets
    for number, sheet in enumerate(tables):
        last = max((c for _, c in sheet.cells), default=0)
        out.append("<table border=1 style='border-collapse:collapse'>")
        gone = " style=display:none;mso-width-source:userset"
        out += [f"<col width={int(sheet.widths.get(c, 9) * 7)}{gone if c in sheet.hidden_columns else ''}>" for c in range(last + 1)]
        skip = book.covered(sheet)
        for r in range(sheet.rows):
            out.append("<tr style='display:none'>" if r in sheet.hidden_rows else "<tr>")
            for c in range(last + 1):
                if (r, c) in skip:
                    continue
                cell, (rs, cs) = sheet.cells.get((r, c)), sheet.spans.get((r, c), (1, 1))
                if cell is not None and cell.fact is not None:      # of what is shown
                    hidden = (sum(i < r for i in sheet.hidden_rows), sum(i < c for i in sheet.hidden_columns))
                    cell.fact["page"], cell.fact["cell"] = number + 1, f"R{r - hidden[0] + 1}C{c - hidden[1] + 1}"
                attributes = (f" colspan={cs}" if cs > 1 else "") + (f" rowspan={rs}" if rs > 1 else "")
                attributes += " style='display:none'" if c in sheet.hidden_columns else ""
                if cell is None:
                    out.append(f"<td{attributes}></td>")
                    continue
                kind, value, *_ = entry(cell, opts, sheet)
                if kind in ("n", "f") and cell.role == "amount":
                    attributes += f' class=n x:num="{entry(cell, opts, sheet)[3] if kind == "f" else value!r}"'
                else:
                    attributes += {"head": " class=h", "code": " class=t"}.get(cell.role, "")
                out.append(f"<td{attributes}>{html.escape(cell.text).replace(chr(10), '<br style=mso-data-placement:same-cell>')}</td>")
            out.append("</tr>")
        out.append("</table><br>")
    out.append("</body></html>")
    open(path, "wb").write("\n".join(out).encode("gb18030"))


def xml_book(sheets, path, opts):
    """SpreadsheetML of 2003, as reporting software writes it under the name .xls."""
    shapes = {}

    def style(role, shape, lined):
        return shapes.setdefault((role, shape, lined), f"s{20 + len(shapes)}")

    body = []
    for sheet in sheets:
        body.append(f'<Worksheet ss:Name="{html.escape(sheet.name)}"><Table>')
        last = max((c for _, c in sheet.cells), default=0)
        gone = ' ss:Hidden="1"'
        body += [f'<Column ss:Width="{sheet.widths.get(c, 9) * 6:.0f}"{gone if c in sheet.hidden_columns else ""}/>' for c in range(last + 1)]
        skip = book.covered(sheet)
        for r in range(sheet.rows):
            body.append(f"<Row{gone if r in sheet.hidden_rows else ''}>")
            for c in range(last + 1):
                cell = sheet.cells.get((r, c))
                if cell is None or (r, c) in skip:
                    continue           # the next cell says its column itself
                rs, cs = sheet.spans.get((r, c), (1, 1))
                kind, value, shape, *cached = entry(cell, opts, sheet)
                attributes = f' ss:Index="{c + 1}" ss:StyleID="{style(cell.role, shape, (r, c) in sheet.lined)}"'
                attributes += (f' ss:MergeAcross="{cs - 1}"' if cs > 1 else "") + (f' ss:MergeDown="{rs - 1}"' if rs > 1 else "")
                if kind == "t":
                    data = f'<Data ss:Type="String">{html.escape(value).replace(chr(10), "&#10;")}</Data>' if value else ""
                else:
                    data = f'<Data ss:Type="Number">{cached[0] if kind == "f" else value!r}</Data>'
                body.append(f"<Cell{attributes}>{data}</Cell>")
            body.append("</Row>")
        state = {"hidden": "SheetHidden", "veryHidden": "SheetVeryHidden"}.get(sheet.state)
        options = (f"<Visible>{state}</Visible>" if state else "") + ("" if sheet.show_zeros else "<DoNotDisplayZeros/>")
        body.append(f'</Table><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">{options}</WorksheetOptions></Worksheet>')
    styles = "".join(
        f'<Style ss:ID="{name}"><Alignment ss:Horizontal="{ALIGN[role].title()}" ss:Vertical="Center"/>'
        + ("<Borders>" + "".join(f'<Border ss:Position="{p}" ss:LineStyle="Continuous" ss:Weight="1"/>' for p in ("Left", "Right", "Top", "Bottom"))
           + "</Borders>" if lined else "") + f'<NumberFormat ss:Format="{html.escape(shape)}"/></Style>'
        for (role, shape, lined), name in shapes.items())
    open(path, "w", encoding="utf-8").write(
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f"<Styles>{styles}</Styles>{''.join(body)}</Workbook>")
