#!/usr/bin/env python3
"""Makes a scan of a PDF: draws its pages, spoils them as printers, seals, scanners and fax machines do, and stores
them as a PDF that holds nothing but pictures.

    tools/degrade.py IN.pdf OUT.pdf --style office200 --pages forms --seed 1
    tools/degrade.py IN.pdf OUT.pdf --dpi 200 --skew 1.0 --noise 6 --blur 0.6 --jpeg 60 --seal --light --specks
    tools/degrade.py IN.pdf OUT.pdf --style fax200 --plant 7:917,355.67:917,855.67

A style is a set of options; options given beside it win. `--pages forms` keeps the cover and the pages that hold
official forms, as `juesuan` itself reads them ($JUESUAN, else `juesuan`). `--plant PAGE:OLD:NEW[:NTH]` changes digits
of one printed amount before the scan: each new digit is a picture of that digit from the same page, so that nothing but
its value is wrong. The same arguments make the same pictures.

Needs Python 3.9 with numpy, pillow and pymupdf (`pip install numpy pillow pymupdf`), and any Chinese font for seals.
"""
import argparse, glob, io, json, math, os, random, subprocess, sys

import numpy as np
import pymupdf
from PIL import Image, ImageDraw, ImageFilter, ImageFont, ImageOps

STYLES = {
    # An office scanner: colour, slight skew, paper grain, one corner darker, dust, a seal on every third page.
    "office200": dict(dpi=200, colour=True, skew=0.6, light=13, noise=5, blur=0.6, specks=1.0, seal=3, jpeg=60),
    # A good scanner, or a program that prints to pictures.
    "clean300": dict(dpi=300, jpeg=85),
    # Black and white by a threshold, stored as fax: strokes break, dust is black.
    "fax200": dict(dpi=200, skew=0.8, noise=12, blur=0.45, specks=1.0, threshold=150, g4=True),
    # A gray scan that scanner software has put a text layer of a foreign language under.
    "hiddentext200": dict(dpi=200, skew=0.5, noise=3, blur=0.6, jpeg=75, hidden_text="latin"),
    # The same with a Chinese text layer: it looks right, and some of its digits are wrong.
    "hiddenchinese200": dict(dpi=200, skew=0.5, noise=3, blur=0.6, jpeg=75, hidden_text="chinese"),
    # Harder than an office scanner: more skew, more noise, seals on every second page, set over amounts.
    "d200": dict(dpi=200, colour=True, skew=1.0, light=20, noise=8, blur=0.7, specks=1.5, seal=2, jpeg=60),
    # A small file for the web: few pixels, soft, strong JPEG.
    "d150": dict(dpi=150, skew=0.7, light=10, noise=4, blur=0.8, specks=0.5, jpeg=40),
    # A copy of a copy: thick print, black edge, streaks, then scanned small.
    "copy150": dict(dpi=150, skew=1.2, light=35, noise=9, blur=0.7, specks=3.0, bold=1, streaks=3, edge=True, jpeg=50),
    # Landscape forms fed upright: the text runs up the page.
    "turn200": dict(dpi=200, colour=True, skew=0.6, light=13, noise=5, blur=0.6, specks=1.0, seal=3, jpeg=70, turn=270),
}
RED = (206, 40, 44)
OFFICIAL = ("other", "performance_")


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("source"), p.add_argument("target")
    p.add_argument("--style", choices=sorted(STYLES))
    p.add_argument("--dpi", type=int)
    p.add_argument("--skew", type=float, help="up to so many degrees to either side, drawn for each page")
    p.add_argument("--turn", type=int, choices=[0, 90, 180, 270], help="clockwise turn of the picture")
    p.add_argument("--turn-pages", choices=["all", "landscape"], help="which pages are turned (landscape; 180: all)")
    p.add_argument("--upright", action="store_true", default=None, help="undo the turn by /Rotate, as good software does")
    p.add_argument("--blur", type=float, help="radius in pixels")
    p.add_argument("--noise", type=float, help="standard deviation, of 255")
    p.add_argument("--light", type=float, nargs="?", const=13, help="how much darker the dark corner is, of 255")
    p.add_argument("--specks", type=float, nargs="?", const=1.0, help="dust; 1 is as much as an office scanner has")
    p.add_argument("--bold", type=int, help="pixels that strokes grow")
    p.add_argument("--streaks", type=int, help="vertical lines from a dirty glass")
    p.add_argument("--edge", action="store_true", default=None, help="black edges where the lid was open")
    p.add_argument("--seal", type=int, nargs="?", const=1, help="a red seal over the print of every Nth page")
    p.add_argument("--seal-text", help="the name in its ring")
    p.add_argument("--colour", action="store_true", default=None, help="RGB; gray without")
    p.add_argument("--jpeg", type=int, help="JPEG quality")
    p.add_argument("--g4", action="store_true", default=None, help="black and white, CCITT group 4")
    p.add_argument("--threshold", type=int, help="darker than this is black")
    p.add_argument("--hidden-text", nargs="?", const="latin", choices=["latin", "chinese"], help="a wrong text layer")
    p.add_argument("--pages", default="all", help="all, forms, or 1,5-9")
    p.add_argument("--plant", action="append", default=[], metavar="PAGE:OLD:NEW[:NTH]")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    base = dict(dpi=200, skew=0, turn=0, turn_pages=None, upright=False, blur=0, noise=0, light=0, specks=0, bold=0,
                streaks=0, edge=False, seal=0, seal_text="某某市财政局部门决算专用章", colour=False, jpeg=75, g4=False,
                threshold=160, hidden_text=None)
    base.update(STYLES.get(a.style, {}))
    for key, value in vars(a).items():
        if value is not None or key not in base:
            base[key] = value
    base["turn_pages"] = base["turn_pages"] or ("all" if base["turn"] == 180 else "landscape")
    if base["g4"]:
        base["colour"] = False
    return argparse.Namespace(**base)


def chosen_pages(words, source, count):
    """The page numbers, from 0, that `--pages` means."""
    if words == "all":
        return list(range(count))
    if words == "forms":
        program = os.environ.get("JUESUAN", "juesuan")
        try:
            done = subprocess.run([program, "extract", source, "--format", "json"], capture_output=True, check=False)
            forms = json.loads(done.stdout)["forms"]
        except (OSError, ValueError, KeyError) as error:
            sys.exit(f"degrade: {program} found no forms in {source} ({error}): name it in $JUESUAN, or give --pages 1,5-9")
        held = sorted({page - 1 for form in forms if not form["kind"].startswith(OFFICIAL) for page in form["pages"]})
        # A page or two between two forms is the tail of a note: a scan of the forms holds it too.
        between = {page for one, next_one in zip(held, held[1:]) if next_one - one <= 3 for page in range(one, next_one)}
        return sorted({0, *held, *between})
    pages = []
    for part in words.split(","):
        first, _, last = part.partition("-")
        pages += range(int(first) - 1, int(last or first))
    return [page for page in pages if 0 <= page < count]


def drawn(page, a):
    """The page as a picture in the dots that the scanner would see."""
    pixmap = page.get_pixmap(dpi=a.dpi, colorspace=pymupdf.csRGB if a.colour else pymupdf.csGRAY, alpha=False)
    return Image.frombytes("RGB" if a.colour else "L", (pixmap.width, pixmap.height), pixmap.samples)


def plant(image, page, old, new, nth, scale):
    """Changes the digits of one printed amount by pictures of digits from the same page."""
    if len(old) != len(new):
        sys.exit(f"degrade: --plant {old}:{new}: both must have the same length")
    letters, words = {}, []
    for block in page.get_text("rawdict")["blocks"]:
        for line in block.get("lines", []):
            for span in line["spans"]:
                text = "".join(c["c"] for c in span["chars"])
                for c in span["chars"]:
                    letters.setdefault((c["c"], span["font"], round(span["size"], 1)), []).append((c, span))
                start = text.find(old)
                if start >= 0 and text.strip() == old:
                    words.append((span, span["chars"][start:start + len(old)]))
    if len(words) < nth:
        sys.exit(f"degrade: --plant: {old} stands {len(words)} times on page {page.number + 1}, not {nth}")
    span, chars = words[nth - 1]
    to_picture = page.rotation_matrix * pymupdf.Matrix(scale, scale)

    def box(c, span):
        x0, y1 = c["origin"]
        r = pymupdf.Rect(x0, y1 - 0.78 * span["size"], x0 + c["bbox"][2] - c["bbox"][0], y1 + 0.06 * span["size"])
        return [round(v) for v in r * to_picture]

    for c, was, now in zip(chars, old, new):
        if was != now:
            like = letters.get((now, span["font"], round(span["size"], 1)))
            if not like:
                sys.exit(f"degrade: --plant: no {now} of that font on page {page.number + 1} to take a picture of")
            # The nearest one, by lines first: print of the same weight.
            nearest = min(like, key=lambda l: (abs(l[0]["origin"][1] - c["origin"][1]), abs(l[0]["origin"][0] - c["origin"][0])))
            source, target = box(*nearest), box(c, span)
            image.paste(image.crop((source[0], source[1], source[0] + target[2] - target[0], source[1] + target[3] - target[1])), target[:2])


def chinese_font(size):
    for pattern in ("/usr/share/fonts/**/*uming*.ttc", "/usr/share/fonts/**/*SongTi*", "/usr/share/fonts/**/*CJK*", "/usr/share/fonts/**/wqy*.ttc"):
        for path in sorted(glob.glob(pattern, recursive=True)):
            return ImageFont.truetype(path, size)
    return ImageFont.load_default(size)


def seal(text, dpi, rng):
    """A round seal of 42 mm: its ink as a picture, dark where there is ink."""
    d = round(42 / 25.4 * dpi)
    ink = Image.new("L", (d, d), 0)
    draw = ImageDraw.Draw(ink)
    draw.ellipse((1, 1, d - 2, d - 2), outline=255, width=max(2, d // 36))
    r, c = d * 0.14, d / 2
    star = [(c + (r if k % 2 == 0 else r * 0.38) * math.sin(math.pi * k / 5), c - (r if k % 2 == 0 else r * 0.38) * math.cos(math.pi * k / 5)) for k in range(10)]
    draw.polygon(star, fill=255)
    size = max(8, int(d * 0.105))
    font = chinese_font(size)
    for i, letter in enumerate(text):
        angle = -130 + 260 * i / max(1, len(text) - 1)
        tile = Image.new("L", (size * 2, size * 2), 0)
        ImageDraw.Draw(tile).text((size, size), letter, fill=255, font=font, anchor="mm")
        tile = tile.rotate(-angle, Image.BICUBIC)
        at = c + d * 0.37 * math.sin(math.radians(angle)), c - d * 0.37 * math.cos(math.radians(angle))
        ink.paste(255, (int(at[0] - size), int(at[1] - size)), tile)
    ink = ink.rotate(rng.uniform(-25, 25), Image.BICUBIC)
    # Stamp ink does not cover evenly.
    few = bytes(rng.randrange(256) for _ in range(24 * 24))
    patches = Image.frombytes("L", (24, 24), few).resize((d, d), Image.BICUBIC)
    worn = np.asarray(ink, np.float32) * np.clip(0.78 + (np.asarray(patches, np.float32) - 128) / 400, 0.45, 0.95)
    return worn / 255


def stamp(image, page, a, rng):
    """Sets the seal over amounts: the print stays visible under it."""
    scale = a.dpi / 72
    amounts = [w for w in page.get_text("words") if any(ch in "123456789" for ch in w[4]) and "." in w[4]] or page.get_text("words")
    ink = seal(a.seal_text, a.dpi, rng)
    d = ink.shape[0]
    if amounts:
        box = pymupdf.Rect(rng.choice(amounts)[:4]) * page.rotation_matrix * pymupdf.Matrix(scale, scale)
        x, y = (box.x0 + box.x1) / 2 + rng.uniform(-0.5, 0.5) * d, (box.y0 + box.y1) / 2 + rng.uniform(-0.5, 0.5) * d
    else:
        x, y = image.width * rng.uniform(0.3, 0.8), image.height * rng.uniform(0.3, 0.8)
    x, y = int(min(max(0, x - d / 2), image.width - d)), int(min(max(0, y - d / 2), image.height - d))
    pixels = np.asarray(image, np.float32).copy()
    part = pixels[y:y + d, x:x + d]
    colour = np.array(RED, np.float32) if a.colour else np.float32(0.3 * RED[0] + 0.59 * RED[1] + 0.11 * RED[2])
    cover = ink[..., None] if a.colour else ink
    part[:] = part * (1 - cover) + part * (colour / 255) * cover
    return Image.fromarray(pixels.astype(np.uint8))


def spoiled(image, page, a, number, rng, noise):
    """What paper, glass and lamp do to the picture."""
    if a.bold:
        image = image.filter(ImageFilter.MinFilter(2 * a.bold + 1)).convert(image.mode) if a.dpi >= 200 else Image.blend(image, image.filter(ImageFilter.MinFilter(3)), 0.5)
    if a.seal and number % a.seal == a.seal - 1:
        image = stamp(image, page, a, rng)
    if a.skew:
        image = image.rotate(rng.uniform(-a.skew, a.skew), Image.BICUBIC, fillcolor="white")
    if a.blur:
        image = image.filter(ImageFilter.GaussianBlur(a.blur))
    pixels = np.asarray(image, np.float32).copy()
    h, w = pixels.shape[:2]
    if a.light:
        across, down = np.linspace(0, 1, w, dtype=np.float32), np.linspace(0, 1, h, dtype=np.float32)
        shade = 1 - a.light / 255 * (0.45 * across[None, :] + 0.4 * down[:, None] + 0.15 * (across[None, :] * down[:, None]) ** 2)
        pixels *= shade[..., None] if pixels.ndim == 3 else shade
    if a.noise:
        grain = noise.standard_normal((h, w), dtype=np.float32) * a.noise
        pixels += grain[..., None] if pixels.ndim == 3 else grain
    for _ in range(int(a.specks * w * h / 3600) if a.specks else 0):
        x, y, size = rng.randrange(w), rng.randrange(h), rng.choice((1, 1, 1, 1, 2))
        # Most dust is dark, some of it is white and eats print.
        pixels[y:y + size, x:x + size] = rng.choice((60, 110, 150, 180, 200, 255))
    for _ in range(a.streaks):
        x = rng.randrange(w)
        pixels[:, x:x + rng.choice((1, 1, 2))] *= rng.uniform(0.55, 0.85)
    if a.edge:
        wide = rng.randrange(w // 120, w // 45)
        pixels[:, -wide:] *= 0.12
        pixels[:max(2, wide // 3), :] *= 0.2
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def stored(image, a):
    """The picture's bytes and the entries of its PDF stream."""
    entries = {"Width": image.width, "Height": image.height}
    out = io.BytesIO()
    if a.g4:
        # A TIFF of one strip holds the raw G4 data. Written inverted: its 1 is the black of the fax.
        black = ImageOps.invert(image.point(lambda v: 255 if v >= a.threshold else 0)).convert("1", dither=Image.Dither.NONE)
        black.save(out, "TIFF", compression="group4", tiffinfo={278: image.height})
        tags = Image.open(io.BytesIO(out.getvalue())).tag_v2
        start, length = tags[273], tags[279]
        if len(start) != 1:
            sys.exit("degrade: Pillow wrote a TIFF of several strips")
        parms = f"<</K -1/Columns {image.width}/Rows {image.height}>>"
        return out.getvalue()[start[0]:start[0] + length[0]], {**entries, "ColorSpace": "/DeviceGray", "BitsPerComponent": 1, "Filter": "/CCITTFaxDecode", "DecodeParms": parms}
    image.save(out, "JPEG", quality=a.jpeg, dpi=(a.dpi, a.dpi))
    return out.getvalue(), {**entries, "ColorSpace": "/DeviceRGB" if image.mode == "RGB" else "/DeviceGray", "BitsPerComponent": 8, "Filter": "/DCTDecode"}


def hidden(page, kind, width, height, rng):
    """A wrong text layer in invisible letters over the words, as scanner software writes it."""
    confused = {"0": "0O)}", "1": "1l|", "3": "38", "5": "56S", "6": "68", "8": "83", "9": "97", ",": ",.", ".": ".,-"}
    lines = ["BT 3 Tr"]
    for x0, y0, x1, y1, word, *_ in page.get_text("words"):
        box = pymupdf.Rect(x0, y0, x1, y1) * page.rotation_matrix
        letters = []
        for ch in word:
            if ord(ch) > 0x2000 and kind == "latin":
                ch = rng.choice("ABEFHKLMRSTabefhiklmrst|  ")
            elif ord(ch) > 0x2000 and rng.random() < 0.03:
                ch = rng.choice("的一口日目田由申甲")
            elif ch in confused and rng.random() < 0.08:
                ch = rng.choice(confused[ch] if kind == "latin" else [c for c in confused[ch] if c.isdigit() or c in ",."])
            letters.append(ch)
        text = "".join(letters).strip()
        size = max(4.0, box.height * 0.75)
        at = f"1 0 0 1 {box.x0:.2f} {height - box.y1 + 0.2 * box.height:.2f} Tm"
        if kind == "latin":
            safe = "".join(c for c in text if 32 <= ord(c) < 127).replace("\\", "").replace("(", "\\(").replace(")", "\\)")
            lines.append(f"/F0 {size:.2f} Tf {at} ({safe}) Tj")
        else:
            lines.append(f"/F0 {size:.2f} Tf {at} <{text.encode('utf-16-be').hex()}> Tj")
    return "\n".join(lines + ["ET"])


FONTS = {
    "latin": "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    "chinese": "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0"
               "/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/W[1 95 500]>>]>>",
}


class Pictures:
    """A PDF of pictures, written by hand so that the same pictures make the same bytes."""

    def __init__(self):
        self.objects = [b"", b""]                    # catalog and page tree come last
        self.pages = []

    def add(self, body, data=None):
        head = body if data is None else f"<<{body}/Length {len(data)}>>\nstream\n"
        self.objects.append(head.encode() if data is None else head.encode() + data + b"\nendstream")
        return len(self.objects)

    def page(self, data, entries, width, height, rotate, layer, font):
        image = self.add("/Type/XObject/Subtype/Image" + "".join(f"/{k} {v}" for k, v in entries.items()), data)
        content = self.add("", f"{layer}\nq {width:.3f} 0 0 {height:.3f} 0 0 cm /Im0 Do Q".strip().encode("latin-1"))
        fonts = f"/Font<</F0 {font}>>" if layer else ""
        turned = f"/Rotate {rotate}" if rotate else ""
        self.pages.append(self.add(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:.3f} {height:.3f}]{turned}/Contents {content} 0 R"
                                   f"/Resources<</XObject<</Im0 {image} 0 R>>{fonts}>>>>"))

    def write(self, path):
        self.objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
        self.objects[1] = f"<</Type/Pages/Count {len(self.pages)}/Kids[{' '.join(f'{p} 0 R' for p in self.pages)}]>>".encode()
        out, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
        for number, body in enumerate(self.objects, 1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        table = "".join(f"{place:010} 00000 n \n" for place in places)
        out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(places) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n".encode()
        with open(path, "wb") as file:
            file.write(out)


def main():
    a = arguments()
    source = pymupdf.open(a.source)
    if source.needs_pass and not source.authenticate(""):
        sys.exit(f"degrade: {a.source} needs a password")
    target = Pictures()
    plants = [part.split(":") for part in a.plant]
    pages = chosen_pages(a.pages, a.source, len(source))
    for number, index in enumerate(pages):
        page = source[index]
        rng, noise = random.Random(a.seed * 1009 + index), np.random.default_rng([a.seed, index])
        image = drawn(page, a)
        for at, old, new, *nth in plants:
            if int(at) == index + 1:
                plant(image, page, old, new, int(nth[0]) if nth else 1, a.dpi / 72)
        image = spoiled(image, page, a, number, rng, noise)
        width, height = page.rect.width, page.rect.height
        turn = a.turn if a.turn_pages == "all" or width > height else 0
        layer = hidden(page, a.hidden_text, width, height, rng) if a.hidden_text and not turn else ""
        if turn:
            image = image.rotate(-turn, expand=True)
            width, height = (height, width) if turn != 180 else (width, height)
        data, entries = stored(image, a)
        target.page(data, entries, width, height, (360 - turn) % 360 if a.upright else 0, layer, FONTS.get(a.hidden_text))
    target.write(a.target)
    kept = ",".join(str(p + 1) for p in pages)
    print(f"{a.target}: {len(pages)} of {len(source)} pages ({kept}), {os.path.getsize(a.target) // 1024} KiB")


if __name__ == "__main__":
    main()
