"""Processes of their own that begin where importing everything ends: most of a short one's life is that.

Rules of this file: each is forked from a server that has imported what we wrote and runs nothing, so it has a memory,
a folder, an environment and an end of its own, as one that is started has. That the program also starts from nothing
is seen where ``python -m bot`` is run.
"""

import os
import runpy
import sys
from collections.abc import Mapping, Sequence
from contextlib import chdir
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.imported"])


def forked(module: str, arguments: Sequence[str], folder: Path, out: Path, err: Path) -> BaseProcess:
    """``python -P -m module arguments`` in a folder, appending what it says to two files. It is running already."""
    made = _FORKS.Process(target=_run, args=(module, list(arguments), folder, out, err, dict(os.environ)))
    with chdir(ROOT):  # where the server finds us
        made.start()
    return made


def run(module: str, arguments: Sequence[str], folder: Path, within: float = 60) -> CompletedProcess[str]:
    """The same, waited for, as ``subprocess.run`` does it. Raises TimeoutExpired after so many seconds."""
    with TemporaryDirectory() as said:
        out, err = Path(said, "out"), Path(said, "err")
        process = forked(module, arguments, folder, out, err)
        process.join(within)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise TimeoutExpired([module, *arguments], within)
        return CompletedProcess([module, *arguments], process.exitcode, out.read_text(), err.read_text())


def _run(module: str, arguments: list[str], folder: Path, out: Path, err: Path, environment: Mapping[str, str]) -> None:
    for number, path in ((1, out), (2, err)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
