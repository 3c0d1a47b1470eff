"""Samples, and documents that make the worker fail on purpose."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import juesuan

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
WORD = SAMPLES / "qinyang-2020-word.pdf"
REPORT = SAMPLES / "jincheng-2022-report.pdf"


@pytest.fixture(scope="session")
def report() -> juesuan.Disclosure:
    """One of the samples, read once."""
    return juesuan.read(REPORT)


@pytest.fixture(scope="session")
def samples() -> list[str]:
    """Paths of the samples that carry their text."""
    return [str(path) for path in sorted(SAMPLES.glob("*.pdf"))]


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., list[str]]:
    """Makes documents at which a worker of this build fails as their names say, among good ones: good copies of a sample
    have some bytes more behind their end, so that each is a document of its own."""
    monkeypatch.setenv("JUESUAN_FAULTS", "1")
    return lambda *names: [str(copy_of_sample(tmp_path / f"{name}.pdf", at)) for at, name in enumerate(names)]


def copy_of_sample(path: Path, number: int) -> Path:
    """A small sample with another identity."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(WORD, path)
    with path.open("ab") as file:
        file.write(b"%% %d\n" % number)
    return path


def run(
    script: str, *args: object, python: str = sys.executable, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """Runs a script in an interpreter of its own."""
    command = [python, "-c", script, *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, env=os.environ, check=False)
