"""Who somebody is: what is made of what Slack tells."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.api import SlackApi
from adapters.slack.directory import Directory, Unknown
from adapters.slack.workspace import Workspace
from bot.address import Identity
from bot.event import Outside, Sender
from tests.adapters.slack.people import ANA, HERE, There, called, user
from tests.slack.fake import FakeSlack


@pytest.fixture
def there() -> There:
    return There()


async def test_a_member(there: There) -> None:
    assert await there.who() == Sender(identity=Identity("slack:T0TEAM/U0ANA"), name="Ana")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (called(display="Ana", real="Ana Lopez"), "Ana"),
        (called(display="", real="Ana Lopez"), "Ana Lopez"),
        (called(display=" \u200b", real="Ana Lopez"), "Ana Lopez"),
        (called(display=["Ana"], real="Ana Lopez"), "Ana Lopez"),
        (called(real_name="Ana L."), "Ana L."),
        (called(display="Ana\n\nAdmin:  yes"), "Ana Admin: yes"),
        (called(display="Ana\u202enimda\u202c"), "Ananimda"),
        (called(display="<b>Ana</b>"), "<b>Ana</b>"),  # kept as written; renderers escape it
        (called(display="x" * 500), "x" * 80),
        (called(display="half \ud83d"), "half ?"),
        (called(), ANA),
        (user(profile="Ana"), ANA),
    ],
)
async def test_a_name_is_what_they_show(there: There, raw: dict[str, Any], expected: str) -> None:
    there.slack.answers[ANA] = raw
    assert (await there.who()).name == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (user(), None),
        (user(is_restricted=True), Outside.GUEST),
        (user(is_ultra_restricted=True), Outside.GUEST),
        (user(deleted=True), Outside.GONE),
        (user(deleted=True, team_id="T0OTHER", is_restricted=True), Outside.GONE),
        (user(team_id="T0OTHER"), Outside.ELSEWHERE),
        (user(team_id="T0OTHER", is_restricted=True), Outside.ELSEWHERE),
        (user(team_id=None), Outside.ELSEWHERE),
        (user(is_stranger=True), Outside.ELSEWHERE),
        (user(team_id="T0OTHER", enterprise_user={"teams": ["T0OTHER", "T0TEAM"]}), None),
        (user(team_id="T0OTHER", enterprise_user={"teams": ["T0OTHER"]}), Outside.ELSEWHERE),
        (user(team_id="T0OTHER", enterprise_user={"teams": "T0TEAM"}), Outside.ELSEWHERE),
        (user(team_id="T0OTHER", enterprise_user={"teams": [{}, ["T0TEAM"]]}), Outside.ELSEWHERE),
    ],
)
async def test_who_is_not_of_the_community(there: There, raw: dict[str, Any], expected: Outside | None) -> None:
    there.slack.answers[ANA] = raw
    assert (await there.who()).outside is expected


@pytest.mark.parametrize(
    ("tz", "expected"),
    [
        ("Asia/Kathmandu", "Asia/Kathmandu"),
        ("Etc/UTC", "Etc/UTC"),
        ("America/Indiana/Knox", "America/Indiana/Knox"),
        ("Mars/Olympus_Mons", None),
        ("localtime", None),
        ("asia/kathmandu", None),
        ("../../etc/passwd", None),
        ("half \ud83d", None),
        ("x" * 5000, None),
        ("", None),
        (None, None),
        (20_700, None),
        (["Asia/Kathmandu"], None),
        ({"Asia/Kathmandu": 1}, None),
    ],
)
async def test_a_zone_is_one_that_there_is(there: There, tz: Any, expected: str | None) -> None:
    there.slack.answers[ANA] = user(tz=tz)
    assert (await there.who()).zone == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("de-DE", "de-DE"),
        ("en-GB", "en-GB"),
        ("pt", "pt"),
        ("x" * 99, None),
        ("de_DE\ud83d", None),
        (7, None),
        (None, None),
    ],
)
async def test_a_language_is_known_as_slack_names_it(there: There, raw: Any, expected: str | None) -> None:
    there.slack.answers[ANA] = user(locale=raw)
    assert (await there.who()).locale == expected


async def test_of_whoever_has_no_zone_none_is_known(there: There) -> None:
    assert (await there.who()).zone is None


async def test_who_moves_is_elsewhere_at_once(there: There) -> None:
    there.slack.answers[ANA] = user(tz="Europe/Berlin")
    assert (await there.who()).zone == "Europe/Berlin"
    there.directory.learned(user(tz="Asia/Kathmandu"))
    assert (await there.who()).zone == "Asia/Kathmandu"
    assert there.slack.asked == [ANA]


@pytest.mark.parametrize("kind", ["is_bot", "is_workflow_bot", "is_connector_bot"])
async def test_a_bot_is_a_bot(there: There, kind: str) -> None:
    assert not (await There().who()).bot
    there.slack.answers[ANA] = user(**{kind: True})
    assert (await there.who()).bot


async def test_slackbot_is_one_though_slack_says_otherwise(there: There) -> None:
    there.slack.answers["USLACKBOT"] = user("USLACKBOT", is_bot=False)
    assert (await there.who("USLACKBOT")).bot
    assert there.slack.asked == []


@pytest.mark.parametrize(
    ("code", "expected"), [("user_not_found", Outside.GONE), ("user_not_visible", Outside.ELSEWHERE)]
)
async def test_whom_slack_does_not_know_is_outside(there: There, code: str, expected: Outside) -> None:
    there.down(code)
    assert (await there.who()).outside is expected
    assert (await there.who()).outside is expected
    assert there.slack.asked == [ANA]


PEOPLE: list[tuple[dict[str, Any], Outside | None]] = [
    ({"email": "kim@example.org"}, None),
    ({"is_restricted": True}, Outside.GUEST),
    ({"deleted": True}, Outside.GONE),
    ({"team": "T0OTHER"}, Outside.ELSEWHERE),
    ({"team": "T0SISTER", "teams": ("T0SISTER", "T0TEAM")}, None),
]


async def test_over_the_wire() -> None:
    async with FakeSlack(enterprise="E0ORG") as slack:
        town, api = slack.town, SlackApi(slack.settings())
        here = Workspace(town.team, town.bot.id, town.bot_id, town.enterprise)
        people = Directory(api, here, town.clock)
        try:
            for flags, expected in PEOPLE:
                kim = town.person("kim", **flags)
                found = await people.sender(kim.id)
                assert (found.identity, found.name) == (here.identity(kim.id), "kim")
                assert (found.outside, found.bot) == (expected, False)
                assert found.zone == (None if expected is Outside.GONE else "Etc/UTC")
            nima = town.person("nima", tz="Asia/Kathmandu")
            assert (await people.sender(nima.id)).zone == "Asia/Kathmandu"
            app = await people.sender(town.bot.id)
            assert (app.bot, app.zone) == (True, None)
            assert (await people.sender("U0NOBODY")).outside is Outside.GONE
            slack.api.revoked = True
            with pytest.raises(Unknown):
                await people.sender("U0ANYBODY")
        finally:
            await api.close()
        slack.api.assert_clean()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(sorted([*user(), "deleted", "is_bot", "is_stranger", "enterprise_user", "real_name", "tz"]))


@given(odd=st.dictionaries(FIELDS, JSON))
def test_no_answer_breaks_it(odd: dict[str, Any]) -> None:
    async def ask() -> None:
        there = There()
        there.slack.answers[ANA] = user() | odd
        try:
            found = await there.who()
        except Unknown:
            assert odd.get("id") != ANA
        else:
            assert found.identity == HERE.identity(ANA)
        there.directory.learned(user() | odd)
        there.directory.learned(odd)

    asyncio.run(ask())
