"""The snippets of the READMEs run: those of Ray in its environment, the others here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

RAY = os.environ.get("JUESUAN_RAY_PYTHON", "")
PAGES = ("README.md", "README.zh.md", "python/README.md")


def snippets() -> list[tuple[str, str]]:
    # Those of panels are run with what reads these, by tests/panel/read.py.
    found = []
    for page in PAGES:
        blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text("utf-8"), re.S)
        found += [(f"{page} {at}", block) for at, block in enumerate(blocks) if "juesuan" in block]
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the samples, in which snippets of one page go on with what those before them wrote."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "samples").symlink_to(ROOT / "samples")
    return folder


@pytest.mark.parametrize(("name", "snippet"), snippets(), ids=[name for name, _ in snippets()])
def test_a_snippet_runs(name: str, snippet: str, place: Path) -> None:
    is_ray = "import ray" in snippet
    if is_ray and not RAY:
        pytest.skip("left out: Ray is not there (tools/setup-python.sh ray)")
    script = place / "snippet.py"
    script.write_text(snippet if "import juesuan" in snippet or "chunks" in snippet else "import juesuan\n" + snippet)
    done = subprocess.run(
        [RAY if is_ray else sys.executable, script], cwd=place, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    if "expenditure" in snippet:
        assert "2010306" in done.stdout
    if "tally(" in snippet:
        assert "'documents': 6" in done.stdout and "'failed': 0" in done.stdout


def test_both_readmes_have_the_same_snippets() -> None:
    def blocks(page: str) -> list[str]:
        text = (ROOT / page).read_text("utf-8")
        # What stands behind a comment is written in the language of the page.
        return [re.sub(r"#.*", "", block) for block in re.findall(r"```\w+\n.*?```", text, re.S)]

    assert len(blocks("README.md")) == len(blocks("README.zh.md"))
    headings = [len(re.findall(r"^#+ ", (ROOT / page).read_text("utf-8"), re.M)) for page in PAGES[:2]]
    assert headings[0] == headings[1]
