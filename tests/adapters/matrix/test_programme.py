"""The whole way on a real Synapse: what people do in their clients, and what they see there."""

from typing import Any

import pytest

from tests.adapters.matrix.world import Somebody, World, apply, question, until, words

pytestmark = pytest.mark.xdist_group("synapse")


def shown(event: dict[str, Any]) -> str:
    """What a client shows of an event: an edit's new content."""
    content = event["content"]
    return str(content.get("m.new_content", content)["body"])


async def test_from_apply_to_ambassador(there: World) -> None:
    kim, ana, bo = there.kim, there.ana, there.bo
    async with there.bot():
        room = await apply(there, kim)
        _, card = await ana.hears(words("card-pool"), there.mentors)
        await bo.hears(words("card-pool"), there.mentors)
        await ana.say(there.mentors, "!claim 1")
        private, told = await ana.hears(words("claim-done"))
        assert private not in {there.mentors, there.emea}
        assert told["content"]["msgtype"] == "m.notice"
        await ana.hears(words("answered-privately"), there.mentors)
        await kim.hears(words("claim-candidate"), room)
        _, edited = await ana.hears(words("card-mentoring"), there.mentors)
        assert edited["content"]["m.relates_to"] == {"rel_type": "m.replace", "event_id": card["event_id"]}

        await bo.say(there.mentors, "!claim 1")
        refused, _ = await bo.hears(words("claim-taken"))
        assert refused not in {there.mentors, private}

        reaction = await ana.react(there.mentors, card["event_id"], "👍🏽")
        await kim.hears(words("thumbs-candidate"), room)
        await ana.client.room_redact(there.mentors, reaction)
        await kim.hears(words("takeback-candidate"), room)
        await ana.react(there.mentors, card["event_id"])
        await kim.hears(words("thumbs-candidate"), room, times=2)

        await ana.say(private, "sponsor 1")
        await kim.hears(words("sponsored-candidate"), room)
        _, party = await kim.hears(words("congratulations"), there.emea)
        assert f'<a href="https://matrix.to/#/{kim.user_id}">kim</a>' in party["content"]["formatted_body"]
        await ana.hears(words("card-sponsored"), there.mentors)

    for somebody in (ana, bo, kim):
        for room_id, event in somebody.events:
            assert "kim@example.org" not in str(event) or room_id not in {there.mentors, there.emea}
            assert "I like people" not in str(event) or room_id == room
            if event["sender"] == there.me and event["type"] == "m.room.message":
                assert event["content"]["m.mentions"] in ({}, {"user_ids": [somebody.user_id]})


async def test_only_the_mentors_own_reaction_counts(there: World) -> None:
    kim, ana, bo = there.kim, there.ana, there.bo
    async with there.bot():
        room = await apply(there, kim)
        _, card = await ana.hears(words("card-pool"), there.mentors)
        await ana.say(there.mentors, "!claim 1")
        await ana.hears(words("card-mentoring"), there.mentors)
        await bo.react(there.mentors, card["event_id"])
        await ana.react(there.mentors, card["event_id"], "🎉")
        mine = await ana.react(there.mentors, card["event_id"], "👍")
        await kim.hears(words("thumbs-candidate"), room)
        await there.cora.client.room_redact(there.mentors, mine)  # a moderator's redaction isn't ana's word
        await ana.say(there.mentors, "!status")
        await ana.hears(words("status-staff"))
        assert len(kim.heard(words("thumbs-candidate"))) == 1
        assert kim.heard(words("takeback-candidate")) == []


async def test_answers_are_changed_by_editing_and_deleting(there: World) -> None:
    kim = there.kim
    async with there.bot():
        room = await kim.direct(there.me)
        await kim.say(room, "!apply")
        await kim.hears(question(1), room)
        first = await kim.say(room, "kim")
        await kim.hears(question(2), room)
        await kim.edit(room, first, "kimberly")
        await kim.hears(words("form-edited"), room)
        second = await kim.say(room, "kim@example.org")
        await kim.hears(question(3), room)
        await kim.edit(room, second, "!withdraw yes")  # never a command, and no address either
        await kim.hears(words("form-edit-refused"), room)
        await kim.say(room, "!withdraw yes", msgtype="m.notice")
        await kim.say(room, "EMEA", **{"m.relates_to": {"m.in_reply_to": {"event_id": first}}})
        await kim.hears(question(4), room)
        await kim.client.room_redact(room, first)
        await kim.hears(words("form-edit-deleted"), room)
    assert kim.heard(words("draft-discarded")) == []


async def test_people_write_before_the_bot_is_in(there: World) -> None:
    room = await there.kim.direct(there.me)
    for _ in range(60):  # more than a timeline holds
        await there.kim.say(room, "hello?", msgtype="m.notice")
    await there.kim.say(room, "apply")
    async with there.bot():
        await there.kim.hears(words("welcome"), room)
        await there.kim.hears(question(1), room)
    bodies = [event["content"]["body"] for _, event in there.kim.heard("", room) if event["sender"] == there.me]
    assert [(words("welcome") in body, "Question" in body) for body in bodies] == [(True, False), (False, True)]


async def test_a_restart_in_the_middle_with_a_long_gap(there: World) -> None:
    kim, ana = there.kim, there.ana
    async with there.bot():
        room = await apply(there, kim)
        _, card = await ana.hears(words("card-pool"), there.mentors)
    await ana.say(there.mentors, "!claim 1")
    for number in range(130):
        await ana.say(there.mentors, f"chatter {number}")
    reaction = await ana.react(there.mentors, card["event_id"])
    await kim.say(room, "!status")
    async with there.bot():
        await kim.hears(words("thumbs-candidate"), room)
        await ana.client.room_redact(there.mentors, reaction)
        await kim.hears(words("takeback-candidate"), room)
    async with there.bot():
        await ana.say(there.mentors, "!claim 1")
        await ana.hears(words("claim-yours"))
    assert len(kim.heard(words("claim-candidate"))) == len(ana.heard(words("claim-done"))) == 1
    assert len(kim.heard(words("thumbs-candidate"))) == 1
    assert len(kim.heard("#1", room)) == len({event["event_id"] for _, event in kim.heard("#1", room)})


async def test_the_first_sync_ever_replays_nothing(there: World) -> None:
    async with Somebody(there.homeserver.url, there.account) as operator:  # the account was in the room long before
        await operator.client.join(there.mentors)
    await there.ana.say(there.mentors, "!claim 1")
    async with there.bot():
        await there.ana.say(there.mentors, "!status")
        await there.ana.hears(words("status-staff"))
    assert there.ana.heard("#1", sender=there.me) == []


async def test_a_command_in_a_thread_is_answered_there(there: World) -> None:
    async with there.bot():
        root = await there.ana.say(there.mentors, "who is free?")
        relation = {"rel_type": "m.thread", "event_id": root}
        await there.ana.say(there.mentors, "!status", **{"m.relates_to": relation})
        _, event = await there.ana.hears(words("answered-privately"), there.mentors)
        assert event["content"]["m.relates_to"]["event_id"] == root
        assert event["content"]["m.relates_to"]["rel_type"] == "m.thread"


async def test_being_spoken_to(there: World) -> None:
    ana = there.ana
    async with there.bot():
        await ana.say(there.mentors, "ambassador programmes are great")
        await ana.say(there.mentors, "thanks @ambassador!")
        link = f'<a href="https://matrix.to/#/{there.me}">ambassador</a> status'
        html = {"format": "org.matrix.custom.html", "formatted_body": link}
        await ana.say(there.mentors, "ambassador status", **html)
        await ana.hears(words("status-staff"))
        await ana.say(there.mentors, f"{there.me}: status")
        await ana.hears(words("status-staff"), times=2)
        await ana.say(there.mentors, "//status")
        await ana.hears(words("status-staff"), times=3)
    assert len(ana.heard(words("answered-privately"), there.mentors)) == 3


async def test_a_pill_names_a_colleague(there: World) -> None:
    kim, ana, bo = there.kim, there.ana, there.bo
    async with there.bot():
        await apply(there, kim)
        await ana.say(there.mentors, "!claim 1")
        await ana.hears(words("claim-done"))
        pill = f'!handover 1 <a href="https://matrix.to/#/{bo.user_id}">Bo the Great</a>'
        html = {"format": "org.matrix.custom.html", "formatted_body": pill}
        await ana.say(there.mentors, "!handover 1 Bo the Great", **html)
        await ana.hears(words("handover-offered"))
        asked, event = await bo.hears(words("handover-asked"))
        assert asked not in {there.mentors, there.emea}
        assert event["content"]["m.mentions"] == {"user_ids": [bo.user_id]}
        await bo.say(asked, "claim 1")
        await kim.hears(words("handover-candidate"))


async def test_an_update_that_came_while_the_card_was_unknown_edits_it(there: World) -> None:
    """Two changes of one card at once: it stands there once, in its last shape."""
    kim, ana = there.kim, there.ana
    async with there.bot():
        room = await apply(there, kim)
        await ana.say(there.mentors, "!claim 1")
        await ana.hears(words("card-mentoring"), there.mentors)
        await kim.say(room, "!withdraw yes")
        await ana.hears(words("card-closed"), there.mentors)
    posts = [event for _, event in ana.heard("kim <", there.mentors) if "m.new_content" not in event["content"]]
    assert len(posts) == 1
    await until(lambda: words("card-closed") in shown(ana.heard("kim <", there.mentors)[-1][1]))
