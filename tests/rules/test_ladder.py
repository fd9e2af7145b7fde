"""Which rung comes next for a case, and when: after everything that can be done to one, and by a table of plans.

Rules of this file: what is done is typed by people on the real engine; what is due is read off the rows.
"""

from datetime import datetime
from pathlib import Path

import pytest

from bot import ladder, week
from bot.address import Identity, Room
from bot.context import Ctx
from bot.due import OFFER
from bot.event import Sender, Ticked
from bot.model import Person
from bot.policy import ApplicationLadder, Ladders
from bot.ports import Store
from bot.rungs import Ladder
from bot.waits import read
from tests.chat import BEFORE, Chat, chat, configured
from tests.rules.waiting import Row, at, rows, waits

CLOCK = Identity("clock:clock")

AFTER: dict[str, tuple[str, str, list[Row]]] = {
    "a draft": ("draft", "", waits("draft", "candidate", "kim", at(5))),
    "an answer to a draft": (
        "draft",
        "clock +1d\nkim: kim@example.org\n",
        waits("draft", "candidate", "kim", at(6)),
    ),
    "a draft that is looked at again": ("draft", "clock +1d\nkim: !apply\n", waits("draft", "candidate", "kim", at(6))),
    "a draft that is deleted": ("draft", "kim: !withdraw yes\n", []),
    "an application": ("applied", "", waits("application", "pool", None, at(5))),
    "an application with a wish": ("asked", "", waits("application", "mentor", "ana", at(3))),
    "looking at it": ("asked", "bo: !read 1\nbo: !case 1\n", waits("application", "mentor", "ana", at(3))),
    "a no": (
        "asked",
        "clock 2026-03-03 08:00\nana: !decline 1 Full\n",
        waits("application", "mentor", "bo", at(4, 8)),
    ),
    "the pool after a no": (
        "asked",
        "clock 2026-03-03 08:00\nana: !decline 1 Full\nclock 2026-03-05 08:30\n",
        waits("application", "pool", None, at(5)),
    ),
    "a late no": (
        "asked",
        "clock 2026-03-04 08:59\nana: !decline 1 Full\n",
        waits("application", "mentor", "bo", at(5, 8, 59)),
    ),
    "the last no": (
        "asked",
        "ana: !decline 1 Full\nbo: !decline 1 Full\n",
        waits("application", "pool", None, at(5)),
    ),
    "the first rung": ("asked", "clock +1d\n", waits("application", "next_choice", "ana", at(4))),
    "the next choice": ("asked", "clock +2d\n", waits("application", "pool", "bo", at(5))),
    "the pool": ("asked", "clock +3d\n", waits("application", "coordinators", None, at(9))),
    "the last rung": ("asked", "clock +7d\n", [Row("application", "", None, None)]),
    "a mentor who is away": (
        "asked",
        "ana: !away until 2026-04-01\n",
        waits("application", "mentor", "bo", at(3)),
    ),
    "a mentor who is removed": (
        "asked",
        "clock 2026-03-03 08:00\ncora: !mentor remove @ana\n",
        waits("application", "mentor", "bo", at(4, 8)),
    ),
    "a claim": ("asked", "clock +1d\nana: !claim 1\n", waits("mentoring", "idle", "ana", at(2, 8, month=4))),
    "a claim by another": ("asked", "bo: !claim 1 anyway\n", waits("mentoring", "idle", "bo", at(1, 8, month=4))),
    "being withdrawn": ("asked", "kim: !withdraw yes\n", []),
    "not yet": ("mentored", "ana: !notyet 1 Later until 2026-06-01\n", []),
    "being given": ("applied", "cora: !assign 1 @dee\n", waits("mentoring", "idle", "dee", at(1, 8, month=4))),
    "being given to another": (
        "mentored",
        "clock +5d\ncora: !assign 1 @bo\n",
        waits("mentoring", "idle", "bo", at(6, 8, month=4)),
    ),
    "an offer": (
        "mentored",
        "clock +1d\nana: !handover 1 @bo\n",
        [Row("handover", "receiver", "bo", at(4)), *waits("mentoring", "idle", "ana", at(2, 8, month=4))],
    ),
    "a no to an offer that is being written": (
        "mentored",
        "ana: !handover 1 @bo\nclock +1d\nbo: !decline 1\nbo: Too busy\n",
        [Row("handover", "mentor", "bo", at(4)), *waits("mentoring", "idle", "ana", at(1, 8, month=4))],
    ),
    "an offer that is taken": (
        "mentored",
        "clock +1d\nana: !handover 1 @bo\nclock +1d\nbo: !claim 1\n",
        waits("mentoring", "idle", "bo", at(3, 8, month=4)),
    ),
    "being given back": ("mentored", "clock +1d\nana: !release 1\n", waits("application", "pool", None, at(6))),
    "its mentor's leaving": (
        "mentored",
        "clock +1d\ncora: !mentor remove @ana\n",
        waits("application", "pool", None, at(6)),
    ),
    "a mentor's note": (
        "mentored",
        "clock +1d\nana: !note 1 Met\n",
        waits("mentoring", "idle", "ana", at(2, 8, month=4)),
    ),
    "another's note": (
        "mentored",
        "clock +1d\ncora: !note 1 Asked\n",
        waits("mentoring", "idle", "ana", at(1, 8, month=4)),
    ),
    "reading it": (
        "mentored",
        "clock +1d\nana: !read 1\nana: !case 1\n",
        waits("mentoring", "idle", "ana", at(1, 8, month=4)),
    ),
    "a step": ("mentored", "clock +1d\nana: !done 1 Met\n", waits("mentoring", "idle", "ana", at(2, 8, month=4))),
    "a question": ("mentored", "ana: !ask 1 Where?\n", waits("question", "candidate", "ana", at(4))),
    "a question to who works one day a week": (
        "questions",
        "kim: !hours Fri 9-17\n",
        waits("question", "mentor", "ana", at(10)),
    ),
    "another question": (
        "mentored",
        "ana: !ask 1 Where?\nclock +1d\nana: !ask 1 When?\n",
        waits("question", "candidate", "ana", at(5)),
    ),
    "an answer": (
        "mentored",
        "ana: !ask 1 Where?\nclock +1d\nkim: Berlin\n",
        waits("mentoring", "idle", "ana", at(2, 8, month=4)),
    ),
    "one answer of two": ("questions", "clock +1d\nkim: Berlin\n", waits("question", "candidate", "ana", at(5))),
    "a question of a mentor who hands it over": (
        "mentored",
        "ana: !ask 1 Where?\nclock +32d\nana: !handover 1 @bo\nbo: !claim 1\n",
        waits("question", "candidate", "bo", at(7, 9, month=4)),
    ),
    "asking how it goes on": ("mentored", "clock +30d\n", waits("mentoring", "lapse", "ana", at(15, 8, month=4))),
    "lapsing": ("mentored", "clock +44d\n", []),
    "reopening": ("mentored", "clock +44d\nana: !reopen 1\n", waits("application", "pool", None, at(20, month=4))),
    "a thumbs-up": ("thumbs-up", "", waits("thumbs up", "sponsor", "ana", at(5))),
    "a thumbs-up of who works one day a week": (
        "thumbs-up",
        "ana: !hours Mon 9-17\n",
        waits("thumbs up", "coordinators", "ana", at(10)),
    ),
    "a thumbs-up that is given twice": (
        "mentored",
        "ana reacts 👍 to #1\nclock +1d\nana: !thumbsup 1\n",
        waits("thumbs up", "sponsor", "ana", at(5)),
    ),
    "a thumbs-up taken back": (
        "thumbs-up",
        "clock +1d\nana: !takeback 1\n",
        waits("mentoring", "idle", "ana", at(2, 8, month=4)),
    ),
    "a thumbs-up taken back with a question open": (
        "questions",
        "ana: !thumbsup 1\nclock +1d\nana: !takeback 1\n",
        waits("question", "candidate", "ana", at(5)),
    ),
    "sponsoring": ("sponsored", "", []),
    "its undoing": ("sponsored", "ana: !undo 1 Oops\n", waits("thumbs up", "sponsor", "ana", at(5))),
}


@pytest.mark.parametrize("name", AFTER)
async def test_what_is_due_after(name: str, tmp_path: Path) -> None:
    before, lines, expected = AFTER[name]
    async with chat(tmp_path) as there:
        await there.play(BEFORE[before])
        await there.play(lines)
        assert [each for each in await rows(there) if each.kind != OFFER] == expected


# Plans


def planned(there: Chat, store: Store, ladders: Ladders | None = None) -> list[tuple[str, datetime]]:
    """The rungs to come for the application, from its beginning."""
    core = there.config.core if ladders is None else there.config.core.model_copy(update={"ladder": ladders})
    event = Ticked(source="clock", id="1", at=at(2), sender=Sender(identity=CLOCK), room=Room(CLOCK), due="")
    case = store.cases.get(1)
    assert case is not None
    ctx = Ctx(event, store, core, there.app.engine.registry, Person(0, "", CLOCK))
    return [(step.rung, step.at) for step in ladder.plan(ctx, case, Ladder.APPLICATION, at(2))]


PLANS = {
    "as usual": ("", [("mentor", at(3)), ("next_choice", at(4)), ("pool", at(5)), ("coordinators", at(9))]),
    "a mentor of two days a week": (
        "ana: !hours Mon, Tue 9-17\n",
        [("mentor", at(3)), ("pool", at(5)), ("coordinators", at(9))],
    ),
    "a mentor of one day a week": ("ana: !hours Wed 9-17\n", [("pool", at(5)), ("coordinators", at(9))]),
    "a mentor elsewhere": (
        "ana: !timezone Asia/Kathmandu\n",
        [("mentor", at(3)), ("next_choice", at(4)), ("pool", at(5)), ("coordinators", at(9))],
    ),
    "days off": (
        "ana: !hours off 2026-03-03\n",
        [("mentor", at(4)), ("pool", at(5)), ("coordinators", at(9))],
    ),
}


@pytest.mark.parametrize("name", PLANS)
async def test_rungs_are_counted_in_the_hours_of_whoever_is_waited_for(name: str, tmp_path: Path) -> None:
    lines, expected = PLANS[name]
    async with chat(tmp_path) as there:
        await there.play(BEFORE["asked"])
        await there.play(lines)
        assert await there.app.database.read(lambda store: planned(there, store)) == expected


async def test_the_config_says_how_long(tmp_path: Path) -> None:
    waits_ = {"mentor": "2 working hours", "next_choice": "1 day", "pool": "1 week", "coordinators": "30 days"}
    ladders = Ladders(application=ApplicationLadder(**{name: read(wait) for name, wait in waits_.items()}))
    async with chat(tmp_path) as there:
        await there.play(BEFORE["asked"])
        assert await there.app.database.read(lambda store: planned(there, store, ladders)) == [
            ("mentor", at(2, 11)),
            ("next_choice", at(3)),
            ("pool", at(9)),
            ("coordinators", at(1, 8, month=4)),
        ]


async def test_where_nobody_ever_works_so_long_plain_days_count(tmp_path: Path) -> None:
    config = configured(tmp_path)
    rarely = config.programme.model_copy(update={"hours": week.read("Sat 9-10")})
    late = ApplicationLadder(coordinators=read("600 working hours"))
    there = Chat(config.model_copy(update={"programme": rarely, "ladder": Ladders(application=late)}))
    await there.open()
    try:
        await there.play(BEFORE["applied"])
        steps = await there.app.database.read(lambda store: planned(there, store))
        assert steps[-1] == ("coordinators", at(3).replace(year=2027))
    finally:
        await there.close()


async def test_of_several_sponsors_the_regions_days_count(tmp_path: Path) -> None:
    async with chat(tmp_path, ["sponsors"]) as there:
        await there.play(f"ana: !hours Sat-Sun 9-17\n{BEFORE['thumbs-up']}")
        assert await rows(there) == waits("thumbs up", "sponsor", "ana", at(5))
