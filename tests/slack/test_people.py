"""What a person's client does in channels: what it refuses by itself, what it sends, and what they see."""

from collections.abc import AsyncIterator

import pytest

from tests.slack import composing
from tests.slack.deliveries import Reply
from tests.slack.forms import NotPossible
from tests.slack.quiet import Quiet, form, open_view, plain


@pytest.fixture
async def slack() -> AsyncIterator[Quiet]:
    """A workspace that must be clean in the end."""
    slack = Quiet()
    yield slack
    slack.assert_clean()


async def test_answers_here_and_privately(slack: Quiet) -> None:
    ana, bo = slack.person("ana"), slack.person("bo")
    emea = slack.channel("emea", ana, bo)
    slack.ear.reply = Reply(body={"text": "To all", "response_type": "in_channel"})
    await ana.slash("/ambassador who EMEA", emea)
    assert slack.ear.heard[-1]["text"] == "who EMEA"
    slack.ear.reply = Reply(body={"text": "To you"})
    await ana.slash("/ambassador queue", emea)
    assert [each.text for each in bo.seen_here(emea)] == ["To all"]
    assert [each.text for each in ana.seen_privately()] == ["To you"]
    assert bo.seen_privately() == []
    assert slack.person("lee").seen_here(emea) == []
    ana.reload()
    assert ana.seen_privately() == []


async def test_a_button_of_an_ephemeral_says_where_but_not_what(slack: Quiet) -> None:
    ana = slack.person("ana")
    claim = {"type": "button", "action_id": "do:0", "value": "claim 1", "text": plain("Claim")}
    slack.ear.reply = Reply(body={"text": "A case", "blocks": [{"type": "actions", "elements": [claim]}]})
    await ana.slash("/ambassador queue")
    slack.ear.reply = Reply()
    await ana.press("Claim")
    pressed = slack.ear.heard[-1]
    assert pressed["container"]["is_ephemeral"] is True
    assert pressed["container"]["message_ts"] == ana.seen_privately()[0].ts
    assert "message" not in pressed
    with pytest.raises(NotPossible, match="somebody else"):
        await slack.person("bo").press("Claim", ana.seen_privately()[0])


async def test_people_from_elsewhere_and_organisations_are_told_apart() -> None:
    slack = Quiet(enterprise="E0ORG")
    ana, visitor = slack.person("ana"), slack.person("visitor", team="T0OTHER")
    await ana.slash("/apply")
    await visitor.forge("do:0", "claim 1")
    await visitor.submit(open_view(slack, visitor, form()), {"region": ["EMEA"]})
    with pytest.raises(NotPossible, match="another workspace"):
        await visitor.slash("/apply")
    command, pressed, sent = slack.ear.heard
    assert (command["team_id"], command["enterprise_id"]) == ("T0TEAM", "E0ORG")
    assert (pressed["team"]["id"], pressed["user"]["team_id"]) == ("T0TEAM", "T0OTHER")
    assert pressed["enterprise"] == {"id": "E0ORG", "name": "Acorn Org"}
    assert (sent["team"]["id"], sent["view"]["app_installed_team_id"]) == ("T0OTHER", "T0TEAM")


async def test_reactions_are_given_once_and_taken_back(slack: Quiet) -> None:
    ana, bo = slack.person("ana"), slack.person("bo")
    card = await bo.say("a card", slack.channel("emea", ana, bo))
    await ana.react(card, "+1::skin-tone-3")
    with pytest.raises(NotPossible, match="already"):
        await ana.react(card, "+1::skin-tone-3")
    await ana.unreact(card, "+1::skin-tone-3")
    await ana.react(card, "+1", item_user=False)
    added, removed, bare = slack.ear.heard
    assert (added["type"], added["reaction"]) == ("reaction_added", "+1::skin-tone-3")
    assert added["item"] == {
        "type": "message",
        "channel": slack.town.channels[added["item"]["channel"]].id,
        "ts": card.ts,
    }
    assert (added["item_user"], removed["type"]) == (bo.id, "reaction_removed")
    assert "item_user" not in bare
    assert card.reactions == {"+1": [ana.id]}


async def test_messages_are_edited_and_deleted_by_their_author(slack: Quiet) -> None:
    kim, bo = slack.person("kim"), slack.person("bo")
    said = await kim.say("kym")
    await kim.edit(said, "kim")
    with pytest.raises(NotPossible):
        await bo.edit(said, "bo")
    await kim.delete(said)
    new, changed, deleted = slack.ear.heard
    assert (new["channel_type"], new["text"], new["user"]) == ("im", "kym", kim.id)
    assert (changed["subtype"], changed["message"]["text"]) == ("message_changed", "kim")
    assert changed["previous_message"]["text"] == "kym"
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", said.ts)
    assert kim.seen_here() == []


async def test_what_happens_to_the_workspace(slack: Quiet) -> None:
    ana = slack.person("ana")
    emea = slack.channel("emea", ana, invited=False)
    await ana.say("nobody hears this", emea)
    await slack.invite(emea, ana)
    await ana.open_home()
    await slack.archive(emea, ana)
    with pytest.raises(NotPossible, match="archived"):
        await ana.say("too late", emea)
    await slack.unarchive(emea, ana)
    await slack.change(ana, tz="Asia/Kathmandu")
    await slack.deactivate(ana)
    with pytest.raises(NotPossible, match="deactivated"):
        await ana.slash("/apply")
    await slack.uninstall()
    kinds = [each["type"] for each in slack.ear.heard]
    assert kinds == [
        "member_joined_channel", "app_home_opened", "channel_archive", "channel_unarchive", "user_change",
        "user_change", "tokens_revoked", "app_uninstalled",
    ]  # fmt: skip
    moved, gone = (told["user"] for told in slack.ear.heard[4:6])
    assert (moved["tz"], moved["tz_offset"]) == ("Asia/Kathmandu", 20_700)
    assert (gone["deleted"], "tz" in gone) == (True, False)
    slack.town.subscribed.discard("app_home_opened")
    await slack.person("bo").open_home()
    assert len(slack.ear.heard) == 8


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("<@U9999999> hi", "&lt;@U9999999&gt; hi"),
        ("<@{0}> hi", "<@{0}> hi"),
        ("<!channel>", "<!channel>"),
        ("kim@example.org", "<mailto:kim@example.org|kim@example.org>"),
        ("https://example.org/a?b=1&c=2", "<https://example.org/a?b=1&amp;c=2>"),
        ("see example.org.", "see <http://example.org|example.org>."),
    ],
)
def test_what_slack_makes_of_typed_text(typed: str, sent: str) -> None:
    slack = Quiet()
    kim = slack.person("kim")
    assert composing.message(slack.town, typed.format(kim.id)) == sent.format(kim.id)


def test_commands_arrive_as_the_manifest_says() -> None:
    slack = Quiet()
    bo = slack.person("bo")
    text = f"handover 1 {bo.mention} & co"
    assert composing.command(slack.town, text) == f"handover 1 <@{bo.id}|bo> &amp; co"
    slack.town.should_escape = False
    assert composing.command(slack.town, text) == "handover 1 @bo & co"
