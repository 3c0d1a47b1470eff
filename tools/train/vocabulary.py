"""The words of the official forms and classifications, as they stand in models/."""
import re
from pathlib import Path

MODELS = Path(__file__).parents[2] / "models"
HAN = r"一-鿿"


def names():
    """Names of codes, titles, header words and lines, each once, in a fixed order."""
    found = set()
    for path in sorted(MODELS.glob("classification/*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            if not line.startswith("#"):
                found.add(line.split("\t")[1])
    families = [family.parent for family in sorted(MODELS.glob("*/family.toml"))]
    for path in [MODELS / "wording.toml", *(p for family in families for p in sorted(family.rglob("*.toml")))]:
        text = re.sub(r"(^|\s)#.*", "", path.read_text("utf-8"))
        found.update(w for w in re.findall(r'"([^"\n]+)"', text) if re.search(f"[{HAN}]", w))
    for path in sorted(MODELS.glob("*/seen/*.txt")):
        found.update(w.strip() for w in path.read_text("utf-8").splitlines() if not w.startswith("#"))
    return sorted(w for w in found if w and not re.search(r"[\\^$\[\]{}*?|<>=A-Za-z_≤─━⸺:;'@]", w))


def common():
    """Other Chinese characters that documents print: those of GB 2312, first level, which has the 3,755 commonest."""
    return "".join(bytes([high, low]).decode("gb2312") for high in range(0xB0, 0xD8)
                   for low in range(0xA1, 0xFF) if not (high == 0xD7 and low > 0xF9))


COMMON = common()
# A font that has these prints Chinese.
NEEDED = "支出决算科目编码财政拨款项名称合计元"
