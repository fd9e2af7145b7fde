"""Migrates a database again and again, and is killed at another statement each time, until it gets through.

``python -m tests.engine.killed URL STRIDE TO …``: to one version after the other. Each attempt is a process of its own,
which kills itself before the first statement, then before the one STRIDE later, and so on; COMMIT counts as one. After
each of them the database must stand as it stood before. Prints how often it was killed on the way to each version.
"""

import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, event

from storage import migrate
from tests.engine.rows import rows


def main(url: str, stride: int, versions: Sequence[str]) -> None:
    """Raises SystemExit where a killed migration left something behind."""
    for to in versions:
        before, version = rows(url), migrate.versions(url)[0]
        killed = 0
        while _attempt(url, to, 1 + killed * stride):
            if migrate.versions(url)[0] != version or rows(url) != before:
                raise SystemExit(
                    f"on the way to {to}: killed before statement {1 + killed * stride}, it left something"
                )
            killed += 1
        print(killed)


def _attempt(url: str, to: str, at: int) -> bool:
    """Whether it was killed. Raises SystemExit where it failed."""
    child = os.fork()
    if child == 0:
        _migrate(url, to, at)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    if status:
        raise SystemExit(f"ended with {status}")
    return False


def _migrate(url: str, to: str, at: int) -> None:
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)
    down = to == "base" or (migrate.versions(url)[0] or "") > to
    try:
        (migrate.downgrade if down else migrate.upgrade)(url, to)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
