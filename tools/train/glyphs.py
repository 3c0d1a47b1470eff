#!/usr/bin/env python3
"""Trains the reader of clean glyphs (`src/glyph_reader/`) on fonts that are installed, and writes its weights.

    python3 -m venv /tmp/train && /tmp/train/bin/pip install numpy==2.4.6 freetype-py==2.5.1
    xargs -a tools/train/fonts.txt apt-get install -y            # or another choice of fonts
    /tmp/train/bin/python tools/train/glyphs.py --measure        # figures of designs that were not trained on
    /tmp/train/bin/python tools/train/glyphs.py --out models/glyphs/net.bin

Fonts come from `--fonts` (default /usr/share/fonts), in the order of their SHA-256, and every chance from one seed: the
same fonts and versions give the same weights. It takes about two minutes. What a picture and its numbers are
stands in `src/glyph_reader/` as well and must be the same there.
"""
import argparse, ctypes, hashlib, random, re, sys
from pathlib import Path
import numpy as np
import freetype
from freetype.raw import *

WIDTH, HEIGHT, STRETCH = 16, 20, 2.0
CLASSES = list("0123456789.,-()%+/¥△Ol·") + ["other"]
OTHER = len(CLASSES) - 1
EM = 10000                      # outlines are scaled to this many units, so that whole numbers are fine enough
# Characters that fonts draw as one and the same mark. O counts as 0 and l as 1 where a glyph is read.
SHAPES = {c: [ord(c)] for c in "0123456789.,-()%+/"}
SHAPES["."] += [0xFF0E]
SHAPES[","] += [0xFF0C]
SHAPES["-"] += [0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFF0D, 0x2500, 0x4E00]
SHAPES["("] += [0xFF08]
SHAPES[")"] += [0xFF09]
SHAPES["%"] += [0xFF05]
SHAPES["+"] += [0xFF0B]
SHAPES["/"] += [0xFF0F]
SHAPES["¥"] = [0xA5, 0xFFE5]
SHAPES["△"] = [0x25B3, 0x394]
SHAPES["O"] = [0x4F, 0x6F, 0x3007, 0x25CB, 0xFF2F]
SHAPES["l"] = [0x6C, 0x49, 0x7C, 0xFF5C, 0xFF29]
SHAPES["·"] = [0xB7, 0x2022, 0x30FB, 0x25CF, 0x2219]
NEAR = [ord(c) for c in "SBZsbqgzaeDQGTYLCJ[]_=:;'~^"]          # other characters that are taken for marks
FAR = [ord(c) for c in "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz[]{}<>=:;'\"*#@&!?_~^§√■□▲◇★→"
       "元万年月日本收支出合计口目三二十工土人入八七九丨款项、。《》“”‘’"]
FULL_WIDTH = {c: 0xFF10 + i for i, c in enumerate("0123456789")}
STYLES = r"\b(Condensed|Narrow|Semi|Extra|Ultra|Light|Bold|Medium|Black|Thin|Heavy|Book|Regular|Italic|Oblique|Mono" \
         r"|Sans|Serif|Slab|Display|Text|Caps|SC|OSF|CJK|JP|TC|KR|HK|TW|UI|Hairline|Demi|Std|Pro|Math|\d+)\b"


def faces(folders):
    """Every scalable face of the fonts in the folders, once a file content; in one order wherever they are installed."""
    paths = (p for f in folders for p in Path(f).rglob("*")
             if p.suffix.lower() in (".ttf", ".otf", ".ttc", ".otc", ".pfb", ".pfa", ".t1"))
    files = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in paths}
    for _, path in sorted(files.items()):
        try:
            count = freetype.Face(str(path)).num_faces
        except Exception:
            continue
        for index in range(count):
            try:
                face = freetype.Face(str(path), index=index)
                face.select_charmap(FT_ENCODING_UNICODE)
            except Exception:
                continue
            if face.is_scalable:
                yield path, index, face


def outline(face, glyph, change=None):
    """The outline of a glyph in EM units, with its width, slant and weight changed; None where it is blank."""
    face.load_glyph(glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP)
    found = face._FT_Face.contents.glyph.contents.outline
    if found.n_points < 3:
        return None
    scale = int(EM / face.units_per_EM * 65536)
    FT_Outline_Transform(ctypes.byref(found), ctypes.byref(FT_Matrix(scale, 0, 0, scale)))
    if change:
        width, slant, weight = change
        if weight:
            FT_Outline_Embolden(ctypes.byref(found), int(weight))
        matrix = FT_Matrix(int(width * 65536), int(slant * 65536), 0, 65536)
        FT_Outline_Transform(ctypes.byref(found), ctypes.byref(matrix))
    return found


def ink_box(found):
    box = FT_BBox()
    FT_Outline_Get_BBox(ctypes.byref(found), ctypes.byref(box))
    return box.xMin, box.yMin, box.xMax, box.yMax


def draw(found, box):
    """The picture of an outline: its ink box fills it, row 0 is at the top. Changes the outline."""
    width, height = max(box[2] - box[0], 1), max(box[3] - box[1], 1)
    sx, sy = WIDTH / width, HEIGHT / height
    sx = min(sx, STRETCH * sy)
    sy = min(sy, STRETCH * sx)
    FT_Outline_Translate(ctypes.byref(found), -box[0], -box[1])
    matrix = FT_Matrix(round(sx * 64 * 65536), 0, 0, round(sy * 64 * 65536))
    FT_Outline_Transform(ctypes.byref(found), ctypes.byref(matrix))
    left, low = round((WIDTH - sx * width) * 32), round((HEIGHT - sy * height) * 32)
    FT_Outline_Translate(ctypes.byref(found), left, low)
    pixels = (ctypes.c_ubyte * (WIDTH * HEIGHT))()
    bitmap = FT_Bitmap()
    bitmap.rows, bitmap.width, bitmap.pitch, bitmap.num_grays, bitmap.pixel_mode = HEIGHT, WIDTH, WIDTH, 256, 2
    bitmap.buffer = ctypes.cast(pixels, type(bitmap.buffer))
    if FT_Outline_Get_Bitmap(freetype.get_handle(), ctypes.byref(found), ctypes.byref(bitmap)):
        return None
    return np.frombuffer(pixels, np.uint8).reshape(HEIGHT, WIDTH).copy()


def pictures(folders, seed):
    """Pictures of marks and of other characters: plain, and changed."""
    chance = random.Random(seed)
    rows, names = {k: [] for k in ("picture", "place", "label", "face", "plain", "code")}, []
    for path, index, face in faces(folders):
        glyphs = {c: face.get_char_index(ord(c)) for c in "0123456789"}
        if not all(glyphs.values()) or len(set(glyphs.values())) < 10:
            continue
        heights = []
        for c in "0123456789":
            found = outline(face, glyphs[c])
            box = ink_box(found) if found is not None else (0, 0, 0, 0)
            heights.append(box[3] - box[1])
        if min(heights) < 500:
            continue

        def add(code, label, changed):
            glyph = face.get_char_index(code)
            change = None
            if changed:
                change = (chance.uniform(0.75, 1.3), chance.choice([0, 0, chance.uniform(-0.05, 0.33)]),
                          chance.choice([0, 0, chance.uniform(-160, 350)]))
            of = chance.sample(sorted(heights), chance.randint(1, 10)) if changed else heights
            height = sorted(of)[len(of) // 2] * (chance.uniform(0.9, 1.1) if changed else 1)
            found = outline(face, glyph, change) if glyph else None
            if found is None:
                return
            box = ink_box(found)
            if box[2] - box[0] < 60 or box[3] - box[1] < 60:
                return
            picture = draw(found, box)
            if picture is None:
                return
            place = [(box[2] - box[0]) / height, (box[3] - box[1]) / height, box[1] / height, box[3] / height]
            for key, value in zip(rows, (picture, place, label, len(names), not changed, code)):
                rows[key].append(value)

        try:
            for digit in range(10):
                add(ord(str(digit)), digit, False)
                for _ in range(3):
                    add(ord(str(digit)), digit, True)
                if face.get_char_index(FULL_WIDTH[str(digit)]) not in (0, glyphs[str(digit)]):
                    add(FULL_WIDTH[str(digit)], digit, False)
            for mark, codes in SHAPES.items():
                for code in codes if mark not in glyphs else ():
                    add(code, CLASSES.index(mark), False)
                    add(code, CLASSES.index(mark), True)
            for code in NEAR:
                add(code, OTHER, False)
            for code in chance.sample(FAR, 40):
                add(code, OTHER, True)
        except Exception as problem:
            print("left out:", path, problem, file=sys.stderr)
        names.append((face.family_name or b"?").decode("utf-8", "replace"))
    types = dict(picture=np.uint8, place=np.float32, label=np.int64, face=np.int64, plain=bool, code=np.int64)
    return {key: np.array(value, types[key]) for key, value in rows.items()}, names


def numbers(data):
    """The 244 numbers of each picture: means, directions of edges, size and place of the ink."""
    out = []
    for at in range(0, len(data["picture"]), 4096):
        x = data["picture"][at:at + 4096].astype(np.float32) / 255
        means = x.reshape(-1, 10, 2, 8, 2).mean((2, 4)).reshape(len(x), -1)
        p = np.pad(x, ((0, 0), (1, 1), (1, 1)))
        dx, dy = p[:, 1:-1, 2:] - p[:, 1:-1, :-2], p[:, 2:, 1:-1] - p[:, :-2, 1:-1]
        steep, angle = np.hypot(dx, dy), np.arctan2(dy, dx) / (2 * np.pi) * 8 % 8
        eighth, beyond = np.floor(angle).astype(int) % 8, angle - np.floor(angle)
        edges = np.stack([steep * ((eighth == d) * (1 - beyond) + ((eighth + 1) % 8 == d) * beyond) for d in range(8)], 1)
        edges = np.sqrt(edges.reshape(len(x), 8, 5, 4, 4, 4).mean((3, 5))).reshape(len(x), -1)
        place = data["place"][at:at + 4096].clip(-2, 3)
        out.append(np.concatenate([means, edges, place], 1).astype(np.float16))
    return np.concatenate(out)


def clusters(data, names):
    """A number for each face: faces of one family, or with nearly equal digits, have the same."""
    parent = list(range(len(names)))

    def root(a):
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        return a

    families = {}
    for at, name in enumerate(names):
        family = " ".join(re.sub(STYLES, "", name).split()[:2]) or name
        parent[root(at)] = root(families.setdefault(family, at))
    digits = np.zeros((len(names), 10, 10, 8), np.float32)
    for i in np.where(data["plain"] & (data["label"] < 10) & (data["code"] < 128))[0]:
        small = data["picture"][i].reshape(10, 2, 8, 2).mean((1, 3)) / 255
        digits[data["face"][i], data["label"][i]] = small
    flat = digits.reshape(len(names), -1)
    square = (flat ** 2).sum(1)
    apart = (square[:, None] + square[None] - 2 * flat @ flat.T) / flat.shape[1]
    for a, b in zip(*np.where(np.triu(apart < 0.004, 1))):
        parent[root(a)] = root(b)
    return np.unique([root(a) for a in range(len(names))], return_inverse=True)[1]


def forward(net, x):
    layers = [x]
    for at, (weights, bias) in enumerate(net):
        x = x @ weights + bias
        layers.append(np.maximum(x, 0) if at < 2 else x)
        x = layers[-1]
    top = x - x.max(1, keepdims=True)
    return layers, np.exp(top) / np.exp(top).sum(1, keepdims=True)


def train(x, y, share, steps, seed, batch=512, smooth=0.02):
    """Adam on the smoothed likelihood; `share` says how often each sample is drawn."""
    chance = np.random.default_rng(seed)
    sizes = [(244, 80), (80, 48), (48, len(CLASSES))]
    net = [(chance.normal(0, np.sqrt(2 / a), (a, b)).astype(np.float32), np.zeros(b, np.float32)) for a, b in sizes]
    first = [[np.zeros_like(p) for p in layer] for layer in net]
    second = [[np.zeros_like(p) for p in layer] for layer in net]
    ends = np.cumsum(share / share.sum())
    for step in range(1, steps + 1):
        pick = np.minimum(np.searchsorted(ends, chance.random(batch)), len(ends) - 1)
        inputs = x[pick].astype(np.float32)
        inputs[:, -4:] += chance.normal(0, 0.02, (batch, 4)).astype(np.float32)
        layers, likelihood = forward(net, inputs)
        wanted = np.full_like(likelihood, smooth / len(CLASSES))
        wanted[np.arange(batch), y[pick]] += 1 - smooth
        error = (likelihood - wanted) / batch
        rate = 2e-3 * min(1, step / 100) * (0.5 + 0.5 * np.cos(np.pi * step / steps)) + 1e-5
        for at in (2, 1, 0):
            slopes = [layers[at].T @ error + 2e-5 * net[at][0], error.sum(0) + 2e-5 * net[at][1]]
            error = (error @ net[at][0].T) * (layers[at] > 0) if at else None
            for k, slope in enumerate(slopes):
                first[at][k] = 0.9 * first[at][k] + 0.1 * slope
                second[at][k] = 0.999 * second[at][k] + 0.001 * slope ** 2
                move = first[at][k] / (1 - 0.9 ** step) / (np.sqrt(second[at][k] / (1 - 0.999 ** step)) + 1e-8)
                net[at][k][...] -= rate * move
        if step % 500 == 0:
            print(f"  step {step}: {-(wanted * np.log(likelihood + 1e-9)).sum(1).mean():.3f}", flush=True)
    return net


def shares(data, cluster):
    """Classes weigh alike, digits twice and other characters six times; large clusters less for each face."""
    of_cluster = cluster[data["face"]]
    weight = 1 / np.sqrt(np.bincount(of_cluster)[of_cluster])
    of_class = np.bincount(data["label"], weights=weight, minlength=len(CLASSES))
    share = np.where(np.arange(len(CLASSES)) < 10, 2.0, 1.0)
    share[OTHER] = 6
    return weight / of_class[data["label"]] * share[data["label"]]


def measure(data, x, cluster, steps, seed):
    """Figures of faces of clusters that were not trained on: a third at a time."""
    fold = np.random.RandomState(seed).randint(0, 3, cluster.max() + 1)[cluster][data["face"]]
    likelihood = np.zeros((len(x), len(CLASSES)), np.float32)
    for k in range(3):
        print(f"part {k + 1} of 3")
        seen = fold != k
        part = {key: value[seen] for key, value in data.items()}
        net = train(x[seen], part["label"], shares(part, cluster), steps, seed)
        likelihood[~seen] = forward(net, x[~seen].astype(np.float32))[1]
    likelihood[:, 0] += likelihood[:, CLASSES.index("O")]
    likelihood[:, 1] += likelihood[:, CLASSES.index("l")]
    likelihood[:, [CLASSES.index("O"), CLASSES.index("l")]] = 0
    likelihood[:, 13:15] = likelihood[:, 13:15].sum(1, keepdims=True)      # a bracket is a bracket
    own = likelihood[np.arange(len(x)), data["label"]]
    others = likelihood[:, :15].copy()
    labels = data["label"]
    inside = labels < 15
    others[np.where(inside)[0], labels[inside]] = 0
    others[np.isin(labels, (13, 14)), 13:15] = 0
    against = (others.max(1) >= 0.9) & (own <= 0.05)
    for what, rows in (("digits", data["plain"] & (labels < 10)), ("changed digits", ~data["plain"] & (labels < 10)),
                       *((CLASSES[c], data["plain"] & (labels == c)) for c in range(10, 16))):
        print(f"{what:15} {rows.sum():6} agree {100 * np.mean(own[rows] >= 0.5):6.2f} %, "
              f"sure {100 * np.mean(own[rows] >= 0.9):6.2f} %, contradicted {against[rows].sum()}")


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--fonts", nargs="+", default=["/usr/share/fonts"], help="folders of fonts")
    ask.add_argument("--out", help="the file of weights to write")
    ask.add_argument("--measure", action="store_true", help="measure on designs that were not trained on")
    ask.add_argument("--steps", type=int, default=4000)
    ask.add_argument("--seed", type=int, default=7)
    ask.add_argument("--leave-out", default=r"(?i)dingbat|symbol|icon|pictogram",
                     help="pattern of families that draw no digits for digits")
    args = ask.parse_args()
    data, names = pictures(args.fonts, args.seed)
    odd = np.array([bool(re.search(args.leave_out, name)) for name in names])
    if odd.any():
        keep = ~odd[data["face"]]
        data = {key: value[keep] for key, value in data.items()}
        print("left out:", sorted({n for n, o in zip(names, odd) if o}))
    cluster = clusters(data, names)
    print(f"{len(data['label'])} pictures of {len(names) - odd.sum()} faces in {cluster.max() + 1} clusters")
    x = numbers(data)
    if args.measure:
        measure(data, x, cluster, args.steps * 5 // 8, args.seed)
    if args.out:
        net = train(x, data["label"], shares(data, cluster), args.steps, args.seed)
        raw = b"".join(np.ascontiguousarray(p, "<f4").tobytes() for layer in net for p in layer)
        Path(args.out).write_bytes(raw)
        print(args.out, len(raw), "bytes", hashlib.sha256(raw).hexdigest())


main()
