"""How often Slack is asked who somebody is, and what holds while it doesn't answer."""

import asyncio
from typing import Any

import pytest

from adapters.slack import directory
from adapters.slack.directory import FRESH, STALE, Unknown
from bot.event import Outside
from tests.adapters.slack.people import ANA, There, called, user


@pytest.fixture
def there() -> There:
    return There()


async def test_nobody_is_asked_for_twice_in_an_hour(there: There) -> None:
    await there.who()
    there.now += FRESH - 1
    await there.who()
    assert there.slack.asked == [ANA]
    there.now += 1
    there.slack.answers[ANA] = user(deleted=True)
    assert (await there.who()).outside is Outside.GONE
    assert there.slack.asked == [ANA, ANA]


async def test_however_many_ask_slack_is_asked_once(there: There) -> None:
    there.slack.gate.clear()
    asking = [asyncio.create_task(there.who()) for _ in range(20)]
    await asyncio.sleep(0)
    asking[0].cancel()  # who asked first goes away
    await asyncio.sleep(0)
    there.slack.gate.set()
    found = await asyncio.gather(*asking[1:])
    assert {sender.name for sender in found} == {"Ana"}
    assert there.slack.asked == [ANA]


async def test_nobody_acts_unverified(there: There) -> None:
    there.down("internal_error", after=7.0)
    with pytest.raises(Unknown) as unknown:
        await there.who()
    assert (unknown.value.cause, unknown.value.after) == ("users.info: internal_error", 7.0)
    there.slack.answers[ANA] = user()
    assert (await there.who()).name == "Ana"


@pytest.mark.parametrize("answer", [user("U0BO"), None, {}, [], "Ana", user(["U0ANA"])])
async def test_an_answer_about_somebody_else_is_none(there: There, answer: Any) -> None:
    there.slack.answers[ANA] = answer
    with pytest.raises(Unknown):
        await there.who()
    assert there.directory.name(ANA) == ""


async def test_while_slack_is_away_who_was_known_may_act_a_day_longer(there: There) -> None:
    await there.who()
    there.down()
    there.now += FRESH + STALE - 1
    assert (await there.who()).name == "Ana"
    there.now += 1
    with pytest.raises(Unknown):
        await there.who()


@pytest.mark.parametrize("flag", ["deleted", "is_restricted"])
async def test_who_was_known_to_be_outside_stays_outside(there: There, flag: str) -> None:
    there.slack.answers[ANA] = user(**{flag: True})
    outside = (await there.who()).outside
    there.down()
    there.now += 30 * STALE
    assert outside is not None
    assert (await there.who()).outside is outside


async def test_after_too_many_calls_slack_is_left_alone(there: There) -> None:
    await there.who()
    there.now += FRESH
    there.down("ratelimited", after=30.0)
    assert (await there.who()).name == "Ana"
    with pytest.raises(Unknown) as unknown:
        await there.who("U0BO")
    assert unknown.value.after == 30.0
    assert there.slack.asked == [ANA, ANA]
    there.now += 30
    there.slack.answers["U0BO"] = user("U0BO")
    assert (await there.who("U0BO")).outside is None


async def test_a_slow_slack_counts_as_none_for_who_cannot_wait(there: There) -> None:
    there.slack.gate.clear()
    with pytest.raises(Unknown):
        await there.who(within=0.01)
    there.slack.gate.set()
    assert (await there.who()).name == "Ana"
    assert there.slack.asked == [ANA]  # the look-up went on

    there.now += FRESH
    there.slack.gate.clear()
    assert (await there.who(within=0.01)).name == "Ana"
    there.slack.gate.set()


async def test_a_change_is_learned_at_once(there: There) -> None:
    await there.who()
    there.directory.learned(user(deleted=True))
    assert (await there.who()).outside is Outside.GONE
    assert there.slack.asked == [ANA]


async def test_a_change_counts_more_than_an_answer_that_was_under_way(there: There) -> None:
    there.slack.gate.clear()
    asking = asyncio.create_task(there.who())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    there.directory.learned(user(deleted=True))
    there.slack.gate.set()
    assert (await asking).outside is Outside.GONE
    assert (await there.who()).outside is Outside.GONE
    assert there.slack.asked == [ANA]


async def test_changes_of_people_who_never_ask_are_not_kept(there: There) -> None:
    there.directory.learned(user("U0BO"))
    assert there.directory.name("U0BO") == ""
    there.slack.answers["U0BO"] = user("U0BO")
    await there.who("U0BO")
    assert there.slack.asked == ["U0BO"]


async def test_what_is_forgotten_is_gone(there: There) -> None:
    await there.who()
    assert there.directory.name(ANA) == "Ana"
    there.directory.forget(ANA)
    assert there.directory.name(ANA) == ""
    await there.who()
    assert there.slack.asked == [ANA, ANA]


async def test_what_is_forgotten_while_it_is_asked_for_does_not_come_back(there: There) -> None:
    there.slack.gate.clear()
    asking = asyncio.create_task(there.who())
    await asyncio.sleep(0)
    there.directory.forget(ANA)
    there.slack.gate.set()
    assert (await asking).name == "Ana"
    assert there.directory.name(ANA) == ""


async def test_only_so_many_are_kept(there: There, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "MOST", 3)
    people = ["U0A", "U0B", "U0C", "U0D"]
    there.slack.answers = {each: user(each) for each in people}
    for each in (*people[:3], "U0A", "U0D"):
        await there.who(each)
    assert [each for each in people if there.directory.name(each)] == ["U0A", "U0C", "U0D"]


async def test_no_mail_address_is_kept(there: There) -> None:
    there.slack.answers[ANA] = called(name="ana.lopez")
    await there.who()
    assert "example.org" not in repr(vars(there.directory))
    assert "ana.lopez" not in repr(vars(there.directory))  # made of the address, as a rule
