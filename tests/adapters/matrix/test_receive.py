"""What strangers send, and what the core hears of it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.matrix.receive import Scene, comes_in, translate
from bot.address import Room
from bot.event import EVENT, AnyEvent, Edited, Reacted, Said, Unreacted

KEYS = st.sampled_from(
    [
        "event_id",
        "sender",
        "type",
        "content",
        "unsigned",
        "prev_content",
        "msgtype",
        "body",
        "formatted_body",
        "m.relates_to",
        "m.new_content",
        "rel_type",
        "key",
        "redacts",
        "m.mentions",
        "user_ids",
        "membership",
        "state_key",
        "m.in_reply_to",
        "m.thread",
        "m.replace",
        "m.annotation",
    ]
)
ME, ANA = "@ambassador:example.org", "@ana:example.org"
AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def scene(*, direct: bool = False, names: dict[str, str] | None = None) -> Scene:
    room = Room("matrix:!dm:example.org" if direct else "matrix:#mentors:example.org")
    return Scene(ME, room, direct, AT, display_name="Embassy Bot", names=names or {ANA: "Ana Lopez"})


def raw(content: Any, kind: str = "m.room.message", **more: Any) -> dict[str, Any]:
    return {"event_id": "$e", "sender": ANA, "type": kind, "origin_server_ts": 1, "content": content, **more}


def text(body: Any, **more: Any) -> dict[str, Any]:
    return raw({"msgtype": "m.text", "body": body, **more})


def said(content: dict[str, Any], **kind: Any) -> Said:
    event = translate(content, scene(**kind))
    assert isinstance(event, Said)
    return event


def pill(user: str, name: str) -> str:
    return f'<a href="https://matrix.to/#/{user}">{name}</a>'


def test_the_frame_is_what_the_homeserver_vouches_for() -> None:
    event = said(text("!claim 42"))
    assert (event.source, event.id, event.message, event.at) == (f"matrix:{ME}", "$e", "$e", AT)
    assert (event.sender.identity, event.sender.name) == (f"matrix:{ANA}", "Ana Lopez")
    assert (event.room, event.direct, event.thread) == ("matrix:#mentors:example.org", False, None)
    assert said(text("hi"), direct=True).direct


@pytest.mark.parametrize(
    ("body", "formatted", "expected", "addressed"),
    [
        ("!claim 42", "", "!claim 42", False),
        ("/claim 42", "", "/claim 42", False),
        ("//claim 42", "", "/claim 42", False),
        ("  !claim 42", "", "!claim 42", False),
        ("@ambassador:example.org: apply", "", "apply", True),
        ("@ambassador:example.org apply", "", "apply", True),
        ("@ambassador apply", "", "apply", True),
        ("@Ambassador: apply", "", "apply", True),
        ("ambassador: apply", "", "apply", True),
        ("Embassy Bot: apply", "", "apply", True),
        ("embassy bot, apply", "", "apply", True),
        ("Embassy Bot apply", pill(ME, "Embassy Bot") + " apply", "apply", True),
        ("Embassy Bot : apply", pill(ME, "Embassy Bot") + " : apply", "apply", True),
        (f"[Embassy Bot](https://matrix.to/#/{ME}) apply", "", "apply", True),
        ("Embassy Bot: !apply", pill(ME, "Embassy Bot") + ": !apply", "!apply", True),
        ("@ambassador", "", "", True),
        ("Embassy Bot is nice", "", "Embassy Bot is nice", False),
        ("ambassadors are nice", "", "ambassadors are nice", False),
        ("Embassy Bots: nice", "", "Embassy Bots: nice", False),
        ("@ambassadorial: nice", "", "@ambassadorial: nice", False),
        ("thanks @ambassador:example.org", "", "thanks @ambassador:example.org", False),
        ("thanks Embassy Bot", "thanks " + pill(ME, "Embassy Bot"), "thanks Embassy Bot", False),
    ],
)
def test_who_is_spoken_to(body: str, formatted: str, expected: str, addressed: bool) -> None:
    event = said(text(body, format="org.matrix.custom.html", formatted_body=formatted))
    assert (event.text, event.addressed) == (expected, addressed)


def test_a_client_may_say_by_m_mentions_that_the_first_words_are_a_mention() -> None:
    event = said(text("Embassy Bot apply", **{"m.mentions": {"user_ids": [ME]}}))
    assert (event.text, event.addressed) == ("apply", True)


def test_a_reply_mentions_the_bot_without_speaking_to_it() -> None:
    content = {"m.mentions": {"user_ids": [ME]}, "m.relates_to": {"m.in_reply_to": {"event_id": "$card"}}}
    event = said(text(f"> <{ME}> Claim: !claim 42\n\ncan somebody take this?", **content))
    assert (event.text, event.addressed) == ("can somebody take this?", False)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("> <@bo:example.org> !claim 42\n\nno", "no"),
        ("> !claim 42\n> !claim 43\n!claim 44", "!claim 44"),
        (">\n>quoted\nmine", "mine"),
        ("> !claim 42", "> !claim 42"),
        ("2 > 1", "2 > 1"),
    ],
)
def test_quotes_are_somebody_elses_words(body: str, expected: str) -> None:
    assert said(text(body)).text == expected


@pytest.mark.parametrize(
    ("body", "formatted", "expected"),
    [
        ("handover 42 Bo", "handover 42 " + pill("@bo:example.org", "Bo"), {"Bo": "@bo:example.org"}),
        ("handover 42 @bo:example.org", "", {"@bo:example.org": "@bo:example.org"}),
        ("ask @bo:example.org.", "", {"@bo:example.org": "@bo:example.org"}),
        ("ask (@bo:example.org:8448)", "", {"@bo:example.org:8448": "@bo:example.org:8448"}),
        ("write to bo@example.org:25", "", {}),
        ("Bo and Cy", pill("@bo:x.org", "Bo") + pill("@cy:x.org", "Cy"), {"Bo": "@bo:x.org", "Cy": "@cy:x.org"}),
        ("Bo", pill("@bo%3Ax.org", "Bo") + pill("%40bo%3Ax.org?via=x.org", "Bo"), {"Bo": "@bo:x.org"}),
        ("Bo", '<a href="matrix:u/bo:x.org">Bo</a>', {"Bo": "@bo:x.org"}),
        ("Bo", '<a href="matrix:u/bo:x.org?action=chat">B<b>o</b></a>', {"Bo": "@bo:x.org"}),
        ("[Bo](https://matrix.to/#/@bo:x.org) hi", "", {"Bo": "@bo:x.org"}),
        ("two Bo", pill("@bo:x.org", "Bo") + pill("@bo:y.org", "Bo"), {}),
        ("Bo", "not a pill: <i>Bo</i>", {}),
        ("Bo", '<a href="https://evil.example/#/@bo:x.org">Bo</a>', {}),
        ("Bo", '<a href="https://matrix.to/#/!room:x.org">Bo</a>', {}),
        ("Bo", "<mx-reply>" + pill("@bo:x.org", "Bo") + "</mx-reply>", {}),
        ("Bo", "<blockquote>" + pill("@bo:x.org", "Bo") + "</blockquote>", {}),
        ("Eve", pill("@bo:x.org", "Bo"), {}),
        ("@bo:x.org", pill("@eve:x.org", "@bo:x.org"), {"@bo:x.org": "@bo:x.org"}),
        ("Embassy Bot: hi Embassy Bot", pill(ME, "Embassy Bot") + ": hi " + pill(ME, "Embassy Bot"), {}),
        ("Bo", "<a href='https://matrix.to/#/@bo:x.org'>Bo" * 500, {"Bo": "@bo:x.org"}),
    ],
)
def test_who_is_mentioned(body: str, formatted: str, expected: dict[str, str]) -> None:
    event = said(text(body, format="org.matrix.custom.html", formatted_body=formatted))
    assert event.mentions == {name: f"matrix:{user}" for name, user in expected.items()}


def test_an_answer_in_a_thread_knows_its_root() -> None:
    relation = {"rel_type": "m.thread", "event_id": "$root", "m.in_reply_to": {"event_id": "$last"}}
    assert said(text("!claim 42", **{"m.relates_to": relation})).thread == "$root"
    assert said(text("hi", **{"m.relates_to": {"m.in_reply_to": {"event_id": "$last"}}})).thread is None


def test_an_edit_is_never_a_command_but_changes_an_answer() -> None:
    content = {"m.new_content": {"msgtype": "m.text", "body": "!claim 42"}}
    relation = {"m.relates_to": {"rel_type": "m.replace", "event_id": "$first"}}
    event = translate(text("* !claim 42", **content, **relation), scene(direct=True))
    assert isinstance(event, Edited)
    assert (event.message, event.text, event.id) == ("$first", "!claim 42", "$e")
    assert translate(text("!claim 42", **relation), scene()) is None


def test_a_reaction_and_what_takes_it_back() -> None:
    relation = {"rel_type": "m.annotation", "event_id": "$card", "key": "👍🏽"}
    event = translate(raw({"m.relates_to": relation}, "m.reaction"), scene())
    assert isinstance(event, Reacted)
    assert (event.message, event.emoji, event.reaction) == ("$card", "👍🏽", "$e")
    for gone in (raw({"redacts": "$r"}, "m.room.redaction"), raw({}, "m.room.redaction", redacts="$r")):
        taken = translate(gone, scene())
        assert isinstance(taken, Unreacted)
        assert taken.reaction == "$r"


def test_a_redaction_in_a_direct_chat_deletes_an_answer() -> None:
    event = translate(raw({"redacts": "$answer"}, "m.room.redaction"), scene(direct=True))
    assert isinstance(event, Edited)
    assert (event.message, event.text) == ("$answer", None)


@pytest.mark.parametrize(
    "event",
    [
        text("!claim 42") | {"sender": ME},
        raw({"msgtype": "m.notice", "body": "!claim 42"}),
        raw({"msgtype": "m.image", "body": "!claim 42", "url": "mxc://x/y"}),
        raw({"body": "!claim 42"}),
        raw({"msgtype": ["m.text"], "body": "!claim 42"}),
        text(["!claim 42"]),
        text(None),
        raw("!claim 42"),
        raw(None),
        {},
        text("hi") | {"event_id": None},
        text("hi") | {"sender": 7},
        raw({"m.relates_to": {"rel_type": "m.annotation", "event_id": "$x", "key": 7}}, "m.reaction"),
        raw({"m.relates_to": {"rel_type": "m.reference", "event_id": "$x", "key": "👍"}}, "m.reaction"),
        raw({"m.relates_to": "👍"}, "m.reaction"),
        raw({}, "m.room.redaction"),
        raw({"redacts": ["$x"]}, "m.room.redaction"),
        raw({"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "…"}, "m.room.encrypted"),
        raw({"membership": "join"}, "m.room.member", state_key=ANA),
        text("x", **{"m.relates_to": {"rel_type": "m.replace", "event_id": 7}, "m.new_content": {"body": "x"}}),
    ],
)
def test_what_is_nothing_to_the_bot(event: dict[str, Any]) -> None:
    assert translate(event, scene()) is None


@pytest.mark.parametrize("odd", ["$half\ud800", "$\udfff", "$nul\x00", "$two\nlines", "$" + "é" * 128, 7, None, {}])
def test_what_cannot_be_an_id_is_not_taken_for_one(odd: Any) -> None:
    edit = {"rel_type": "m.replace", "event_id": odd}
    new = {"msgtype": "m.text", "body": "x"}
    refused = (
        text("x") | {"event_id": odd},
        text("x") | {"sender": odd},
        text("x", **{"m.relates_to": edit, "m.new_content": new}),
        raw({"m.relates_to": {"rel_type": "m.annotation", "event_id": odd, "key": "👍"}}, "m.reaction"),
        raw({"redacts": odd}, "m.room.redaction", redacts="$other"),
        raw({}, "m.room.redaction", redacts=odd),
    )
    for event in refused:
        for direct in (True, False):
            assert translate(event, scene(direct=direct)) is None
    kept = said(text("hi", **{"m.relates_to": {"rel_type": "m.thread", "event_id": odd}}))
    assert (kept.text, kept.thread) == ("hi", None)
    assert EVENT.validate_json(EVENT.dump_json(kept)) == kept


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("<b onclick=x>Ana</b>", "<b onclick=x>Ana</b>"),  # kept as written; renderers escape it
        ("Ana\u202enimda\u202c", "Ananimda"),
        ("Ana\n\nAdmin:  yes", "Ana Admin: yes"),
        ("", "ana"),
        ("\u200b\u2060", "ana"),
        ("x" * 500, "x" * 80),
        ("half \ud83d", "half ?"),
    ],
)
def test_display_names_are_only_names(shown: str, expected: str) -> None:
    event = translate(text("hi"), scene(names={ANA: shown}))
    assert event is not None
    assert event.sender.name == expected


@pytest.mark.parametrize("body", ["x" * 60_000, "@" * 30_000, ">" * 30_000, "\x00\ud800🙂", "@a:" * 20_000])
@pytest.mark.parametrize("formatted", ["<a href=" * 8_000, "<a " * 20_000, "<!--" * 16_000, "<b><a>" * 10_000])
def test_hostile_text_arrives_as_text(body: str, formatted: str) -> None:
    event: AnyEvent = said(text(body, formatted_body=formatted))
    assert EVENT.validate_json(EVENT.dump_json(event)) == event


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.just(ME) | st.just("m.text"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
KINDS = st.sampled_from(["m.room.message", "m.reaction", "m.room.redaction", "m.room.member"])
MESSAGE = st.fixed_dictionaries(
    {"msgtype": st.just("m.text"), "body": st.text()},
    optional={"formatted_body": st.text(), "m.relates_to": JSON, "m.mentions": JSON, "m.new_content": JSON},
)


@given(kind=KINDS | JSON, content=MESSAGE | JSON, more=st.dictionaries(KEYS, JSON, max_size=3), direct=st.booleans())
def test_nothing_that_anybody_sends_breaks_it(kind: Any, content: Any, more: dict[str, Any], direct: bool) -> None:
    event = translate(raw(content, kind) | more, scene(direct=direct))
    assert event is None or EVENT.validate_json(EVENT.dump_json(event)) == event
    assert comes_in(raw(content, kind) | more, ME) in (True, False)
