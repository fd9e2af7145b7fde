"""What happens to channels and the app, and what coordinators hear of messages that found no way."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot import chores, courier
from bot.effect import Answer
from bot.engine import Engine
from bot.event import AnyEvent
from tests.adapters.slack.world import Place, inhabited

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Coordinators hear of what died at once, and not within minutes."""
    monkeypatch.setattr(chores, "EVERY", 0.05)
    monkeypatch.setattr(courier, "LEASE", timedelta(seconds=1))


async def thrown_out(place: Place) -> None:
    place.mentors.members.discard(place.slack.town.bot.id)


async def let_in(place: Place) -> None:
    await place.slack.invite(place.mentors, place.ana)


async def archived(place: Place) -> None:
    place.mentors.archived = True


async def opened_again(place: Place) -> None:
    await place.slack.unarchive(place.mentors, place.ana)


Deed = Callable[[Place], Awaitable[None]]


@pytest.mark.parametrize(
    ("trouble", "remedy", "fix"),
    [
        (thrown_out, let_in, "/invite @ambassador there"),
        (archived, opened_again, "is archived: unarchive it"),
    ],
)
async def test_coordinators_hear_the_cause_with_the_fix_and_what_waited_is_sent(
    tmp_path: Path, trouble: Deed, remedy: Deed, fix: str
) -> None:
    async with inhabited(tmp_path) as place:
        await trouble(place)
        await place.apply()
        told = await place.slack.until(
            lambda: [each for each in place.desk.messages if "didn't get through" in each.text]
        )
        assert fix in told[0].text
        assert place.mentors.messages == []
        await place.quiet()
        assert len(place.desk.messages) == 1
        for secret in ("kim@example.org", "I like maps"):
            assert secret not in told[0].text
        await remedy(place)
        await place.card(1, "who takes it?")
        await place.quiet()
        assert len([each for each in place.mentors.messages if each.bot_id]) == 1
        await place.ana.press("Claim", await place.card())
        await place.whispered(place.ana, "You now mentor Kim")


async def test_somebody_else_who_comes_into_a_channel_sends_nothing_again(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await thrown_out(place)
        await place.apply()
        await place.quiet()
        await place.kim.join(place.desk)
        await place.quiet()
        counts = await place.app.database.read(lambda store: store.outbox.counts())
        assert counts.get("dead") == 1


async def test_a_change_of_name_is_believed_at_once(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await place.apply()
        await place.ana.press("Claim", await place.card())
        await place.whispered(place.ana, "You now mentor Kim")
        await place.slack.change(place.ana, display_name="Ana of the Maps")
        await place.ana.slash("/ambassador thumbsup 1")
        await place.told(place.kim, "Ana of the Maps gave you the 👍")


async def test_a_change_of_zone_is_believed_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = list[str | None]()
    handle = Engine.handle

    async def handling(engine: Engine, event: AnyEvent) -> Answer | None:
        heard.append(event.sender.zone)
        return await handle(engine, event)

    monkeypatch.setattr(Engine, "handle", handling)
    async with inhabited(tmp_path) as place:
        place.kim.user.tz = "Europe/Berlin"
        await place.kim.slash("/ambassador status")
        await place.slack.change(place.kim, tz="Asia/Kathmandu")
        await place.kim.slash("/ambassador status")
        assert heard == ["Europe/Berlin", "Asia/Kathmandu"]


async def test_days_are_read_in_the_language_that_slack_names(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        place.kim.user.locale = "de-DE"
        await place.kim.slash("/ambassador status")
        await place.slack.change(place.kim, tz="Europe/Berlin")  # which says nothing of the language
        said = str(await place.kim.slash("/ambassador hours off übermorgen"))
        assert "isn't a day" not in said
        other = str(await place.kim.slash("/ambassador hours off après-demain"))
        assert "isn't a day" in other


async def test_a_token_of_somebody_who_had_signed_in_is_not_the_bots(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        told = {"type": "tokens_revoked", "tokens": {"oauth": [place.ana.id], "bot": []}, "event_ts": "1.2"}
        await place.slack.tell(told)
        assert (await place.health())[0] == 200
