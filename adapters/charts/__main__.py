"""The child: a chart a line in, as JSON; its picture out, behind its length. It ends when nobody asks any more.

Rules of this file: it holds nothing of the bot's and reaches nothing. What it may take of time, memory and disk is
bounded by the system itself. It says what went wrong in a word, never anything of what it was to draw.
"""

import json
import resource
import sys
from typing import Any, BinaryIO

MEMORY = 2**30
"""Bytes of data that it may hold."""
CPU = 120
"""Seconds of a processor that it may use in its life."""
LONGEST = 2**17
"""Bytes of a line."""


def main() -> None:
    """Draw until the input ends."""
    _bounded()
    given, told = sys.stdin.buffer, sys.stdout.buffer
    from adapters.charts.drawing import draw

    while line := given.readline(LONGEST):
        try:
            _tell(told, b"+", draw(json.loads(line)))
        except Exception as failure:
            _tell(told, b"-", type(failure).__name__.encode())


def _tell(told: BinaryIO, sign: bytes, content: bytes) -> None:
    told.write(sign + len(content).to_bytes(4) + content)
    told.flush()


def _bounded() -> None:
    bounds: dict[int, Any] = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: CPU,
        resource.RLIMIT_DATA: MEMORY,
        resource.RLIMIT_FSIZE: 0,
    }
    for kind, most in bounds.items():
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    main()
