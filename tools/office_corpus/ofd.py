"""A writer of OFD (GB/T 33190): text as TextObject with DeltaX, rulings as PathObject, nothing else.

Four hands, by design: each character's advance listed; runs as `g n v`; the object scaled by a CTM with sizes in points;
rulings as strokes of a line, as filled thin rectangles, or as one path of many pieces.
"""
import zipfile
from xml.sax.saxutils import escape

from .grid import align
from .words import flow

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
HANDS = {"plain": ("list", "stroke"), "inside": ("g", "rectangle"), "dash": ("ctm", "path"), "blank": ("list", "rectangle"),
         "continued": ("g", "path"), "codes": ("ctm", "stroke"), "merged": ("g", "stroke"), "rich": ("split", "path")}
POINT = 25.4 / 72


def advance(ch):
    return 0.5 if ord(ch) < 128 else 1.0


def text_width(text, size):
    return sum(advance(c) for c in text) * size


def lines_of(text, size, room):
    """Breaks a text to the room, in the middle of words."""
    out = []
    for piece in text.split("\n"):
        line = ""
        for ch in piece:
            if line and text_width(line + ch, size) > room:
                out.append(line)
                line = ""
            line += ch
        out.append(line)
    return out


class Pages:
    def __init__(self, hand):
        self.text_hand, self.line_hand = hand
        self.pages, self.next_id = [], 100

    def new(self, landscape):
        self.w, self.h = (297, 210) if landscape else (210, 297)
        self.landscape, self.y = landscape, 18.0
        self.pages.append((self.w, self.h, []))

    def identity(self):
        self.next_id += 1
        return self.next_id

    def add(self, xml):
        self.pages[-1][2].append(xml)

    def run(self, text, x, y, w, h, size, font):
        """One TextObject; x, y are where its baseline begins."""
        steps = [advance(c) * size for c in text[:-1]]
        bx, by = x - 0.5, y - size
        scale, ctm = 1.0, ""
        if self.text_hand == "ctm":
            scale, ctm = POINT, f' CTM="{POINT:.6f} 0 0 {POINT:.6f} 0 0"'
        steps = [s / scale for s in steps]
        if self.text_hand == "g":
            delta, i = [], 0
            while i < len(steps):
                j = i
                while j < len(steps) and steps[j] == steps[i]:
                    j += 1
                delta += [f"g {j - i} {steps[i]:.4f}"] if j - i > 1 else [f"{steps[i]:.4f}"]
                i = j
            delta = " ".join(delta)
        else:
            delta = " ".join(f"{s:.4f}" for s in steps)
        delta = f' DeltaX="{delta}"' if delta else ""
        self.add(f'<ofd:TextObject ID="{self.identity()}" Boundary="{bx:.3f} {by:.3f} {text_width(text, size) + 1:.3f} {size * 1.4:.3f}" '
                 f'Font="{font}" Size="{size / scale:.4f}"{ctm}><ofd:TextCode X="{0.5 / scale:.4f}" Y="{size / scale:.4f}"{delta}>'
                 f"{escape(text)}</ofd:TextCode></ofd:TextObject>")

    def text(self, text, x, y, w, size, align="left", font=2, rich=False):
        """A line of text in the width w with its baseline at y; returns its box in mm."""
        wide = text_width(text, size)
        left = {"left": x, "center": x + (w - wide) / 2, "right": x + w - wide}[align]
        if text.strip():
            if self.text_hand == "split" and rich and len(text) > 3:
                self.run(text[:2], left, y, w, size, size, font)
                self.run(text[2:], left + text_width(text[:2], size), y, w, size, size, font)
            else:
                self.run(text, left, y, w, size, size, font)
        return left, y - size * 0.86, left + wide, y + size * 0.14

    def rulings(self, segments):
        """Straight lines (x0, y0, x1, y1)."""
        if self.line_hand == "path":
            x0, y0 = min(s[0] for s in segments), min(s[1] for s in segments)
            x1, y1 = max(s[2] for s in segments), max(s[3] for s in segments)
            data = " ".join(f"M {a - x0:.3f} {b - y0:.3f} L {c - x0:.3f} {d - y0:.3f}" for a, b, c, d in segments)
            box = f"{x0:.3f} {y0:.3f} {x1 - x0 + 0.3:.3f} {y1 - y0 + 0.3:.3f}"
            self.add(f'<ofd:PathObject ID="{self.identity()}" Boundary="{box}" LineWidth="0.25">'
                     f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>")
            return
        for a, b, c, d in segments:
            w, h = max(c - a, 0.25), max(d - b, 0.25)
            if self.line_hand == "rectangle":
                data, look = f"M 0 0 L {w:.3f} 0 L {w:.3f} {h:.3f} L 0 {h:.3f} C", ' Fill="true" Stroke="false"'
                fill = '<ofd:FillColor Value="0 0 0"/>'
            else:
                data, look, fill = f"M 0 0 L {c - a:.3f} {d - b:.3f}", ' LineWidth="0.25"', ""
            self.add(f'<ofd:PathObject ID="{self.identity()}" Boundary="{a:.3f} {b:.3f} {w:.3f} {h:.3f}"{look}>{fill}'
                     f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>")

    def paragraph(self, text, size, align="left", bold=False):
        margin = 20
        for line in lines_of(text, size, self.w - 2 * margin):
            if self.y + size > self.h - 20:
                self.new(self.landscape)
            self.y += size * 1.7
            self.text(line, margin, self.y, self.w - 2 * margin, size, align, 3 if bold else 2)

    def save(self, path):
        info = "<ofd:DocID>0123456789abcdef0123456789abcdef</ofd:DocID><ofd:Creator>office_corpus</ofd:Creator>"
        files = {"OFD.xml": f'<ofd:OFD {NS} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>{info}</ofd:DocInfo>'
                            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"}
        listed = ""
        for n, (w, h, objects) in enumerate(self.pages):
            listed += f'<ofd:Page ID="{n + 1}" BaseLoc="Pages/Page_{n}/Content.xml"/>'
            files[f"Doc_0/Pages/Page_{n}/Content.xml"] = (
                f'<ofd:Page {NS}><ofd:Area><ofd:PhysicalBox>0 0 {w} {h}</ofd:PhysicalBox></ofd:Area><ofd:Content>'
                f'<ofd:Layer ID="{self.identity()}" Type="Body">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>')
        files["Doc_0/PublicRes.xml"] = (f'<ofd:Res {NS} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="2" FontName="宋体" FamilyName="宋体"/>'
                                        '<ofd:Font ID="3" FontName="黑体" FamilyName="黑体"/></ofd:Fonts></ofd:Res>')
        files["Doc_0/Document.xml"] = (
            f"<ofd:Document {NS}><ofd:CommonData><ofd:MaxUnitID>{self.next_id + 1}</ofd:MaxUnitID>"
            f"<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
            for name, text in files.items():
                out.writestr(zipfile.ZipInfo(name, (2024, 8, 30, 9, 0, 0)), '<?xml version="1.0" encoding="UTF-8"?>\n' + text, zipfile.ZIP_DEFLATED)


def table(pages, part, opts, repeat):
    """Draws a part; it goes on over pages, with its header again where `repeat`."""
    margin, rows = 12, part.table_rows
    total = pages.w - 2 * margin
    unit = total / sum(c["w"] for c in part.columns)
    xs = [margin]
    for c in part.columns:
        xs.append(xs[-1] + c["w"] * unit)
    size = 3.2 if len(part.columns) < 10 else 2.6
    amounts = [(xs[c.column + c.cs] - xs[c.column] - 1.2) / text_width(c.text, 1) for row in rows for c in row if c.number]
    size = min([size, *amounts])            # no amount is broken
    wraps, heights = {}, []
    for r, row in enumerate(rows):
        tallest = 1
        for cell in row:
            big = 5.0 if cell.role == "title" else size
            wraps[r, cell.column] = big, lines_of(cell.text, big, xs[cell.column + cell.cs] - xs[cell.column] - 1.0)
            if cell.rs == 1:
                tallest = max(tallest, len(wraps[r, cell.column][1]) * big / size)
        heights.append(tallest * size * 1.3 + 1.6)
    for r, row in enumerate(rows):          # a tall cell over several rows makes the last of them taller
        for cell in row:
            if cell.rs > 1:
                big, lines = wraps[r, cell.column]
                lack = len(lines) * big * 1.3 + 1.6 - sum(heights[r:r + cell.rs])
                heights[r + cell.rs - 1] += max(lack, 0)
    head = range(part.shift, part.shift + part.header)
    start = 0
    while start < len(rows):
        y, end, group = pages.y + 2, start, list(head) if start > part.shift and repeat else []
        room = pages.h - 15 - y - sum(heights[r] for r in group)
        while end < len(rows) and sum(heights[start:end + 1]) <= room:
            end += 1
        while end < len(rows) and end > start + 1 and any(q < end < q + c.rs for q in range(end) for c in rows[q]):
            end -= 1                        # no page break inside a merged cell
        if end == start:
            if y > 40:
                pages.new(pages.landscape)
                continue
            end = start + 1
        group += range(start, end)
        tops, segments = {}, set()
        at = y
        for r in group:
            tops[r] = at
            at += heights[r]
        for r in group:
            for cell in rows[r]:
                x0, x1 = xs[cell.column], xs[cell.column + cell.cs]
                y0, y1 = tops[r], tops[r] + sum(heights[r:r + cell.rs])
                y1 = min(y1, at)
                if r >= part.shift or opts["title"] == "inside":
                    segments |= {(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)}
                big, lines = wraps[r, cell.column]
                base = y0 + (y1 - y0 - len(lines) * big * 1.3) / 2 + big * 1.1
                font = 3 if cell.role in ("title", "head") else 2
                boxes = [pages.text(line, x0 + 0.5, base + k * big * 1.3, x1 - x0 - 1, big, align(cell), font, cell.rich)
                         for k, line in enumerate(lines)]
                if cell.fact is not None and "bbox" not in cell.fact:
                    box = [min(b[0] for b in boxes), boxes[0][1], max(b[2] for b in boxes), boxes[-1][3]]
                    cell.fact["page"], cell.fact["cell"] = len(pages.pages), None
                    cell.fact["bbox"] = [round(v / POINT, 1) for v in box]
        pages.rulings(sorted(segments))
        pages.y = at
        start = end
        if start < len(rows):
            pages.new(pages.landscape)
    pages.y += 1


def ofd_book(truth, path, opts, expected):
    pages, upright = Pages(HANDS[opts["name"]]), False
    for n, (kind, item, level) in enumerate(flow(truth, opts, expected)):
        if kind != "form":
            if not upright:
                pages.new(False)
                upright = True
            middle = "center" if kind == "cover" or level == 1 else "left"
            pages.paragraph(item, {"cover": 9.0, "heading": 5.0}.get(kind, 4.2), middle, kind != "paragraph")
            continue
        upright = False
        for part in item:
            pages.new(level)
            if not part.shift:
                for line in part.above:
                    pages.y += 8 if line[0].role == "title" else 5.5
                    for cell in line:
                        size, font = (6.0, 3) if cell.role == "title" else (3.6, 2)
                        pages.text(cell.text, 12, pages.y, pages.w - 24, size, align(cell), font)
            table(pages, part, opts, n % 2 == 0)
            for line in part.below:
                pages.paragraph(line[0].text, 3.2)
    pages.save(path)
