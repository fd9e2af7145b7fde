"""The terminal: what a line means there, what Tab offers, and a whole session through a real prompt."""

import io

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from adapters.shell import Screen, Shell
from adapters.shell.completion import Offers, ShellCompleter
from adapters.shell.guide import cast
from adapters.shell.line import Action, ClockMove, Join, Press, Say
from adapters.shell.persona import Help, Leave, Persona, meant, messages
from adapters.shell.terminal import run_terminal
from bot.errors import Refused

ME = Persona("ana", "mentors")
PEOPLE = frozenset({"kim", "ana"})


def mine(text: str) -> Say:
    return Say("ana", "mentors", text)


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("!claim 1", mine("!claim 1")),
        ("Note: I like maps", mine("Note: I like maps")),
        ("https://example.org", mine("https://example.org")),
        ("clock making", mine("clock making")),
        ("bot development", mine("bot development")),
        ("she edits the wiki -> every day", mine("she edits the wiki -> every day")),
        ("silence", mine("silence")),
        ("…", mine("…")),
        ("quit it", mine("quit it")),
        ("kim: hello", Say("kim", None, "hello")),
        ("lee: !apply", Say("lee", None, "!apply")),
        ("lee@mentors: hello", Say("lee", "mentors", "hello")),
        ("kim joins", Join("kim")),
        ("ana presses Claim on #1", Press("ana", "Claim", 1)),
        ("be kim", Persona("kim")),
        ("Be Kim@Mentors", Persona("kim", "mentors")),
        ("be here now", mine("be here now")),
        ("see !status for more", mine("see !status for more")),
        ("ana claims 1", mine("ana claims 1")),
        ("?", Help()),
        ("quit", Leave()),
        (" EXIT ", Leave()),
        ("-- a comment", None),
        ("", None),
    ],
)
def test_a_line_means(line: str, means: Action | Persona | Help | Leave | None) -> None:
    assert meant(line, ME, PEOPLE) == means


def test_the_clock_is_anybodys() -> None:
    assert isinstance(meant("clock +3d", ME, PEOPLE), ClockMove)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("be bot", "shell-not-the-bot"),
        ("bot -> kim: hi", "shell-only-in-stories"),
        ("bot: hi", "shell-bad-line"),
        ("clock +3", "shell-bad-line"),
        ("kim presses", "shell-bad-line"),
        ("ana@mentors !claim 1", "shell-bad-line"),
        ("ana /claim 1", "shell-bad-line"),
    ],
)
def test_what_was_meant_for_the_shell_is_refused(line: str, key: str) -> None:
    with pytest.raises(Refused) as raised:
        meant(line, ME, PEOPLE)
    assert raised.value.message.key == key


def test_pasted_lines_are_one_message_or_many_lines() -> None:
    assert messages("kim: !apply\nana: !queue", ME, PEOPLE) == ["kim: !apply", "ana: !queue"]
    assert messages("first\nkim: second", ME, PEOPLE) == ["first\nkim: second"]
    assert messages("    indented\nfirst", ME, PEOPLE) == ["    indented\nfirst"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("k", ["kim: "]),
        ("be a", ["ana"]),
        ("ana@m", ["mentors: "]),
        ("be ana@", ["mentors"]),
        ("kim: !ta", ["take "]),
        ("!re", ["refuse "]),
        ("kim: meet @a", ["ana"]),
        ("ana pre", ["presses "]),
        ("zoe pre", []),
        ("kim: hello", []),
        ("cl", ["cleo: ", "clock +"]),
        ("!zzz", []),
    ],
)
async def test_tab_offers(shell: Shell, typed: str, offered: list[str]) -> None:
    there = await cast(shell)
    offers = Offers(shell, Persona("kim"), tuple(sorted(there.people)), there.rooms)
    assert [text for text, _ in await offers.of(typed)] == offered


async def session(shell: Shell, *typed: str, width: int = 60) -> str:
    out = io.StringIO()
    with create_pipe_input() as keys:
        keys.send_text("".join(typed))
        await run_terminal(shell, screen=Screen(out, width=width), input=keys, output=DummyOutput())
    return out.getvalue()


async def test_the_first_screen_tells_what_to_type_first(shell: Shell) -> None:
    assert (
        await session(shell, "\x04")
        == """\
Welcome to Toyland. This is the bot itself in your terminal.
You speak for everybody, and it answers as it would in their
chats.
Nothing here lasts: the database goes when you leave.

Who is here
- kim, new here: that is you
- ana, mentor (EMEA)
- cleo, coordinator
Rooms: mentors. Regions: EMEA.

Type this first
- `!apply`, and answer as kim. With a name in front it reads
  `kim: !apply`.

Then
- `ana@mentors: !claim 1` is ana in the mentors' room.
- `be ana` makes you ana, `be kim` makes you kim again.
- `?` shows all that you can type. `quit` or Ctrl-D leaves.
"""
    )


async def test_a_session(shell: Shell) -> None:
    welcome = await session(shell, "\x04")
    told = await session(
        shell,
        "!echo I am kim\r",
        "be ana@mentors\r",
        "!card 1\r",
        "kim presses\r",
        "kim presses Claim on #1\r",
        "kim presses Take on #1\r",
        "be lee@nowhere\r",
        "hello\r",
        "b\x03",
        "!card 2\x15\r",
        "quit\r",
        "!echo never\r",
    )
    assert (
        told.removeprefix(welcome)
        == """\
bot -> kim: I am kim
You are ana in the room mentors now.
bot@mentors: Case #1
    - waits for a mentor
    [Take]
    Refuse: !refuse 1 REASON
Write which button, such as `ana presses Claim on #1`.
There is no button “Claim” to press there now. There is:
Take.
bot -> kim: Yours: #1.
bot@mentors edits: Case #1, taken by Kim
You are lee in the room nowhere now.
The bot doesn't listen in the room nowhere: the programme
isn't bound to it.
silence
"""
    )


async def test_what_tab_offers_replaces_what_it_completes(shell: Shell) -> None:
    offers = Offers(shell, Persona("kim"), ("kim",), ())
    found = ShellCompleter(lambda: offers).get_completions_async(Document("kim: !ec"), CompleteEvent())
    assert [(each.text, each.start_position) async for each in found] == [("echo ", -2)]


async def test_help_fits_a_narrow_screen(shell: Shell) -> None:
    told = await session(shell, "?\r", "\x04", width=60)
    assert "`ana presses Claim on #1`" in told
    assert max(map(len, told.split("\n"))) <= 60
