""" "Not me" as a whole form: of several that somebody has open, each is about its own case."""

from pathlib import Path
from typing import Any

from bot.effect import Answer
from bot.event import Drafted
from tests.chat import BEFORE, chat
from tests.world import World, key, world

VALUES = {"reason": "Too busy", "away_until": "", "colleague": ""}


async def opened(there: World, number: int) -> Answer:
    """Ana presses the button where whole forms are shown."""
    reply = await there.engine.handle(there.pressed("ana", f"decline {number}", forms=True))
    assert reply is not None
    assert reply.sheet is not None
    return reply


async def states(there: World) -> list[Any]:
    return [asked for (asked,) in await there.rows("SELECT asked_id IS NOT NULL FROM cases ORDER BY id")]


async def test_each_form_declines_its_own_case(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        for who in ("kim", "lee"):
            await there.apply(who, mentors="shell:ana")
        first, second = await opened(there, 1), await opened(there, 2)
        one, two = (each.sheet.draft for each in (first, second) if each.sheet)
        reply = await there.engine.handle(there.submitted("ana", "decline", VALUES, draft=two))
        assert key(reply) == "decline-pool"
        assert [bool(each) for each in await states(there)] == [True, False]
        again = await there.engine.handle(there.submitted("ana", "decline", VALUES, draft=two))
        assert key(again) == "form-decline-gone"
        reply = await there.engine.handle(there.submitted("ana", "decline", VALUES, draft=one))
        assert key(reply) == "decline-pool"
        assert [bool(each) for each in await states(there)] == [False, False]


async def test_where_the_form_can_not_be_shown_its_button_names_the_case(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await there.apply("kim", mentors="shell:ana")
        reply = await opened(there, 1)
        assert [action.command for action in reply.message.actions] == ["decline 1"]


async def test_it_says_whom_one_can_suggest(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await there.say("dee", "!away until 2027-01-01")
        await there.apply("kim", mentors="shell:ana")
        reply = await opened(there, 1)
        assert reply.sheet is not None
        offered = [option.value for blank in reply.sheet.blanks for option in blank.options]
        assert offered == ["shell:bo", "shell:chandra"]


async def test_who_says_so_is_away(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await there.apply("kim", mentors="shell:ana")
        reply = await opened(there, 1)
        assert reply.sheet is not None
        away = {**VALUES, "away_until": "2026-03-20"}
        await there.engine.handle(there.submitted("ana", "decline", away, draft=reply.sheet.draft))
        away_until = [each.away_until for each in await there.read(lambda store: store.mentors.all())]
        assert [day.isoformat() for day in away_until if day is not None] == ["2026-03-20"]


async def test_what_was_typed_is_kept_for_its_own_case(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        for who in ("kim", "lee"):
            await there.apply(who, mentors="shell:ana")
        one, two = [each.sheet.draft for each in (await opened(there, 1), await opened(there, 2)) if each.sheet]
        await there.engine.handle(there.submitted("ana", "decline", {**VALUES, "reason": ""}, draft=one))
        frame = there.frame("ana")
        await there.engine.handle(Drafted(**frame, form="decline", values={"reason": "Full"}, draft=two))
        kept = await there.rows("SELECT case_id, answers FROM dialogues WHERE form = 'decline' ORDER BY case_id")
        assert ["Full" in str(answers) for _, answers in kept] == [False, True]


async def test_whoever_is_too_late_to_say_no_is_away_all_the_same(tmp_path: Path) -> None:
    async with chat(tmp_path) as there:
        await there.play(
            f"{BEFORE['asked']}ana: !decline 1\nana: Full\nana: 2026-03-20\nana: skip\nbo: !claim 1 anyway\n"
        )
        told = await there.rewrite("ana: send\nkim: !mentors EMEA\n")
        assert "#1 doesn't wait for your answer any more" in told
        assert "You're away from now until Friday, March 20, 2026." in told
        assert "- Ana" not in told


async def test_a_colleague_who_left_meanwhile_is_not_asked(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await there.apply("kim", mentors="shell:ana")
        reply = await opened(there, 1)
        assert reply.sheet is not None
        named = {**VALUES, "reason": "", "colleague": "shell:bo"}
        await there.engine.handle(there.submitted("ana", "decline", named, draft=reply.sheet.draft))
        await there.say("bo", "!away until 2027-01-01")
        again = there.submitted("ana", "decline", {"reason": "Too busy"}, draft=reply.sheet.draft)
        assert key(await there.engine.handle(again)) == "suggest-away"
        assert await states(there) == [1]
