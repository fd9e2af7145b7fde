"""What Slack sends, and what the core hears of it."""

import json
from dataclasses import replace

import pytest

from adapters.slack.calls import asker
from adapters.slack.receive import aside, mentioned, message, reaction
from bot.dispatch import wanted
from bot.event import Sender
from tests.adapters.slack.sent import (
    ANA,
    AT,
    BO,
    CARD,
    DM,
    FILE,
    HERE,
    MENTORS,
    SCENE,
    TOWN,
    TRIGGER,
    VALID,
    Payload,
    changed,
    dm,
    event,
    heard,
    mention,
    opened,
    pressed,
    reacted,
    said,
    slash,
)
from tests.slack import happenings, payloads


@pytest.mark.parametrize("name", VALID)
def test_every_event_says_who_where_and_when(name: str) -> None:
    payload, kind = VALID[name]
    found = heard(payload)
    assert isinstance(found, kind)
    assert (found.source, found.at) == (f"slack:{TOWN.team}", AT)
    assert found.sender == Sender(identity=HERE.identity(ANA.id))  # the directory says the rest
    shared = name in {"slash", "button", "mention", "reaction", "taken back"}
    assert found.room == (HERE.room(MENTORS.id) if shared else HERE.direct(ANA.id))
    assert found.direct is not shared
    assert found.window is (name in {"slash", "button", "mention", "submission"})
    assert found.forms is (name in {"slash", "button"})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("slash", TRIGGER),
        ("button", TRIGGER),
        ("field", TRIGGER),
        ("submission", TRIGGER),
        ("direct", f"{DM.id}:1772445601.000200"),
        ("mention", f"{MENTORS.id}:1772445601.000200"),
        ("edit", f"{DM.id}:1772445601.000200:edited:1772445700.000300"),
        ("deletion", f"{DM.id}:1772445601.000200:deleted"),
        ("reaction", "Ev0ONE"),
        ("taken back", "Ev0ONE"),
        ("opened", f"joined:{DM.id}"),
    ],
)
def test_its_id_is_what_comes_again_when_it_is_delivered_again(name: str, expected: str) -> None:
    assert heard(VALID[name][0]).id == expected


# Slash commands


@pytest.mark.parametrize(
    ("command", "typed", "expected"),
    [
        ("/ambassador", "claim 42", "!claim 42"),
        ("/ambassador", "  !claim 42 ", "!claim 42"),
        ("/ambassador", "/claim 42", "!claim 42"),
        ("/ambassador", "", "!"),
        ("/apply", "", "!apply"),
        ("/apply", "now", "!apply now"),
        ("/ambassador", f"<@{TOWN.bot.id}|ambassador> status", "!status"),
        ("/ambassador", "feedback R&amp;D &lt;3", "!feedback R&D <3"),
    ],
)
def test_a_slash_command_can_only_be_a_command(command: str, typed: str, expected: str) -> None:
    found = heard(slash(typed, command))
    assert (found.text, found.addressed, found.thread) == (expected, True, None)


def test_the_slash_command_may_be_called_otherwise() -> None:
    assert heard(slash("status", "/reps"), replace(SCENE, command="reps")).text == "!status"
    assert heard(slash("status", "/ambassador"), replace(SCENE, command="reps")).text == "!ambassador status"


def test_who_is_mentioned_is_meant() -> None:
    found = heard(slash(f"handover 42 <@{BO.id}|bo>"))
    assert found.text == "!handover 42 @bo"
    assert found.mentions == {"@bo": HERE.identity(BO.id)}
    assert mentioned(slash(f"x <@{BO.id}|bo>"), HERE) == (BO.id,)
    assert mentioned(mention(f"<@{TOWN.bot.id}> <@{BO.id}> <@{BO.id}>"), HERE) == (BO.id,)


def test_a_crowd_is_not_looked_up() -> None:
    assert mentioned(dm(" ".join(f"<@U{n:04}>" for n in range(500))), HERE) == tuple(f"U{n:04}" for n in range(10))


def test_a_slash_command_between_two_people_is_between_one_of_them_and_the_bot() -> None:
    found = heard(slash("status", channel_id="D0ANABO", channel_name="directmessage"))
    assert (found.direct, found.room) == (True, HERE.direct(ANA.id))


def test_a_room_where_the_bot_has_no_business_is_no_reason_not_to_answer() -> None:
    found = heard(slash("status"))
    assert not wanted(found, frozenset())
    alone = aside(found, HERE)
    assert wanted(alone, frozenset())
    assert (alone.room, alone.direct, alone.id) == (HERE.direct(ANA.id), True, found.id)


# Messages


@pytest.mark.parametrize(
    ("typed", "expected", "addressed"),
    [
        (f"<@{TOWN.bot.id}> apply", "apply", True),
        (f"<@{TOWN.bot.id}|ambassador>: !apply", "!apply", True),
        (f" <@{TOWN.bot.id}>", "", True),
        (f"thanks <@{TOWN.bot.id}>", f"thanks @{TOWN.bot.id}", False),
        ("hi", "hi", False),
    ],
)
def test_who_is_spoken_to(typed: str, expected: str, addressed: bool) -> None:
    for payload in (mention(typed), dm(typed)):
        found = heard(payload)
        assert (found.text, found.addressed, found.mentions) == (expected, addressed, {})
        assert found.message == "1772445601.000200"


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("Ana Lopez", "ask <@U22>?", {"@Ana Lopez": "U22"}),
        ("", "ask <@U22|ana>?", {"@ana": "U22"}),
        ("", "ask <@U22>?", {"@U22": "U22"}),
        ("until 2030-01-01", "ask <@U22>?", {"@U22": "U22"}),
        ("Ana 2", "ask <@U22>?", {"@U22": "U22"}),
        ('Ana "the boss"', "ask <@U22>?", {"@U22": "U22"}),
        ("<!channel>", "ask <@U22>?", {"@U22": "U22"}),
        ("अमित कुमार", "ask <@U22>?", {"@अमित कुमार": "U22"}),
        ("x" * 41, "ask <@U22>?", {"@U22": "U22"}),
        ("Ana", "<@U22> <@U33>", {"@Ana": "U22", "@U33": "U33"}),
        ("Ana", "ask &lt;@U22&gt; or @Ana", {}),
    ],
)
def test_a_name_stands_for_somebody_where_it_can(name: str, typed: str, expected: dict[str, str]) -> None:
    found = heard(dm(typed), replace(SCENE, names=lambda _user: name))
    assert found.mentions == {shown: HERE.identity(user) for shown, user in expected.items()}
    assert all(shown in found.text for shown in expected)


def test_an_answer_in_a_thread_knows_its_root() -> None:
    root = "1772445000.000001"
    assert heard(dm("hi", thread_ts=root)).thread == root
    assert heard(mention("hi", thread_ts=root)).thread == root
    assert heard(dm("hi", thread_ts="1772445601.000200")).thread is None


def test_a_message_found_in_the_history_is_the_same_event() -> None:
    raw = payloads.message_body(TOWN, said("hi"))
    assert message(raw, DM.id, SCENE) == heard(dm("hi"))
    assert message(raw, MENTORS.id, SCENE) is None


def test_an_edit_changes_an_answer_and_is_never_a_command() -> None:
    found = heard(changed(after="!claim 42"))
    assert (found.message, found.text) == ("1772445601.000200", "!claim 42")
    assert heard(changed(edited=None)) is None  # Slack looked up a link
    assert heard(mention(f"<@{TOWN.bot.id}> claim 42", edited={"user": ANA.id, "ts": "1.2"})) is None


def test_a_deleted_message_is_deleted_also_where_others_answered_under_it() -> None:
    plain = heard(VALID["deletion"][0])
    buried = changed()
    buried["event"]["message"] = {"subtype": "tombstone", "user": "USLACKBOT", "text": "gone", "ts": said("").ts}
    assert (plain.message, plain.text) == ("1772445601.000200", None)
    assert heard(buried) == plain
    assert asker(buried) == ANA.id


def test_a_reaction_and_what_takes_it_back() -> None:
    found, back = heard(reacted()), heard(reacted(added=False))
    assert (found.message, found.emoji) == (CARD.ts, "+1::skin-tone-3")
    assert found.reaction == back.reaction == f"{MENTORS.id}/{CARD.ts}/{ANA.id}/+1::skin-tone-3"
    assert wanted(found, frozenset({found.room}))
    assert reaction("Ev0ONE", MENTORS.id, CARD.ts, ANA.id, "+1::skin-tone-3", SCENE) == found


def own(payload: Payload) -> Payload:
    """The same, done by the bot itself."""
    done: Payload = json.loads(json.dumps(payload).replace(ANA.id, TOWN.bot.id))
    return done


@pytest.mark.parametrize("name", VALID)
def test_what_the_bot_did_itself_is_nothing_to_it(name: str) -> None:
    assert heard(own(VALID[name][0])) is None


@pytest.mark.parametrize(
    "payload",
    [
        dm("hi", bot_id="B0OTHER"),
        mention(f"<@{TOWN.bot.id}> claim 42", bot_id="B0OTHER"),
        event(happenings.bot_message(TOWN, DM, "hi", "B0OTHER")),
        event(happenings.message(TOWN, MENTORS, said("!claim 42"))),
        dm("x", subtype="channel_topic"),
        dm("x", subtype=["file_share"]),
        event(happenings.message_changed(TOWN, MENTORS, said("a"), said("b", edited="1772445700.000300"))),
        event(happenings.message_deleted(TOWN, MENTORS, said("a"))),
        event(happenings.message_deleted(TOWN, DM, said("a", bot_id="B0OTHER"))),
        event(happenings.app_mention(TOWN, DM, said("hi"))),
        opened("home"),
        reacted("half smile"),
        reacted("a/b"),
        reacted("a\x00b"),
        event(happenings.reaction(TOWN, ANA, MENTORS, CARD, "+1", added=True) | {"item": FILE}),
        event(happenings.member_joined_channel(TOWN, ANA, MENTORS)),
        event(happenings.user_change(TOWN, ANA)),
        event(happenings.team_join(TOWN, ANA)),
        event(happenings.tokens_revoked(TOWN)),
        payloads.ssl_check(),
        payloads.url_verification("x"),
        pressed() | {"type": "block_suggestion"},
        pressed() | {"type": "message_action"},
        slash("claim 42", "ambassador"),
        slash("claim 42", "/Am bassador"),
        {},
    ],
)
def test_what_is_nothing_to_the_bot(payload: Payload) -> None:
    assert heard(payload) is None
