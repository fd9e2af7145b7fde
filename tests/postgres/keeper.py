"""Ends a server whose test process is gone: ``keeper.py FOLDER``, with a pipe from the test process as stdin.

Rules of this file: it needs nothing but Python, so that it starts in no time. It ends only the process that the
folder itself names, and removes only that folder.
"""

import os
import shutil
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

SECONDS = 20


def main(folder: Path) -> None:
    """Wait until nobody holds the pipe's other end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a Ctrl-C is for the tests, whose end is then ours
    while os.read(0, 1):
        pass
    file = folder / "data" / "postmaster.pid"
    with suppress(FileNotFoundError, ProcessLookupError):
        pid = int(file.read_text().partition("\n")[0])
        os.kill(pid, signal.SIGQUIT)
        for _ in range(SECONDS * 20):
            if not file.exists():
                break
            time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
