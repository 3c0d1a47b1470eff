#!/usr/bin/env python3
"""Makes office documents, web pages and OFD files of disclosures whose truth is known, in many hands.

    tools/office_corpus.py TRUTH.json OUT --format all --design all
    tools/office_corpus.py TRUTH.json OUT --format openpyxl.xlsx,word.html --design plain,hidden
    tools/office_corpus.py TRUTH.json OUT --kinds expenditure,three_public --list

A truth is one of the corpus's, with the header and body of every form (not committed here). Beside each document
`NAME.EXT` are written `NAME.EXT.truth.json` (what a reader must find; every fact has its `page`, the number of the sheet or
table, and its `cell`) and, where there is something to note or to leave alone, `NAME.EXT.expect.json`: `must_note`,
`must_not_read` (amounts that nobody sees), `unread` (formulas without a value). Sheets are counted with the hidden ones,
tables as they begin, nested ones too. A format that a design says nothing in is left out.

Needs Python 3.9 with what tools/office_corpus/requirements.txt pins; `soffice` (LibreOffice) for its formats and
`chromium` for browser.html. The same arguments make the same documents, but for dates and ids in those of others.
"""
import argparse, copy, json, os, pathlib, subprocess, sys, tempfile

from office_corpus import book, check, designs, ofd, pages, sheets, words

BOOKS = {"openpyxl.xlsx": sheets.openpyxl_book, "xlsxwriter.xlsx": sheets.xlsxwriter_book, "xlwt.xls": sheets.xlwt_book,
         "html.xls": sheets.html_book, "xml.xls": sheets.xml_book}
TEXTS = {"python.docx": words.docx_book, "clean.html": pages.html_clean, "word.html": pages.html_word, "browser.html": pages.html_browser}
# Formats that LibreOffice writes, with what it reads for them and its filter.
CONVERTED = {"libreoffice.xlsx": ("openpyxl.xlsx", "xlsx:Calc MS Excel 2007 XML"), "libreoffice.xls": ("openpyxl.xlsx", "xls:MS Excel 97"),
             "libreoffice.docx": ("python.docx", "docx:MS Word 2007 XML"), "libreoffice.doc": ("python.docx", "doc:MS Word 97"),
             "easyofd.ofd": ("python.docx", "pdf:writer_pdf_Export")}
FORMATS = [*BOOKS, *TEXTS, "own.ofd", *CONVERTED]


def useful(form, design):
    """Whether the format can show the design at all."""
    if form == "own.ofd":
        return design in designs.FIXED
    if form == "easyofd.ofd":          # it keeps no rulings, so two are enough
        return design in ("plain", "inside")
    if form.endswith((".docx", ".doc", ".html")):
        return design in designs.FLOW and (design != "formula" or form.endswith((".docx", ".doc")))
    if design == "unread":
        return form in ("openpyxl.xlsx", "xlsxwriter.xlsx", "xlwt.xls")
    if design == "formula":
        return form in ("xlsxwriter.xlsx", "libreoffice.xlsx", "libreoffice.xls")
    return True


def convert(source, filter_name, folder):
    """LibreOffice with a profile of its own."""
    with tempfile.TemporaryDirectory() as profile:
        fonts = pathlib.Path(profile) / "fonts.conf"      # one font for Chinese and digits, where those named are missing
        fonts.write_text("<fontconfig><include>/etc/fonts/fonts.conf</include>" + "".join(
            f'<alias binding="same"><family>{name}</family><prefer><family>Noto Serif CJK SC</family></prefer></alias>'
            for name in ("宋体", "黑体", "仿宋")) + "</fontconfig>")
        done = subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{profile}", "--convert-to", filter_name,
                               "--outdir", folder, source], capture_output=True, text=True, timeout=300,
                              env={**os.environ, "FONTCONFIG_FILE": str(fonts)})
    made = pathlib.Path(folder) / (pathlib.Path(source).stem + "." + filter_name.split(":")[0])
    if not made.exists():
        sys.exit(f"soffice wrote no {made.name}: {done.stderr}")
    return made


def easyofd(pdf):
    """The bytes of an OFD that easyofd makes of a PDF. It prints every run of text and leaves a folder where it runs."""
    code = ("import sys; from easyofd import OFD; data = open(sys.argv[1], 'rb').read(); "
            "open('out.ofd', 'wb').write(OFD().pdf2ofd(data, optional_text=True))")
    subprocess.run([sys.executable, "-c", code, str(pdf)], cwd=pdf.parent, capture_output=True, check=True)
    return (pdf.parent / "out.ofd").read_bytes()


def write(truth, form, design, path):
    """Writes one document and gives its truth and what is expected of its reader."""
    truth, opts, expected = designs.designed(truth, design)
    base, filter_name = CONVERTED.get(form, (form, None))
    with tempfile.TemporaryDirectory() as work:
        first = path if filter_name is None else os.path.join(work, "first." + base.rpartition(".")[2])
        if base in BOOKS:
            opts["view"] = not filter_name          # LibreOffice has zeros of the view for a whole workbook, and does not keep them
            made = book.workbook(truth, opts, expected)
            BOOKS[base](made, first, opts)
            if design == "unread":
                why = "the file has a cached 0 and asks for recalculation" if base == "xlsxwriter.xlsx" else "no cached value"
                book.unread(made, expected, truth, why, zeros=base == "xlsxwriter.xlsx")
        elif base == "own.ofd":
            ofd.ofd_book(truth, first, opts, expected)
        else:
            TEXTS[base](truth, first, opts, expected)
        if filter_name:
            made = convert(first, filter_name, tempfile.mkdtemp(dir=work))
            data = easyofd(made) if form == "easyofd.ofd" else made.read_bytes()
            pathlib.Path(path).write_bytes(data)
    if form == "easyofd.ofd":
        for fact in (f for block in designs.forms(truth) for f in block["facts"]):
            fact.pop("page", None), fact.pop("cell", None)
        expected["remarks"] = ["easyofd drops rulings, joins cells that touch into one object, puts the runs of a mixed line at one place and "
                               "writes Size in lower case under a namespace of its own: nothing may be wrong in silence, recall is not asked"]
    return designs.public(truth), expected


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("truth"), p.add_argument("out")
    p.add_argument("--format", default="all", help="all, or some of: " + ", ".join(FORMATS))
    p.add_argument("--design", default="all", help="all, or some of: " + ", ".join(designs.DESIGNS))
    p.add_argument("--kinds", default="all", help="all, official (no performance tables), or some kinds: then without prose")
    p.add_argument("--list", action="store_true", help="say what would be made")
    p.add_argument("--check", action="store_true", help="read every document back by another library; exit code 1 where an amount differs")
    a = p.parse_args()
    truth = json.load(open(a.truth))
    if a.kinds == "official":
        truth["blocks"] = [b for b in truth["blocks"] if b.get("kind") not in designs.PERFORMANCE]
    elif a.kinds != "all":
        truth["blocks"] = [b for b in truth["blocks"] if b["type"] == "cover" or b.get("kind") in a.kinds.split(",")]
        truth["figures"] = []
    chosen = [FORMATS if a.format == "all" else a.format.split(","), list(designs.DESIGNS) if a.design == "all" else a.design.split(",")]
    for given, known in zip(chosen, (FORMATS, designs.DESIGNS)):
        if unknown := [g for g in given if g not in known]:
            sys.exit(f"not known: {', '.join(unknown)}; there are {', '.join(known)}")
    out = pathlib.Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    faults = 0
    for design in chosen[1]:
        for form in chosen[0]:
            if not useful(form, design):
                continue
            name = f"{truth['doc']}.{design}.{form}"
            if not a.list:
                seen, expected = write(copy.deepcopy(truth), form, design, str(out / name))
                (out / f"{name}.truth.json").write_text(json.dumps(seen, ensure_ascii=False) + "\n")
                if any(expected.values()):
                    (out / f"{name}.expect.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n")
            differing = check.differing(str(out / name), form, seen) if a.check and not a.list else []
            faults += len(differing)
            print(name, *[f"\n  {d}" for d in differing[:5]], flush=True)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
