#!/usr/bin/env python3
"""Trains the reader of words (`src/ocr/word_net.rs`) on synthetic print, and writes its weights.

    xargs -a tools/train/fonts.txt apt-get install -y fonts-noto-cjk fonts-noto-cjk-extra
    python3 -m venv /tmp/train && /tmp/train/bin/pip install -r tools/train/requirements.txt
    /tmp/train/bin/python tools/train/word_reader.py --work /tmp/train/words --out models/ocr/words.onnx

It reads crops of 32 rows as the characters of the official names of codes, forms, columns and lines, and says □ of any
other. It is believed only where what it reads is such a name, and must not know the names by heart: half of what it sees
are the same characters in any order, and names in which one character was exchanged. First all
crops are drawn (they stay in the folder `--work`), then the net is trained; a run that was stopped goes on where it last
saved. Every chance comes from the seed. Needs about 40 minutes on two cores.
"""
import sys
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent))
import ctc_net, vocabulary

HEIGHT = 32
OTHER = "□"
CLASSES = "".join(sorted(set("".join(vocabulary.names())) | set("0123456789.,-()%（）：、；，。“”/〔〕第页月日公开表一二三四五六七八九十类款项年度"))) \
    .replace(" ", "").replace(OTHER, "") + OTHER
# Kernel, stride, outputs, padded rows.
LAYERS = [((3, 3), (2, 2), 24, 1), ((3, 3), (2, 2), 48, 1), ((3, 3), (1, 1), 64, 1), ((3, 3), (2, 1), 96, 1),
          ((3, 3), (1, 1), 96, 1), ((4, 3), (1, 1), 144, 0), ((1, 3), (1, 1), 144, 0)]
WIDEST = 416


def string(r, names):
    """A string; words are always set in a Chinese font."""
    kind = r.random()
    name = r.choice(names)
    if kind < 0.30:
        text = name
    elif kind < 0.42:                                           # as cells wrap it
        at = r.randrange(len(name))
        text = name[at:at + r.randrange(1, 12)]
    elif kind < 0.68:                                           # no words at all
        text = "".join(r.choice(CLASSES[:-1]) for _ in range(r.randrange(1, 10)))
    elif kind < 0.80:                                           # not quite the name
        at = r.randrange(len(name))
        text = name[:at] + r.choice([r.choice(CLASSES[:-1]), r.choice(vocabulary.COMMON), ""]) + name[at + 1:]
    elif kind < 0.87:
        text = "".join(r.choice(vocabulary.COMMON) for _ in range(r.randrange(1, 10)))
    elif kind < 0.95:
        year, n = r.randrange(2012, 2030), r.randrange(1, 40)
        text = r.choice(["一、", "二、", "三、", "四、", "（一）", "（二）", "其中：", "1.", "2．", "（1）", f"{n}.", f"{n}、"]) + name \
            if r.random() < 0.6 else r.choice([f"{year}年度", f"{year}年", f"公开{n % 12:02d}表", "单位：万元", "金额单位：元", "单位：元",
                                               "部门：" + name[:6], f"第{n}页", f"{year}年度{name}", f"{name}（{n}）"])
    else:
        text = f"{r.randrange(201, 235)}{r.randrange(1, 30):02d}{name}"
    return text[:13], True


def target(text):
    """What the net should say: one form of each mark, □ for a character that it does not know."""
    return "".join(c if c in KNOWN else OTHER for c in text.replace(" ", ""))


KNOWN = set(CLASSES)

if __name__ == "__main__":
    net = ctc_net.Net(HEIGHT, CLASSES, LAYERS, WIDEST)
    ctc_net.main(__doc__, net, string, target, crops=80_000, steps=13_000, batch=32, most=14, other=OTHER)
