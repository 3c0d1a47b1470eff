"""juesuan (决算) reads the final accounts that Chinese government departments publish (部门决算公开).

::

    import juesuan

    disclosure = juesuan.read("决算.pdf")
    disclosure.department, disclosure.fiscal_year
    disclosure.facts.to_pandas()        # or to_polars(), to_arrow(); or for fact in disclosure.facts

Every amount is an exact decimal, in 元 and 万元, with the page and the place where it is printed; what is doubtful is
``suspect``, with the reason. ``read`` reads in this process; ``read_many`` and ``Reader`` in worker processes with limits;
``extract`` fills a folder of results, and ``open`` looks into it; ``juesuan.chunks`` is for engines over many machines.

Nothing is needed beside this package; pandas, polars, PyArrow and DuckDB are used where they are there. It works offline.
"""

from __future__ import annotations

import atexit
import os

from . import _native
from ._native import __version__
from .document import Disclosure, read
from .errors import (
    Damaged,
    Error,
    FontNeeded,
    LimitPassed,
    NoSuchPage,
    NotAPdf,
    OcrFailed,
    PasswordNeeded,
    ReaderFailed,
    Stopped,
    Unreadable,
)
from .folder import Results, extract, open
from .tables import Table
from .workers import Failure, Reader, read_many

__all__ = [
    "Damaged",
    "Disclosure",
    "Error",
    "Failure",
    "FontNeeded",
    "LimitPassed",
    "NoSuchPage",
    "NotAPdf",
    "OcrFailed",
    "PasswordNeeded",
    "Reader",
    "ReaderFailed",
    "Results",
    "Stopped",
    "Table",
    "Unreadable",
    "__version__",
    "extract",
    "open",
    "read",
    "read_many",
]

# The weights of text recognition that came with the package.
_models = os.path.join(os.path.dirname(os.path.abspath(__file__)), "models")
if os.path.isdir(_models):
    _native.models_in(_models)
# Tesseract's engines must be gone before its library is.
atexit.register(_native.put_down)
