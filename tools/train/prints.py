"""Draws strings as the program sees them on a scan: crops of gray print on white paper, trimmed to the ink with a margin.

What `src/ocr/segmented.rs` crops and what this draws must be alike: dark ink on paper of 255, 1.1 pt of paper around it,
without the ink of neighbours, with what a ruling leaves where it was taken out. Everything else is chance: fonts, sizes,
resolutions from 100 to 300 dots an inch, blur, noise, JPEG, fax, copies of copies, dot matrix, thermal paper, seals.
"""
import hashlib, io, random, re
from pathlib import Path
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

MARGIN = 1.1                    # paper around the ink, in points
BASIC = ImageFont.Layout.BASIC
# What Word, Excel and the reports of accounting software are set in, or cut like it: most print is.
PLAIN = re.compile(r"(?i)liberation|dejavu|carlito|caladea|nimbus|gyre|freesans|freeserif|freemono|noto ?(sans|serif)$|"
                   r"noto (sans|serif|mono) mono|open ?sans|roboto|lato|courier|c059|p052|d050|linux|arimo|tinos|cousine")
# Faces that no office prints with.
ODD = re.compile(r"(?i)dingbat|symbol|emoji|icon|pictogram|ornament|dseg|z003|chancery|chorus|bracket|outline|stencil|"
                 r"initials|dustismo roman italic|keyboard|pixel|dotgothic|braille|math|sixtyfour|glasstty|staypuft|tomson|"
                 r"isabella|rufscript|kristi|handwriting|humor|junction|havana|jura|mirage|smiley|atarismall|spleen|"
                 r"old ?standard|ecolier|kaushan|lobster|dancing|opendyslexic|beteckna|comic|cegui|ttyp0")
# Families that no net is trained on, so that what a new one does can be measured.
HELD = re.compile(r"(?i)zen hei|cwtexkai|nimbus sans|dejavu serif|caladea|lato|cabin|cardo|dosis|gillius|inconsolata|sora")


class Fonts:
    """The faces of the installed fonts that have all of the needed characters, by what is set in them."""

    def __init__(self, folders, chinese, held):
        """`held` takes the families that nothing is trained on, and else the others."""
        self.sizes = {}
        self.plain, self.chinese, self.other = [], [], []
        files = {}
        for folder in folders:
            for path in Path(folder).rglob("*"):
                if path.suffix.lower() in (".ttf", ".otf", ".ttc", ".otc"):
                    files.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path)
        for sha256, path in sorted(files.items()):
            for index in range(40):
                try:
                    font = ImageFont.truetype(str(path), 40, index, layout_engine=BASIC)
                except OSError:
                    break
                name = " ".join(font.getname())
                if ODD.search(name) or (re.search("Italic|Oblique", name) and sha256[0] not in "07e"):
                    continue
                if bool(HELD.search(name)) != held or not self.draws(font, "0123456789,.-"):
                    continue
                face = (str(path), index)
                if self.draws(font, "支出决算款项"):
                    if self.draws(font, chinese):
                        self.chinese.append(face)
                elif PLAIN.search(font.getname()[0]):
                    self.plain.append(face)
                else:
                    self.other.append(face)
        if not (self.plain and self.chinese and self.other):
            raise SystemExit("fonts are missing: install what tools/train/fonts.txt names")
        print(f"fonts: {len(self.plain)} plain, {len(self.chinese)} Chinese, {len(self.other)} other faces", flush=True)

    @staticmethod
    def draws(font, characters):
        """Whether a font has them: what it lacks is drawn as one and the same box, or not at all."""
        try:
            none, *drawn = (bytes(font.getmask(c)) for c in "\U000e0fff" + characters)
        except (OSError, ValueError):
            return False
        return all(any(d) and d != none for d in drawn)

    def sized(self, face, size):
        key = (face, size)
        if key not in self.sizes:
            if len(self.sizes) > 600:
                self.sizes.clear()
            self.sizes[key] = ImageFont.truetype(face[0], size, face[1], layout_engine=BASIC)
        return self.sizes[key]


class Printer:
    """Prints strings and scans them; one seed, one sequence of crops."""

    def __init__(self, fonts, seed):
        self.fonts, self.chance, self.noise = fonts, random.Random(seed), np.random.default_rng(seed)

    def crop(self, text, chinese, height):
        """A crop of a string, scaled to so many rows; None where it shows nothing."""
        r = self.chance
        if chinese or r.random() < 0.42:
            face = r.choice(self.fonts.chinese)
        else:
            face = r.choice(self.fonts.plain if r.random() < 0.8 else self.fonts.other)
        dpi = r.choice([100, 120, 150, 150, 150, 200, 200, 200, 200, 240, 300, 300])
        points = r.choice([6, 7, 7.5, 8, 8, 9, 9, 9, 10, 10.5, 10.5, 11, 12, 14])
        pixels = max(8.5, points * dpi / 72)
        fine = 3 if pixels < 28 else 2
        drawn = self.draw(text, face, pixels * fine, fine)
        if drawn is None:
            return None
        clean, gray = self.scan(drawn, pixels, fine)
        return self.trimmed(clean, gray, dpi, height)

    def draw(self, text, face, size, fine):
        """Ink (0) on paper (255), larger than it will be scanned."""
        r = self.chance
        font = self.fonts.sized(face, round(size))
        pad = round(0.7 * size)
        spread = r.uniform(-0.03, 0.12) * size if r.random() < 0.25 else 0.0
        gap = r.uniform(0.35, 1.2) * size           # of a space: two cells stand closer than a word is wide
        parts = [text] if not spread and " " not in text else list(text)
        width = sum(gap if p == " " else font.getlength(p) + spread for p in parts)
        picture = Image.new("L", (int(width) + 2 * pad, round(1.4 * size) + 2 * pad), 255)
        pen = ImageDraw.Draw(picture)
        ink = 0 if r.random() < 0.7 else r.randrange(0, 90)
        bold = r.choice([1, 1, 2]) if r.random() < 0.14 else 0
        x, y = pad + r.random() * fine, pad + r.random() * fine
        for part in parts:
            if part != " ":
                pen.text((x, y), part, fill=ink, font=font, stroke_width=bold)
            x += gap if part == " " else font.getlength(part) + spread
        if r.random() < 0.04:
            picture = self.dots(picture, size)
        rows = np.nonzero((np.asarray(picture) < 140).any(1))[0]
        if not len(rows):
            return None
        self.ruling(picture, rows, size, fine, pad, ink)
        return picture

    def dots(self, picture, size):
        """Print of a dot matrix: only dots of a grid are inked."""
        r = self.chance
        step = max(2.0, size / r.uniform(16, 24))
        height, width = picture.height, picture.width
        rows, columns = np.mgrid[0:height, 0:width]
        near = np.hypot((rows % step) - step / 2, (columns % step) - step / 2) < step * r.uniform(0.45, 0.62)
        return Image.fromarray(np.where(near, np.asarray(picture), 255).astype(np.uint8))

    def ruling(self, picture, rows, size, fine, pad, ink):
        """What a ruling does to print that touches it: it is taken out with what it touched, or something of it stays."""
        r, pen = self.chance, ImageDraw.Draw(picture)
        kind = r.random()
        thick = max(1, round(fine * r.uniform(0.6, 1.8)))
        if kind < 0.04:
            at = r.choice([rows[0], rows[-1]]) + r.randrange(-int(size) // 8 - 1, int(size) // 8 + 1)
            pen.rectangle([0, at, picture.width, at + thick], fill=255)
        elif kind < 0.08:
            at = rows[-1] + r.randrange(0, int(size) // 6 + 1)
            left = r.choice([0, r.uniform(0, 0.7)]) * picture.width
            pen.rectangle([left, at, left + r.uniform(0.2, 1) * picture.width, at + thick // 2], fill=ink)
        elif kind < 0.13:
            x = r.choice([pad - r.uniform(0, 0.2) * size, picture.width - pad + r.uniform(0, 0.2) * size])
            y = rows[0] + r.uniform(-0.1, 0.6) * size
            pen.rectangle([x, y, x + thick / 2, y + r.uniform(0.2, 0.9) * size], fill=ink)

    def scan(self, picture, pixels, fine):
        """Prints, copies and scans: the print alone, and what the program sees, gray print on paper that is white again."""
        r, g = self.chance, self.noise
        angle = r.gauss(0, 0.35) if r.random() < 0.8 else r.gauss(0, 1.0)
        picture = picture.rotate(angle, resample=Image.BILINEAR, fillcolor=255)
        squeeze = 1.0 if r.random() < 0.55 else r.uniform(0.68, 1.2)
        size = max(6, round(picture.width / fine * squeeze)), max(6, round(picture.height / fine))
        picture = picture.resize(size, Image.BOX if r.random() < 0.6 else Image.BILINEAR)
        copied = r.random() < 0.1
        if copied:                                  # a copy grows its strokes
            picture = picture.filter(ImageFilter.GaussianBlur(0.5 + pixels / 60))
            edge = r.randrange(130, 215)
            picture = picture.point(lambda v: max(0, min(255, 128 + (v - edge) * 6)))
        if r.random() < 0.7:
            picture = picture.filter(ImageFilter.GaussianBlur(r.uniform(0.2, 0.85) * max(0.75, pixels / 26)))
        a = clean = np.asarray(picture).astype(np.float32)
        if r.random() < 0.35:                       # pale print
            a = 255 - (255 - a) * r.uniform(0.55, 1)
        if r.random() < 0.04:                       # thermal paper and worn ribbons: stripes of less ink
            stripes = np.repeat(g.uniform(0.3, 1, a.shape[1] // 3 + 1), 3)[: a.shape[1]]
            a = 255 - (255 - a) * stripes[None]
        if r.random() < 0.09:                       # where a seal was taken off the print is paler, with traces of it
            rows, columns = np.mgrid[0:a.shape[0], 0:a.shape[1]]
            across = r.uniform(-1, 1) * columns + r.uniform(-1, 1) * rows
            band = np.abs(across - r.uniform(across.min(), across.max())) < r.uniform(1, 7)
            a = np.where(band, np.minimum(255, a * r.uniform(0.8, 1.1) + r.uniform(0, 60)), a)
        if r.random() < 0.75:
            a = a + g.normal(0, r.uniform(1, 15), a.shape)
        if r.random() < 0.12:                       # dust
            a[g.random(a.shape) < r.uniform(0.0003, 0.003)] = r.randrange(0, 120)
        a = a.clip(0, 255).astype(np.uint8)
        kind = r.random()
        if kind < 0.45:
            stored = io.BytesIO()
            Image.fromarray(a).save(stored, "JPEG", quality=r.choice([25, 35, 40, 50, 60, 70, 85]))
            a = np.asarray(Image.open(stored).convert("L"))
        elif kind < 0.64:                           # fax
            dark = float(np.percentile(a, 1.5))
            paper = a.astype(np.float32) + g.normal(0, r.choice([0, 4, 9]), a.shape)
            a = np.where(paper > dark + (255 - dark) * r.uniform(0.38, 0.72), 255, 0).astype(np.uint8)
        return clean, a

    def trimmed(self, clean, gray, dpi, height):
        """The crop as the program cuts it, scaled to so many rows."""
        r = self.chance
        dark = float(clean.min())
        ink = clean < dark + (255 - dark) * r.uniform(0.4, 0.65)
        if dark > 180 or ink.sum() < 4:
            return None
        (y0, y1), (x0, x1) = (np.nonzero(ink.any(axis))[0][[0, -1]] for axis in (1, 0))
        margin = max(2, round(MARGIN * dpi / 72)) + r.choice([0, 0, 0, 0, -1, 1])
        paper = np.full((gray.shape[0] + 24, gray.shape[1] + 24), 255, np.uint8)
        paper[12:-12, 12:-12] = gray
        y0, y1, x0, x1 = y0 + 12 - margin, y1 + 13 + margin, x0 + 12 - margin, x1 + 13 + margin
        crop = paper[max(0, y0):y1, max(0, x0):x1]
        if r.random() < 0.5:                        # paper made white
            crop = np.where(crop > 225, 255, crop).astype(np.uint8)
        if crop.shape[0] < 6 or crop.shape[1] < 3:
            return None
        width = max(4, -(-crop.shape[1] * height // crop.shape[0]))
        return np.asarray(Image.fromarray(crop).resize((width, height), Image.BILINEAR))
