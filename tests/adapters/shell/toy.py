"""A tiny programme for the shell's own tests: a few toy commands on the real engine, courier and database."""

from pathlib import Path
from types import TracebackType

from fluent.runtime import FluentBundle, FluentResource

from adapters.shell import START, Shell, StoryClock
from bot import dialogue
from bot.address import Identity, Room
from bot.catalogue import LOCALES, Catalogue
from bot.command import Command, Hook, Registry, command, on
from bot.context import Ctx
from bot.effect import Answer, Outcome, Post, Show, answer, tell
from bot.engine import Engine
from bot.errors import Refused
from bot.event import Reacted, Unreacted
from bot.form import Field, Form
from bot.message import Action, Message, Words, say
from bot.model import Region, Role
from bot.parameters import CaseNumber, Sentence, Somebody, mention
from bot.ports import Store
from bot.settings import Core
from storage.database import SqlDatabase
from storage.migrate import upgrade

MENTORS = Room("shell:mentors")
WORDS = """
welcome = Hello { $name }, this is { $programme }.
toy-echo = { $words }
toy-quoted =
    Noted:
    > { $words }
toy-card = Case **#{ $number }**
    - waits for a mentor
toy-card-taken = Case **#{ $number }**, taken by { $who }
toy-taken = Yours: #{ $number }.
toy-met = { $who } says hello.
toy-hint = Two ways on.
toy-refused = No.
toy-up = 👍 { $message }
toy-down = 👎
toy-noted = Noted: { $title }, { $body }
form-note-intro = A note.
form-note-again = The note again.
form-note-cancelled = No note.
ask-note-title = Title?
ask-note-body = Body?
field-note-title = Title
field-note-body = Body
do-take = Take
do-refuse = Refuse
do-done = Send
"""


@command("echo", examples=("echo hello",))
def echo(ctx: Ctx, words: Sentence) -> Outcome:
    return Answer(say("toy-echo", words=Words(words)), private=False)


@command("quote", examples=("quote hello",))
def quote(ctx: Ctx, words: Sentence) -> Outcome:
    return answer("toy-quoted", words=Words(words))


@command("meet", examples=("meet @ana",))
def meet(ctx: Ctx, who: Somebody) -> Outcome:
    return tell(who, "toy-met", who=mention(ctx.me())), Post(MENTORS, say("toy-met", who=mention(ctx.me())))


@command("card", examples=("card 1",))
def card(ctx: Ctx, number: CaseNumber) -> Outcome:
    actions = (Action("do-take", f"take {number}"), Action("do-refuse", f"refuse {number} REASON", hint=True))
    return Show(MENTORS, f"card:{number}", say("toy-card", number=str(number), actions=actions))


@command("take", examples=("take 1",))
def take(ctx: Ctx, number: CaseNumber) -> Outcome:
    shown: Message = say("toy-card-taken", number=str(number), who=mention(ctx.me()))
    return answer("toy-taken", number=str(number)), Show(MENTORS, f"card:{number}", shown)


@command("refuse", examples=("refuse 1 because",))
def refuse(ctx: Ctx, number: CaseNumber, why: Sentence) -> Outcome:
    raise Refused("toy-refused")


@command("ways", examples=("ways",), reads=True)
def ways(ctx: Ctx) -> Outcome:
    return answer("toy-hint", actions=(Action("do-take", "take 7"), Action("do-done", "send", hint=True)))


@command("nothing", examples=("nothing",))
def nothing(ctx: Ctx) -> Outcome:
    return None


@command("note", examples=("note",))
def note(ctx: Ctx) -> Outcome:
    return dialogue.begin(ctx, NOTE)


NOTE = Form(
    "note",
    (Field("title", lambda _ctx, text, _others: text), Field("body", lambda _ctx, text, _others: text)),
    lambda _ctx, _draft, values: answer("toy-noted", title=Words(values["title"]), body=Words(values["body"])),
)


def up(ctx: Ctx, event: Reacted) -> Outcome:
    return Post(event.room, say("toy-up", message=ctx.store.outbox.key_of(event.room, event.message) or "?"))


def down(ctx: Ctx, event: Unreacted) -> Outcome:
    return Post(event.room, say("toy-down"))


_COMMANDS: tuple[Command, ...] = (echo, quote, meet, card, take, refuse, ways, nothing, note)
_HOOKS: tuple[Hook, ...] = (on(Reacted)(up), on(Unreacted)(down))
CONFIG = Core.model_validate(
    {
        "programme": {
            "name": "Toyland",
            "coordinators": ["shell:cleo"],
            "mentors_channels": ["shell:mentors"],
        }
    }
)


def catalogue() -> Catalogue:
    """The real English texts and the toys'."""
    bundle = FluentBundle(["en"], use_isolating=False)
    for file in sorted((LOCALES / "en").glob("*.ftl")):
        bundle.add_resource(FluentResource(file.read_text(encoding="utf-8")))
    bundle.add_resource(FluentResource(WORDS), allow_overrides=True)
    return Catalogue({"en": bundle})


class Toyland:
    """The toy programme on a database file; ``async with`` opens it and gives its shell."""

    def __init__(self, folder: Path, *, restarted: bool = False) -> None:
        url = f"sqlite:///{folder / 'toys.db'}"
        if not restarted:
            upgrade(url)
        self._database = SqlDatabase(url)
        self._restarted = restarted

    async def __aenter__(self) -> Shell:
        self._database.open()
        clock = StoryClock(START)
        if not self._restarted:
            await self._database.write(_seed)
        engine = Engine(self._database, Registry.of([*_COMMANDS, *_HOOKS, NOTE]), CONFIG, clock, lambda: None)
        await engine.start()
        return Shell(engine, catalogue(), clock)

    async def __aexit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()


def _seed(store: Store) -> None:
    store.regions.add(Region(0, "EMEA"))
    ana = store.people.ensure([Identity("shell:ana")], "Ana", START)
    store.mentors.add(ana, regions=["EMEA"])
    cleo = store.people.ensure([Identity("shell:cleo")], "Cleo", START)
    store.people.grant(cleo, Role.COORDINATOR, None, None, START)
