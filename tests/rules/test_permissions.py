"""Who may do what to a case, in words, by button and reaction: exactly what ``states.ACTS`` says, in every state.

Rules of this file: what somebody is to the case is written down here, not asked of the code. An attempt counts as
allowed only if the history has an entry of that act after it. Each attempt runs on the real engine and database in a
transaction that is taken back, so that all of them meet the same case.
"""

from collections.abc import Callable
from typing import Any

import pytest

from bot import states
from bot.event import AnyEvent
from bot.model import OPEN, Application, Case, State
from bot.ports import Store
from bot.states import Relation as Is
from storage.database import SqlDatabase
from tests.world import World, identity, world

CLAIMED = (State.MENTORING, State.THUMBS_UP)
STATES = [state for state in State if state is not State.DISCARDED]

COMMANDS: dict[str, tuple[str, ...]] = {
    "claim 1 anyway": ("claim", "take over"),
    "decline 1 no time": ("decline", "turn down"),
    "release 1": ("release",),
    "assign 1 dee": ("assign",),
    "handover 1 dee": ("hand over",),
    "thumbsup 1": ("thumbs up",),
    "takeback 1": ("take back",),
    "sponsor 1": ("sponsor",),
    "undo 1 by mistake": ("undo",),
    "notyet 1 later until 2027-01-01": ("not yet",),
    "reopen 1": ("reopen",),
    "ask 1 why": ("ask",),
    "answer because": ("reply",),
    "note 1 well": ("note",),
    "read 1": ("read",),
    "withdraw yes": ("withdraw", "discard"),
    "👍": ("thumbs up",),
}
"""What is typed, pressed or put on the card, and the acts that it may turn out to be."""

BY_THE_BOT = {"mentor left", "apply", "withdraw offer", "ask next", "lapse"}
"""Acts that no command about a case is: handing in, what follows from ``mentor remove``, and the clock's."""


def relations(who: str, state: State, policy: str) -> set[Is]:
    """What everybody is to case 1, put down by hand."""
    mentor, guides = {Is.MENTOR}, state in (*CLAIMED, State.SPONSORED, State.NOT_YET, State.WITHDRAWN, State.LAPSED)
    sponsor = {Is.SPONSOR} if policy == "sponsor" else set()
    found: dict[str, set[Is]] = {
        "kim": {Is.CANDIDATE},  # and holds every role there is
        "ana": mentor | ({Is.GUIDE} if guides else set()) | ({Is.SPONSOR} if guides and policy == "mentor" else set()),
        "bo": mentor | ({Is.ASKED} if state is State.APPLIED else set()),
        "chandra": mentor | ({Is.OFFERED} if state in CLAIMED else set()),
        "dee": mentor,
        "sam": sponsor,
        "lee": {Is.LEAD},  # of EMEA, the case's region
        "pat": {Is.LEAD},  # of World, above it
        "max": set(),  # of APAC, beside it
        "cora": {Is.COORDINATOR},
        "zoe": set(),
    }
    return found[who]


PEOPLE = ("kim", "ana", "bo", "chandra", "dee", "sam", "lee", "pat", "max", "cora", "zoe")


def allowed(command: str, who: str, state: State, policy: str) -> bool:
    """Whether the table lets it happen."""
    acts = [states.find(name) for name in COMMANDS[command]]
    return any(state in act.sources and act.by & relations(who, state, policy) for act in acts)


class TakenBack:
    """The real database, whose every transaction begins with a case in a given state and is rolled back."""

    fault: str | None = None

    def __init__(self, database: SqlDatabase, state: State) -> None:
        self._database, self._state = database, state
        self.seen: list[str] = []

    async def write(self, unit: Callable[[Store], Any]) -> Any:
        def attempt(store: Store) -> None:
            put(store, self._state)
            result = unit(store)
            self.seen = [entry.act for entry in store.cases.history(1)]
            raise _Back(result)

        try:
            await self._database.write(attempt)
        except _Back as back:
            return back.result

    async def read(self, unit: Callable[[Store], Any]) -> Any:
        return await self._database.read(unit)


class _Back(Exception):
    def __init__(self, result: object) -> None:
        super().__init__()
        self.result = result


def put(store: Store, state: State) -> None:
    """Bring case 1 into a state, past every rule."""
    ana, bo, chandra = (store.people.by_identity(identity(name)) for name in ("ana", "bo", "chandra"))
    case = store.cases.get(1)
    assert case is not None
    assert ana is not None
    store.cases.update(
        case,
        {
            "state": state,
            "mentor": None if state in (State.DRAFT, State.APPLIED) else ana,
            "asked": bo if state is State.APPLIED else None,
            "offered": chandra if state in CLAIMED else None,
            "thumbs_by": "a reaction" if state is State.THUMBS_UP else None,
        },
        case.since,
    )
    if state in OPEN or state is State.DRAFT:
        question = {"question": "why", "from": "Ana", "by": ana.identity}
        store.dialogues.start(case.candidate, "answer", 1, question, "answer", case.since)


async def cast(there: World) -> None:
    """Everybody's roles, and the case."""
    await there.apply()
    for line in (
        "mentor add @kim APAC",
        "role grant sponsor @kim",
        "role grant sponsor @sam",
        "role grant lead @kim EMEA",
        "role grant lead @lee EMEA",
        "role grant lead @pat World",
        "role grant lead @max APAC",
        "role grant coordinator @kim",
    ):
        name = line.split("@")[1].split()[0]
        await there.say("cora", f"!{line}", mentions={f"@{name}": f"shell:{name}"})

    def shown(store: Store) -> None:
        case = store.cases.get(1)
        assert isinstance(case, Case)
        assert case.application != Application()
        store.outbox.sent(1, there.engine.config.programme.mentors_channels[0], "m1", there.clock.now())

    await there.database.write(shown)


@pytest.mark.parametrize("state", STATES, ids=[state.value for state in STATES])
@pytest.mark.parametrize("policy", ["mentor", "sponsor"])
async def test_everybody_may_do_what_the_table_says(database_url: str, policy: str, state: State) -> None:
    async with world(database_url, ["sponsors"] if policy == "sponsor" else []) as there:
        await cast(there)
        cards = await there.rows("SELECT message_id FROM messages WHERE key = 'card:1'")
        before = len(await there.rows("SELECT 1 FROM history"))
        there.engine.database = database = TakenBack(there.database, state)
        wrong = []
        for command, acts in COMMANDS.items():
            for who in PEOPLE:
                event: AnyEvent = there.said(who, f"!{command}")
                if command == "👍":
                    event = there.reacted(who, cards[0][0])
                elif policy == "sponsor":
                    event = there.pressed(who, command)
                database.seen = []
                await there.engine.handle(event)
                happened = [act for act in database.seen[before:] if act in acts]
                if bool(happened) != allowed(command, who, state, policy):
                    wrong.append(f"{who}: {command} in {state}: {happened or 'refused'}")
        assert not wrong, "\n".join(wrong)


def test_every_act_is_tried_by_a_command_or_named_as_the_bots_own() -> None:
    tried = {act for acts in COMMANDS.values() for act in acts}
    assert tried | BY_THE_BOT == {act.name for act in states.ACTS}
    assert not tried & BY_THE_BOT
