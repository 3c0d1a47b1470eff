"""Writers of web pages: a clean one, one as Word saves it, and one whose tables a browser built."""
import html, json, os, re, subprocess

from .words import flow
from .grid import align, decoy

CSS = """body{font-family:宋体,SimSun,serif;margin:24px} table.f{border-collapse:collapse;margin:4px 0 8px;width:100%}
table.f td,table.f th{border:1px solid #000;padding:2px 4px;font-size:12px} .amount,.right{text-align:right}
.head,.title,.centre,.line{text-align:center}
h1,h2,h3,.title{text-align:center} .meta{display:flex;justify-content:space-between;font-size:12px}"""


def inner(cell, opts, state, expected):
    """What stands in the cell, without tags around it."""
    state["cells"] += 1
    text = html.escape(cell.text, quote=False)
    text = text.replace("\n", "<br>").replace("  ", "&nbsp;&nbsp;")
    if cell.fact is not None and opts["hidden"] and state["cells"] % 5 == 0:
        secret = f"{77001 + state['cells']:,}.{10 + state['cells'] % 90}"
        expected["must_not_read"].append(secret)
        return f'<span style="display:none">{secret}</span>{text}<!-- {secret} -->'
    if cell.rich and len(text) > 3:
        return f"{text[:2]}<span>{text[2:]}</span>" if state["cells"] % 2 else f"<b>{text[:-2]}</b><font>{text[-2:]}</font>"
    return text


def rows_html(part, opts, state, expected, wrap=lambda text, cell: text, word=False):
    """The rows of a form; in Word's pages `class=MsoNormal` paragraphs in every cell and a last row without height."""
    out, column_count = [], len(part.columns)
    if opts["edge"]:
        out.append(f"<tr><td colspan={column_count + 1}>&nbsp;</td></tr>" if word else "<tr>" + "<td></td>" * (column_count + 1) + "</tr>")
    open_rows = 0
    for r, cells in enumerate(part.table_rows):
        tds = ["<td></td>"] if opts["edge"] else []
        head = part.shift <= r < part.shift + part.header
        for cell in cells:
            tag = "th" if head and not word else "td"
            spans = (f' colspan="{cell.cs}"' if cell.cs > 1 else "") + (f' rowspan="{cell.rs}"' if cell.rs > 1 else "")
            look = f' class="{cell.role}"' if not word else (
                f" width={int(cell.cs * 70)} style='width:{cell.cs * 52.5:.1f}pt;border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;"
                "padding:0cm 5.4pt 0cm 5.4pt'")
            tds.append(f"<{tag}{look}{spans}>{wrap(inner(cell, opts, state, expected), cell)}</{tag}>")
        out.append("<tr>" + "".join(tds) + "</tr>")
        open_rows = max(open_rows - 1, max((c.rs - 1 for c in cells), default=0))
        if opts["hidden"] and r == part.shift + part.header + 1 and not open_rows:
            fake = decoy(part.form, state["cells"] % 400)
            expected["must_not_read"] += [c.text for c in fake if c.role == "amount"]
            out.append('<tr style="display:none">' + "".join(f"<td>{c.text}</td>" for c in fake) + "</tr>")
    if word:
        out.append("<![if !supportMisalignedColumns]>\n<tr height=0>" + "".join("<td width=70 style='border:none'></td>" for _ in part.columns)
                   + "</tr>\n<![endif]>")
    return out


def clean(truth, opts, expected):
    state, out = {"cells": 0}, []
    for kind, item, level in flow(truth, opts, expected):
        if kind != "form":
            tag = {"cover": "h1", "heading": f"h{min(level + 1, 6)}"}.get(kind, "p")
            out.append(f"<{tag}>{html.escape(item, quote=False)}</{tag}>")
            continue
        for part in item:
            if not part.shift:
                if part.lines_table:
                    out.append('<table class="head" width="100%">' + "".join(
                        "<tr>" + "".join(f'<td colspan="{c.cs}" class="{c.role}">{html.escape(c.text)}</td>' for c in line) + "</tr>"
                        for line in part.above) + "</table>")
                else:
                    for line in part.above:
                        cells = "".join(f"<span>{html.escape(c.text)}</span>" for c in line)
                        look = "meta" if len(line) > 1 else line[0].role
                        out.append(f"<h3>{cells}</h3>" if look == "title" else f'<div class="{look}">{cells}</div>')
            rows = rows_html(part, opts, state, expected)
            cut = (part.shift + part.header) + bool(opts["edge"])
            head, body = "\n".join(rows[:cut]), "\n".join(rows[cut:])
            out.append(f'<table class="f">\n<thead>\n{head}\n</thead>\n<tbody>\n{body}\n</tbody>\n</table>')
            out += [f'<p class="note">{html.escape(line[0].text)}</p>' for line in part.below]
    return out


def page(truth, body):
    title = f"{truth['department']}{truth['fiscal_year']}年度部门决算"
    head = f'<meta charset="utf-8">\n<title>{title}</title>\n<style>{CSS}</style>'
    return f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def html_clean(truth, path, opts, expected):
    open(path, "w", encoding="utf-8").write(page(truth, "\n".join(clean(truth, opts, expected))))


def html_browser(truth, path, opts, expected):
    """The page as a browser holds it after its script has built the body from data that stay in the page."""
    parts = clean(truth, opts, expected)
    data = json.dumps(parts, ensure_ascii=False).replace("</", "<\\/")
    body = ('<div id="nav"><a href="/">首页</a> &gt; 政务公开 &gt; 财政预决算</div><div id="app"></div>\n'
            f'<script type="application/json" id="data">{data}</script>\n<script>document.getElementById("app").innerHTML = '
            'JSON.parse(document.getElementById("data").textContent).join("");</script>')
    source = os.path.abspath(path) + ".source.html"
    open(source, "w", encoding="utf-8").write(page(truth, body))
    done = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", f"file://{source}"],
                          capture_output=True, timeout=120, check=True)
    open(path, "wb").write(done.stdout)
    os.remove(source)


def html_word(truth, path, opts, expected):
    """`Save as web page` of Word: declared GB2312 and really GBK, MSO attributes, lines broken in the middle of words, and
    the whole inside the layout tables of a site."""
    state = {"cells": 0}

    def paragraph(text, align="left", size="9.0", latin=False):
        lang, end = (" lang=EN-US", "<o:p></o:p>") if latin else ("", "")
        span = f"<span{lang} style='font-size:{size}pt;font-family:宋体;mso-bidi-font-family:宋体;mso-font-kerning:0pt'>{text}{end}</span>"
        return f"<p class=MsoNormal align={align} style='text-align:{align};mso-pagination:widow-orphan'>{span}</p>"

    def wrap(text, cell):
        latin = cell.text.strip() != "" and all(ord(c) < 128 for c in cell.text)
        return paragraph(text or "<o:p>&nbsp;</o:p>", align(cell), "9.0", latin)

    def broken(text):
        """Word breaks its source after some 70 columns, wherever that is: a break inside Chinese text is no space."""
        return re.sub(r"([一-鿿，。；]{34})(?=[一-鿿])", r"\1\n", html.escape(text, quote=False))

    out = []
    for kind, item, level in flow(truth, opts, expected, lines_table=False):
        if kind != "form":
            middle = "center" if kind == "cover" or level == 1 else "left"
            out.append(paragraph(broken(item), middle, "16.0" if kind in ("cover", "heading") else "12.0"))
            continue
        out.append(f"<div class=Section{2 if level else 1}>")
        for part in item:
            if not part.shift:
                for line in part.above:
                    tab = f"<span style='mso-tab-count:3'>{'&nbsp;' * 6} </span>"
                    text = tab.join(html.escape(c.text, quote=False) for c in line)
                    out.append(paragraph(text, align(line[0]), "18.0" if line[0].role == "title" else "10.0"))
            rows = rows_html(part, opts, state, expected, wrap, True)
            out.append("<table class=MsoNormalTable border=0 cellspacing=0 cellpadding=0 style='border-collapse:collapse;"
                       "mso-padding-alt:0cm 5.4pt 0cm 5.4pt'>\n" + "\n".join(rows) + "\n</table>")
            out += [paragraph(html.escape(line[0].text, quote=False)) for line in part.below]
        out.append("</div>")
    # The layout tables of the site are tables 1 and 2: the forms are counted after them.
    for block in truth["blocks"]:
        for fact in block.get("facts", []):
            if "page" in fact:
                fact["page"] += 2
    body = "\n".join(out)
    text = f"""<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=gb2312"><meta name=ProgId content=Word.Document>
<title>部门决算公开</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {{mso-style-parent:"";margin:0cm;font-size:10.5pt;font-family:宋体;}} --></style></head>
<body lang=ZH-CN style='tab-interval:21.0pt'>
<table width=1000 border=0 align=center><tr><td width=160 valign=top>首页<br>政务公开<br>联系我们</td><td>
<table width=100% border=0><tr><td class=xxgk>索引号：000014349/2024-00087</td><td>发布日期：2024-08-30</td></tr>
<tr><td colspan=2 id=zoom>
{body}
</td></tr></table>
</td></tr></table>
<div class=footer>主办：人民政府办公室 网站标识码：4109000001</div>
</body></html>
"""
    open(path, "wb").write(text.encode("gb18030"))
