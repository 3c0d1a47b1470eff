#!/usr/bin/env python3
"""Trains the reader of numbers (`src/ocr/number_net.rs`) on synthetic print, and writes its weights.

    xargs -a tools/train/fonts.txt apt-get install -y fonts-noto-cjk fonts-noto-cjk-extra
    python3 -m venv /tmp/train && /tmp/train/bin/pip install -r tools/train/requirements.txt
    /tmp/train/bin/python tools/train/number_reader.py --work /tmp/train/numbers --out models/ocr/numbers.onnx

It reads crops of 28 rows as digits, point, comma, minus, brackets, per cent sign, a gap (two cells in one crop), and X:
anything that is none of these. So a crop with an X is no number. First all crops are drawn (they stay in the folder
`--work`), then the net is trained; a run that was stopped goes on where it last saved. Every chance comes from the seed.
Needs about 40 minutes on two cores.
"""
import re, sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent))
import ctc_net, vocabulary

HEIGHT = 28
CLASSES = "0123456789,.-()% X"
# Kernel, stride, outputs, padded rows.
LAYERS = [((3, 3), (2, 2), 16, 1), ((3, 3), (1, 1), 32, 1), ((3, 3), (2, 1), 48, 1), ((3, 3), (2, 1), 64, 1),
          ((4, 3), (1, 1), 96, 0), ((1, 5), (1, 1), 96, 0), ((1, 3), (1, 1), 96, 0)]
WIDEST = 288                    # what is wider is no number
DASHES = "-–—−"


def amount(r):
    digits = r.choice([1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9, 10])
    n = r.randrange(10 ** (digits - 1), 10 ** digits)
    odd = r.random()
    if odd < 0.07:
        n = int(str(n)[0] * digits)                             # digits that repeat are lost first
    elif odd < 0.14:
        n = int(str(n)[0] + "0" * (digits - 1))
    elif odd < 0.20:
        return r.choice(["0.00", "0.00", "0", "0.0", "0.000000"])
    text = f"{n:,}" if r.random() < 0.6 else str(n)
    kind = r.random()
    if kind < 0.66:
        text += f".{r.randrange(100):02d}"
    elif kind < 0.72:
        text += r.choice([".00", "." + r.choice("0123456789") * 2])
    elif kind < 0.78:
        text += f".{r.randrange(10)}"
    elif kind < 0.82:
        text += f".{r.randrange(10 ** 6):06d}"
    elif kind < 0.84:
        text += f".{r.randrange(10 ** 4):04d}"
    if r.random() < 0.09:
        text = r.choice(DASHES[:1] * 5 + DASHES) + text
    elif r.random() < 0.025:
        text = r.choice(["({})", "（{}）"]).format(text)
    elif r.random() < 0.05:
        text = f"{r.choice(['', '', '-'])}{r.randrange(0, 300)}" + (f".{r.randrange(100):02d}" if r.random() < 0.8 else "")
        text += r.choice("%%％")
    return text


def code(r):
    kind = r.random()
    two = lambda most: f"{r.randrange(1, most):02d}"
    if kind < 0.34:
        return f"2{two(35)}{two(30)}{r.choice([1, 2, 3, 4, 5, 6, 50, 99]):02d}"
    if kind < 0.52:
        return f"2{two(35)}{two(30)}"
    if kind < 0.61:
        return f"2{two(35)}"
    if kind < 0.76:
        return f"3{r.choice([1, 2, 3, 7, 9, 10, 12, 99]):02d}" + (two(40) if r.random() < 0.8 else "")
    if kind < 0.91:
        return str(r.randrange(1, 100))
    if kind < 0.96:
        return str(r.randrange(1990, 2035))
    return "".join(r.choice("0123456789") for _ in range(r.randrange(4, 14)))


def string(r, names):
    """A string, and whether it is set in a Chinese font."""
    kind = r.random()
    if kind < 0.42:
        text = amount(r)
        return text, not text.isascii()             # not every other font has these marks
    if kind < 0.63:
        return code(r), False
    if kind < 0.69:
        text = f"{r.choice([amount, code])(r)} {r.choice([amount, code])(r)}"
        return text, not text.isascii()
    name = r.choice(names)
    kind = r.random()
    if kind < 0.46:
        return name[: r.choice([3, 6, 9, 9])], True
    if kind < 0.56:                                             # other characters than those of names
        return "".join(r.choice(vocabulary.COMMON) for _ in range(r.randrange(1, 9))), True
    if kind < 0.63:
        return r.choice(["一、", "二、", "（一）", "（二）", "十、", "1.", "2.", "（1）", "①"]) + name[:7], True
    if kind < 0.70:
        return code(r) + r.choice(["", " "]) + name[:5], True
    if kind < 0.83:
        year, n = r.randrange(2012, 2030), r.randrange(1, 40)
        return r.choice([f"{year}年", f"{year}年度", f"第{n}页", f"{n % 12 + 1}月{n}日", "款", "项", "类", "合计", "元", "万元",
                         "行次", "栏次", f"公开{n % 10:02d}表", "一", "二", "十", "口", "日", "=5+6", f"({n})=({n}+1)", "√", "*", "／",
                         f"{n}人", f"{n}.", f"第{n}条", f"{n}、", "①", "②", "〇", "○", "△", "▲", "￥", "+", ":", "；", "|", "=",
                         f"{n}个", f"—{n}—", f"- {n} -", f"{n}/{n + 5}"]), True
    if kind < 0.91:
        word = "".join(r.choice("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(r.randrange(1, 9)))
        return word, r.random() < 0.3
    return name[:5] + r.choice(["：", ":", " ", "（"]) + amount(r), True


def target(text):
    """What the net should say: marks in one form, and X for each run of other characters."""
    for marks, plain in (("（", "("), ("）", ")"), ("％", "%"), (DASHES, "-")):
        text = re.sub(f"[{marks}]", plain, text)
    if re.fullmatch(r"[-0-9,.()% ]+", text):
        return text
    return re.sub(r"[^0-9 ]+", "X", text).strip()


if __name__ == "__main__":
    net = ctc_net.Net(HEIGHT, CLASSES, LAYERS, WIDEST)
    ctc_net.main(__doc__, net, string, target, crops=120_000, steps=10_000, batch=48, most=24, other="X")
