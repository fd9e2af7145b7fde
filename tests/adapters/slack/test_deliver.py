"""Parcels as Slack messages: what is sent, and how often."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from adapters.slack import causes
from adapters.slack.deliver import SlackCarrier
from adapters.slack.pace import Pace
from bot.catalogue import Catalogue
from bot.message import Words, say
from bot.platform import Later, Receipt, Undeliverable
from tests.adapters.slack.looks import HOW
from tests.adapters.slack.office import HISTORY, OPEN, POST, UPDATE, Office, again, opened
from tests.slack.fake import Clock


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """A workspace with a mentors' channel and Kim."""
    async with opened() as made:
        yield made


async def test_a_message_says_its_words_and_carries_its_token(office: Office) -> None:
    parcel = office.parcel()
    receipt = await office.deliver(parcel)
    (said,) = office.mentors.messages
    assert receipt == Receipt(office.workspace.room(office.mentors.id), said.ts)
    assert said.metadata == {"event_type": "ambassador_parcel", "event_payload": {"token": parcel.token}}
    assert "one" in said.text
    assert said.blocks
    (sent,) = office.fake.called(POST)
    off = {name: sent[name] for name in ("unfurl_links", "unfurl_media", "mrkdwn", "link_names")}
    assert off == dict.fromkeys(off, False)
    assert "thread_ts" not in sent


async def test_a_body_is_json_that_a_repeat_sends_as_it_is(office: Office) -> None:
    parcel = office.parcel()
    body = office.carrier.render(parcel)
    assert sorted(json.loads(body)) == ["blocks", "text"]
    await office.deliver(replace(parcel, body=json.dumps({"text": "frozen", "blocks": []})))
    assert office.texts() == ["frozen"]


async def test_a_person_has_one_direct_chat_that_is_opened_once(office: Office) -> None:
    for _ in range(2):
        receipt = await office.deliver(office.parcel(office.kim))
    direct = office.fake.town.direct(office.kim)
    assert receipt == Receipt(office.workspace.direct(office.kim.id), direct.messages[-1].ts)
    assert len(direct.messages) == 2
    assert len(office.fake.called(OPEN)) == 1


async def test_a_known_message_is_changed_and_a_repeat_is_harmless(office: Office) -> None:
    first = await office.deliver(office.parcel(key="card:1"))
    parcel = office.parcel(key="card:1", message_id=first.message, message=say("unknown", typed=Words("two")))
    for attempts in (1, 2, 3):
        assert await office.deliver(again(parcel, attempts)) == first
    (said,) = office.mentors.messages
    assert "two" in said.text
    assert HISTORY not in office.asked(), "an update needs no looking"


@pytest.mark.parametrize("gone", sorted(causes.GONE))
async def test_a_message_that_is_gone_is_posted_anew(office: Office, gone: str) -> None:
    office.fake.faults.next(UPDATE, "error", code=gone)
    receipt = await office.deliver(office.parcel(key="card:1", message_id="1799999999.000001"))
    assert [said.ts for said in office.mentors.messages] == [receipt.message]


async def test_an_answer_goes_into_its_thread_and_where_that_is_gone_beside_it(office: Office) -> None:
    root = await office.deliver(office.parcel())
    await office.deliver(office.parcel(thread=root.message))
    await office.deliver(office.parcel(thread="1799999999.000001"))
    assert [said.thread_ts for said in office.mentors.messages] == [None, root.message, None]


async def test_nothing_is_rendered_or_sent_before_the_workspace_is_known(office: Office) -> None:
    fresh = SlackCarrier(office.api.call, Catalogue.load(), HOW, lambda: None)
    with pytest.raises(Later):
        fresh.render(office.parcel())
    with pytest.raises(Later):
        await fresh.deliver(office.parcel(), "{}")


@pytest.mark.parametrize("to", ["slack:T9OTHER/C1", "slack:T0TEAMX/C1", "slack:E1.T0TEAM/C1"])
async def test_another_workspaces_room_is_a_fault_of_the_config(office: Office, to: str) -> None:
    with pytest.raises(Undeliverable, match="isn't in the bot's workspace") as raised:
        await office.deliver(replace(office.parcel(), to=to))
    assert to in str(raised.value)
    assert office.asked() == []


async def test_a_channel_has_a_message_a_second_and_others_dont_wait(office: Office) -> None:
    office.fake.rates = True
    emea = office.fake.town.channel("emea")
    for _ in range(8):
        await office.deliver(office.parcel())
    assert office.slept == [1.0] * 7
    await office.deliver(office.parcel(emea))
    assert office.slept == [1.0] * 7
    assert {each.answer for each in office.fake.calls} == {"ok"}


async def test_what_slack_held_back_isnt_asked_before_and_holds_up_nothing_else(office: Office) -> None:
    emea = office.fake.town.channel("emea")
    first = await office.deliver(office.parcel())
    office.fake.faults.next(POST, "429", retry_after=30)
    with pytest.raises(Later) as raised:
        await office.deliver(office.parcel())
    assert raised.value.after == 30
    asked = len(office.fake.calls)
    office.clock.move(10)
    with pytest.raises(Later) as raised:
        await office.deliver(office.parcel())
    assert raised.value.after == pytest.approx(20)
    assert len(office.fake.calls) == asked, "Slack isn't asked"
    await office.deliver(office.parcel(emea))
    await office.deliver(office.parcel(message_id=first.message))
    office.clock.move(20)
    await office.deliver(office.parcel())
    assert len(office.mentors.messages) == 2


async def test_the_pace_forgets_what_is_over_and_only_that() -> None:
    clock = Clock(0.0)
    pace = Pace(clock)
    for number in range(2000):
        pace.hold(POST, f"C{number}", 10.0)
        await pace.turn(f"C{number}")
        clock.move(1.0)
    pace.check(POST, "C1989")
    with pytest.raises(Later):
        pace.check(POST, "C1999")
    assert len(pace._held) + len(pace._next) < 1100
