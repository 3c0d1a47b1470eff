"""``python -m juesuan`` is the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import juesuan
from conftest import WORD


def command(*args: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "juesuan", *map(str, args)]
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=120)


def test_exit_codes_and_streams(tmp_path: Path) -> None:
    version = command("--version")
    assert (version.returncode, version.stdout) == (0, f"juesuan {juesuan.__version__}\n")
    assert command("extract").returncode == 3
    missing = command("extract", tmp_path / "gone.pdf")
    assert missing.returncode == 2 and "gone.pdf" in missing.stderr and not missing.stdout
    read = command("extract", WORD)
    assert read.returncode in (0, 1, 2)
    records = [json.loads(line)["record"] for line in read.stdout.splitlines()]
    assert records.count("fact") == sum(
        len(line["facts"]) for form in juesuan.read(WORD).to_dict()["forms"] for line in form["lines"]
    )


def test_names_that_are_no_unicode_are_kept(tmp_path: Path) -> None:
    path = bytes(tmp_path) + b"/\xbe\xf6\xcb\xe3.pdf"  # 决算 in GB 18030
    with open(path, "wb") as file:
        file.write(WORD.read_bytes())
    line = [sys.executable.encode(), b"-m", b"juesuan", b"show", path, b"--stage", b"fact", b"--page", b"6"]
    done = subprocess.run(line, capture_output=True, check=False)
    assert done.returncode in (0, 1, 2) and json.loads(done.stdout)
