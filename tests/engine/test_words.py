"""What is meant by words that could mean two things: a form's or a command's, a person's or another's."""

import pytest

from bot.message import MESSAGE, Words
from tests.world import APPLICATION, World, identity, key, world

CHOSEN = {**APPLICATION, "mentors": "ana"}


async def chosen(there: World) -> list[str]:
    """Whom the first case's candidate chose."""
    return [choice.mentor.name for choice in await there.read(lambda store: store.cases.choices(1))]


@pytest.mark.parametrize("word", ["back", "Back", "BACK ", "skip", "cancel"])
async def test_a_forms_word_when_nothing_asks(database_url: str, word: str) -> None:
    async with world(database_url) as there:
        assert key(await there.say("stranger", word)) == "nothing-asked"
        await there.apply()
        assert key(await there.say("kim", word)) == "nothing-asked", "neither does the form that was sent"


@pytest.mark.parametrize("word", ["back", "Back", "!back"])
async def test_a_mentor_who_is_back_says_so(database_url: str, word: str) -> None:
    async with world(database_url) as there:
        assert key(await there.say("ana", "away until 2027-01-07")) == "away"
        assert key(await there.say("ana", word)) == "back"
        assert not await there.rows("SELECT 1 FROM mentors WHERE away_until IS NOT NULL")
        for other in ("skip", "cancel"):
            assert key(await there.say("ana", other)) == "nothing-asked"


async def test_a_prefixed_back_of_a_candidate_is_the_command_that_isnt_theirs(database_url: str) -> None:
    async with world(database_url) as there:
        assert key(await there.say("kim", "!back")) == "not-allowed"


async def test_a_form_sent_in_part_keeps_what_was_answered(database_url: str) -> None:
    async with world(database_url) as there:
        await there.say("kim", "!apply")
        for answered in CHOSEN.values():
            await there.say("kim", answered)
        reply = await there.engine.handle(there.submitted("kim", "apply", {"email": "new@example.org"}))
        assert key(reply) == "applied"
        assert await chosen(there) == ["ana"]
        ((case,),) = await there.rows("SELECT count(*) FROM cases WHERE email = 'new@example.org'")
        assert case == 1


async def test_a_fault_in_a_part_keeps_it_too(database_url: str) -> None:
    async with world(database_url) as there:
        await there.say("kim", "!apply")
        for answered in CHOSEN.values():
            await there.say("kim", answered)
        for values, said in (({"email": "nowhere"}, "form-faults"), ({}, "applied")):
            assert key(await there.engine.handle(there.submitted("kim", "apply", values))) == said
        assert await chosen(there) == ["ana"]
        assert await there.rows("SELECT email FROM cases") == [("kim@example.org",)]


@pytest.mark.parametrize("form", ["apply", "answer", "nonsense", ""])
async def test_a_form_that_isnt_there_is_gone(database_url: str, form: str) -> None:
    async with world(database_url) as there:
        reply = await there.engine.handle(there.submitted("kim", form, {"email": "kim@example.org"}))
        assert key(reply) == ("form-answer-gone" if form == "answer" else "form-gone")
        assert not await there.rows("SELECT 1 FROM people WHERE identity = 'shell:kim'")


@pytest.mark.parametrize("behind", ["bel", "1", "é", "Lopez"])
async def test_a_mention_isnt_the_beginning_of_a_longer_name(database_url: str, behind: str) -> None:
    async with world(database_url) as there:
        reply = await there.say("cora", f"!role grant sponsor Ana{behind}", mentions={"Ana": identity("ana")})
        assert reply is not None
        assert (reply.message.key, reply.message.args["typed"]) == ("nobody-named", Words(f"Ana{behind}"))
        assert not await there.rows("SELECT 1 FROM roles WHERE role = 'sponsor'")


@pytest.mark.parametrize("shown", ["Ana", "@ana", "Ana Lopez"])
async def test_a_mention_is_whom_it_names(database_url: str, shown: str) -> None:
    async with world(database_url) as there:
        mentions = {"Ana": identity("ana"), shown: identity("bo")}
        assert key(await there.say("cora", f"!role grant sponsor {shown}", mentions=mentions)) == "role-granted"
        holders = "SELECT identity FROM people JOIN roles ON roles.person_id = people.id WHERE role = 'sponsor'"
        assert await there.rows(holders) == [("shell:bo",)]


@pytest.mark.parametrize("forms", [False, True])
async def test_a_question_is_put_in_full_whatever_the_asker_can_be_shown(database_url: str, forms: bool) -> None:
    async with world(database_url) as there:
        await there.apply()
        await there.say("ana", "!claim 1")
        assert key(await there.say("ana", "!ask 1 Which towns?", forms=forms)) == "asked"
        ((put,),) = await there.rows("SELECT message FROM outbox WHERE message LIKE '%ask-answer-answer%'")
        status = await there.say("kim", "!status", forms=forms)
    assert "Which towns?" in put
    assert status is not None
    assert "Which towns?" in MESSAGE.dump_json(status.message).decode()
