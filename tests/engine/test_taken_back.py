"""Words that are taken back before a week's digest is sent aren't sent with it; all else of it is."""

from collections.abc import AsyncIterator

import pytest

from tests.engine.weekly import Weekly, shown
from tests.engine.weekly import weekly as opened

ADDRESS = "write to lee@example.org, " + "a long story " * 60


@pytest.fixture
async def there(database_url: str) -> AsyncIterator[Weekly]:
    """A week's digest stands in the outbox, with two reports and three quotes, and its room can't be written to yet."""
    async with opened(database_url) as made:
        ana = await made.person("ana")
        kim = await made.person("kim")
        for words in ("Maps for newcomers", "A walk"):
            await made.happened("reports", "EMEA", person_id=ana, kind="talk", words=words)
        for words in ("It names Bo", ADDRESS, "I liked it"):
            await made.happened("feedback", "EMEA", person_id=kim, words=words, quoted=True)
        await made.tick("2026-03-03 09:00")
        yield made


async def thread(there: Weekly) -> str:
    """What stands in the digest's thread, of what is still to be sent."""
    return "\n".join([shown(each) for each in await there.thread("emea") if each.key == "digest-more"])


@pytest.mark.parametrize("state", ["pending", "retry", "dead"])
@pytest.mark.parametrize("typed", ["feedback quote 1 no", "feedback edit 1 It names nobody", "feedback delete 1 yes"])
async def test_a_quote_that_is_taken_back_is_not_sent(there: Weekly, typed: str, state: str) -> None:
    await there.there.change("UPDATE outbox SET state = ?, body = '{}' WHERE lane = 'shell:emea'", state)
    assert "It names Bo" in await thread(there)
    await there.there.say("kim", f"!{typed}")
    said = await thread(there)
    assert "It names Bo" not in said
    assert "I liked it" in said
    assert "Maps for newcomers" in said
    bodies = await there.there.rows("SELECT body FROM outbox WHERE message LIKE '%digest-more%' AND under IS NOT NULL")
    assert bodies == [(None,)]


async def test_long_words_are_found_as_they_were_cut(there: Weekly) -> None:
    assert "a long story" in await thread(there)
    await there.there.say("kim", "!feedback delete 2 yes")
    assert "a long story" not in await thread(there)


async def test_with_the_last_quote_goes_what_stands_above_it(there: Weekly) -> None:
    before = await thread(there)
    for number in (1, 2, 3):
        await there.there.say("kim", f"!feedback quote {number} no")
    after = await thread(there)
    assert len(after.split("\n")) == len(before.split("\n")) - 4
    assert "Maps for newcomers" in after


async def test_a_report_that_a_coordinator_takes_away_is_not_sent(there: Weekly) -> None:
    await there.there.say("cora", "!report delete 1 yes It names a child")
    said = await thread(there)
    assert "Maps for newcomers" not in said
    assert "A walk" in said


async def test_a_thread_in_which_nothing_is_left_is_not_sent(there: Weekly) -> None:
    for number in (1, 2, 3):
        await there.there.say("kim", f"!feedback delete {number} yes")
    for number in (1, 2):
        await there.there.say("cora", f"!report delete {number} yes It names a child")
    found = await there.there.rows("SELECT state, message FROM outbox WHERE under LIKE 'digest:%'")
    assert found == [("dropped", "")]
