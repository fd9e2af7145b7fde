"""The embedded default: the shell on a temporary database, with the programme of ``demo.toml``."""

import sys
from pathlib import Path

from bot.address import native, platform_of
from bot.cli.config import Config, load
from bot.cli.wiring import App, opened
from bot.errors import Misconfigured
from bot.event import Sender
from bot.ports import Store
from storage.settings import Storage

PROGRAMME = Path(__file__).parent / "demo.toml"


def demo_config(folder: Path, programme: Path = PROGRAMME) -> Config:
    """The demo's config on a database in ``folder``."""
    return load(programme, alone=True).model_copy(update={"storage": Storage(url=f"sqlite:///{folder / 'demo.db'}")})


async def introduce(app: App) -> None:
    """Give the made-up people the names by which they speak: they have been around for a while."""
    programme = app.config.programme
    people = [*programme.coordinators, *(mentor.person for mentor in app.config.mentor)]
    there = [each for addresses in people for each in addresses if platform_of(each) == "shell"]

    def unit(store: Store) -> None:
        for identity in there:
            store.people.keep(Sender(identity=identity, name=native(identity).capitalize()), app.clock.now())

    await app.database.write(unit)


async def demo(folder: Path, story: Path | None) -> int:
    """Talk with whoever started it: a story, lines from stdin, or a person at a terminal. Returns the exit status."""
    from adapters.shell import START, Screen, Shell, StoryClock, StoryFailed, play, run_lines, run_terminal

    lively = story is None and sys.stdin.isatty()
    clock = StoryClock() if lively else StoryClock(START)
    async with opened(demo_config(folder), clock) as app:
        await introduce(app)
        shell = Shell(app.engine, app.catalogue, clock, app.ticker)
        if story is not None:
            try:
                await play(shell, _read(story), str(story), Screen.on(sys.stdout))
            except StoryFailed as failed:
                print(failed, file=sys.stderr)
                return 1
            return 0
        if lively:
            await run_terminal(shell)
            return 0
        return await run_lines(shell, sys.stdin, sys.stdout, sys.stderr)


def _read(story: Path) -> str:
    try:
        return story.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Misconfigured(f"{story} isn't there: name a story, such as examples/first-case.txt") from None
    except UnicodeDecodeError:
        raise Misconfigured(f"{story} isn't UTF-8 text") from None
    except OSError as unreadable:
        raise Misconfigured(f"{story} can't be read: {unreadable.strerror}") from None
