"""The command line: ``python -m juesuan`` and the program ``juesuan`` that pip installs."""

from __future__ import annotations

import signal
import sys


def main() -> None:
    """Runs the command line with the arguments of this process, and ends it with its exit code."""
    from . import _native
    from .workers import command

    # Python's own handler would only note the signal, which nobody looks at while the command line runs.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_native.main(["juesuan", *sys.argv[1:]], command()))


if __name__ == "__main__":
    main()
