"""What an operator should know about a config that is good: what is better otherwise, and what nobody tried."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.catalogue import Catalogue
from bot.cli.config import Config
from storage.database import is_sqlite


def of(config: Config) -> Iterable[str]:
    """What could be better, a line each."""
    programme = config.programme
    spoken = Catalogue.load().languages
    if programme.language not in spoken:
        yield (
            f"programme.language: the bot doesn't speak {programme.language} yet, and speaks English; there is "
            f"{', '.join(sorted(spoken))}."
        )
    if not programme.coordinators_channels:
        yield (
            "programme.coordinators_channels names no room: what coordinators must know at once goes to each of them "
            "directly."
        )
    if (said := exposed(config.storage.url)) is not None:
        yield said


def exposed(url: str) -> str | None:
    """A sentence where others on this machine can read the database's file, or one beside it."""
    path = Path(make_url(url).database or "") if is_sqlite(url) else None
    files = [Path(f"{path}{end}") for end in ("", "-wal", "-shm")] if path is not None else []
    open_ones = [str(file) for file in files if _readable(file)]
    return f"Others on this machine can read what people wrote: chmod 600 {' '.join(open_ones)}" if open_ones else None


def _readable(file: Path) -> bool:
    """Whether somebody but its owner can read a file, and get to it through the folders above."""
    try:
        mode = file.stat().st_mode
        ways = [folder.stat().st_mode for folder in file.resolve().parents]
    except OSError:
        return False
    return any(mode & read and all(way & enter for way in ways) for read, enter in ((0o040, 0o010), (0o004, 0o001)))


def untried(config: Config) -> Iterable[str]:
    """What only the real thing shows, a line each."""
    if config.matrix is not None:
        yield "Not tried: the login on Matrix, and the rooms there. `ambassador run` says what is wrong with them."
    if config.slack is not None:
        yield "Not tried: the app on Slack, and the channels there. `ambassador run` says what is wrong with them."
    if config.mail is not None:
        yield "Not tried: the mail server. `ambassador mail test ADDRESS` does it."
