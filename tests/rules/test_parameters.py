"""Each kind of parameter reads what it should, and says what it wanted where it can't."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from adapters.shell import START
from bot import parameters
from bot.address import Identity
from bot.context import Ctx
from bot.errors import Refused
from bot.model import Role
from bot.parameters import Kind
from bot.ports import Store
from bot.typed import Reader
from tests.world import World, world


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[World]:
    """The demo's programme, with mentors of awkward names."""
    async with world(tmp_path) as opened:
        await opened.database.write(_name_people)
        yield opened


def _name_people(store: Store) -> None:
    for identity, name in (("lopez", "Ana Lopez"), ("emile", "Émile"), ("strasse", "Jörg Straße"), ("twin", "bo")):
        person = store.people.ensure([Identity(f"matrix:@{identity}:example.org")], name, START)
        store.mentors.add(person, regions=["APAC"])


async def take(there: World, kind: Any, text: str, stop: str | None = None, **more: Any) -> tuple[Any, str]:
    """What a parameter reads, and what it leaves."""
    event = there.said("cora", text, **more)
    (read,) = (each for each in get_args(kind) if isinstance(each, Kind))

    def unit(store: Store) -> tuple[Any, str]:
        ctx = Ctx(event, store, there.config, there.engine.registry, store.people.who(event.sender))
        reader = Reader(text)
        return read.take(ctx, reader, stop), reader.left

    return await there.database.read(unit)


async def refusal(there: World, kind: Any, text: str) -> str:
    """The key of what a parameter says to something it can't read."""
    with pytest.raises(Refused) as refused:
        await take(there, kind, text)
    return refused.value.message.key


@pytest.mark.parametrize("text", ["42", "#42", "42.", "#42,", "42:", "\u200e42", "0042"])
async def test_a_case_number(there: World, text: str) -> None:
    assert await take(there, parameters.CaseNumber, f"{text} rest") == (42, "rest")


@pytest.mark.parametrize("text", ["x", "4x", "##4", "-4", "4.5", "٤٢", "½", "99999999999", "#", "1" * 5000])
async def test_what_is_no_case_number(there: World, text: str) -> None:
    assert await refusal(there, parameters.CaseNumber, text) == "not-a-number"


@pytest.mark.parametrize("text", ["2026-03-03", "until 2026-03-03", "UNTIL 2026‑03‑03", "3.3.2026", "until tomorrow"])
async def test_a_day_to_come(there: World, text: str) -> None:
    assert await take(there, parameters.Until, text) == (date(2026, 3, 3), "")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2026-03-02", "date-past"),
        ("until 2025-12-31", "date-past"),
        ("until 2026-02-29", "no-such-day"),
        ("20260303", "not-a-date"),
        ("yesterday", "date-past"),
        ("31 February", "no-such-day"),
        ("9999-12-31", "date-far"),
        ("in 5 years", "date-far"),
        ("soon", "not-a-date"),
        ("tomorrow or later", "not-a-date"),
        ("until", "not-a-date"),
        ("2026-W10-2", "not-a-date"),
    ],
)
async def test_what_is_no_day_to_come(there: World, text: str, key: str) -> None:
    assert await refusal(there, parameters.Until, text) == key


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("ana", "ana", ""),
        ("@ANA they know", "ana", "they know"),
        ("Ana Lopez", "Ana Lopez", ""),
        ("@ana lopez speaks French", "Ana Lopez", "speaks French"),
        ('"Ana Lopez" speaks French', "Ana Lopez", "speaks French"),
        ("émile", "Émile", ""),
        ("ÉMILE", "Émile", ""),
        ("jörg strasse", "Jörg Straße", ""),
        ("matrix:@twin:example.org", "bo", ""),
    ],
)
async def test_somebody_by_name(there: World, text: str, name: str, left: str) -> None:
    person, rest = await take(there, parameters.Somebody, text)
    assert (person.name, rest) == (name, left)
    assert Role.MENTOR in person.roles


@pytest.mark.parametrize(("text", "key"), [("bo", "several-named"), ("zed", "nobody-named"), ("@", "nobody-named")])
async def test_nobody_or_several_by_name(there: World, text: str, key: str) -> None:
    assert await refusal(there, parameters.Somebody, text) == key


async def test_a_mention_goes_before_a_name(there: World) -> None:
    mentions = {"@Ana": Identity("shell:dee"), "@Ana Lopez": Identity("matrix:@lopez:example.org")}
    person, left = await take(there, parameters.Somebody, "@Ana Lopez hello", mentions=mentions)
    assert (person.identity, left) == (Identity("matrix:@lopez:example.org"), "hello")
    person, left = await take(there, parameters.Somebody, "@Ana hello", mentions=mentions)
    assert (person.name, left) == ("dee", "hello")
    stranger, _ = await take(there, parameters.Somebody, "@Zed", mentions={"@Zed": Identity("shell:zed")})
    assert (stranger.id, stranger.name) == (0, "Zed")


@pytest.mark.parametrize(
    ("text", "region", "left"),
    [
        ("EMEA", "EMEA", ""),
        ("emea german", "EMEA", "german"),
        ("middle east german", "EMEA", "german"),
        ("“Middle East” german", "EMEA", "german"),
        ("de", "EMEA", ""),
        ("Asia, please", "APAC", "please"),
    ],
)
async def test_a_region(there: World, text: str, region: str, left: str) -> None:
    found, rest = await take(there, parameters.Place, text)
    assert (found.name, rest) == (region, left)


@pytest.mark.parametrize(("text", "key"), [("Atlantis", "no-region"), ("emae", "no-region-but"), ("“x", "no-region")])
async def test_no_region(there: World, text: str, key: str) -> None:
    assert await refusal(there, parameters.Place, text) == key


async def test_several_regions(there: World) -> None:
    found, left = await take(there, parameters.Places, 'Asia "Middle East" EMEA world')
    assert ([region.name for region in found], left) == (["APAC", "EMEA", "World"], "")


@pytest.mark.parametrize("role", ["sponsor", "Lead", "COORDINATOR"])
async def test_a_role_that_can_be_given(there: World, role: str) -> None:
    assert await take(there, parameters.Granted, role) == (Role(role.lower()), "")


@pytest.mark.parametrize("role", ["mentor", "ambassador", "member", "king"])
async def test_a_role_that_cant(there: World, role: str) -> None:
    assert await refusal(there, parameters.Granted, role) == "not-a-role"


async def test_a_text_ends_at_the_word_that_follows(there: World) -> None:
    assert await take(there, parameters.Reason, "one, until two until 2027-01-01", "until") == (
        "one, until two",
        "until 2027-01-01",
    )
