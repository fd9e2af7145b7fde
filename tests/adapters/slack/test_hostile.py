"""Whatever stands in a payload, it breaks nothing, and nobody is taken for somebody else."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.calls import call_of
from adapters.slack.receive import mentioned
from bot.event import AnyEvent
from tests.adapters.slack.sent import (
    ANA,
    DM,
    HERE,
    TOWN,
    VALID,
    Payload,
    button,
    changed,
    dm,
    event,
    heard,
    mention,
    pressed,
    reacted,
    slash,
    submitted,
)
from tests.slack import happenings


@pytest.mark.parametrize("odd", ["u0lower", "U", "U1/U2", "U1\n", "U" * 50, "Ü12", 7, None, {}, ["U12"]])
def test_what_cannot_be_an_id_is_not_taken_for_one(odd: Any) -> None:
    for payload in (
        dm("x", user=odd),
        dm("x", channel=odd),
        dm("x", ts=odd),
        mention("x", user=odd),
        slash("x", user_id=odd),
        slash("x", channel_id=odd),
        pressed(user={"id": odd}),
        event(happenings.app_home_opened(TOWN, ANA, DM, "messages") | {"user": odd}),
    ):
        assert heard(payload) is None
    assert heard(dm("x", thread_ts=odd)).thread is None


@pytest.mark.parametrize("odd", ["", "half\ud800", "two words", "x" * 256, 7, None, {}])
def test_an_odd_trigger_or_event_id_names_nothing(odd: Any) -> None:
    for payload in (slash("x", trigger_id=odd), pressed(trigger_id=odd), reacted() | {"event_id": odd}):
        assert heard(payload) is None


HOSTILE = ["x" * 60_000, "<@" * 30_000, "<" * 60_000, "<@U22|" * 10_000, "&lt;" * 20_000, "`" * 60_000, "\x00\ud800🙂"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_arrives_as_text(text: str) -> None:
    for payload in (dm(text), slash(text), changed(after=text), pressed(button(text)), submitted(state=_state(text))):
        assert heard(payload) is not None


def _state(text: str) -> Payload:
    return {"why": {"why": {"type": "plain_text_input", "value": text}}}


WORDS = sorted(
    {"U22", "D22", TOWN.team, TOWN.bot.id, "1.2", "message_changed", "message_deleted", "tombstone", "form", "do:1"}
    | {"event_callback", "block_actions", "view_submission", "message", "app_mention", "reaction_added", "true"}
)


def _keys(value: Any) -> set[str]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return set(value if isinstance(value, dict) else ()).union(*map(_keys, inner))


KEYS = st.sampled_from(sorted(_keys([payload for payload, _ in VALID.values()])))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=5),
    max_leaves=15,
)


@given(payload=st.dictionaries(KEYS, JSON, max_size=8))
def test_nothing_that_anybody_sends_breaks_it(payload: Payload) -> None:
    heard(payload)
    heard(payload | {"team_id": TOWN.team})
    assert mentioned(payload, HERE) is not None


@given(name=st.sampled_from(sorted(VALID)), data=st.data())
def test_no_payload_with_odd_fields_breaks_it(name: str, data: st.DataObject) -> None:
    payload = copy.deepcopy(VALID[name][0])
    for _ in range(data.draw(st.integers(1, 3))):
        _mutate(payload, data)
    found: AnyEvent | None = heard(payload)
    call = call_of(payload)
    if found is not None:
        assert call is not None
        assert found.sender.identity == HERE.identity(call.user)  # who is answered is who asked
        assert found.room in {HERE.direct(call.user), HERE.room(call.channel or "")}


def _mutate(payload: Payload, data: st.DataObject) -> None:
    """Put something else, or nothing, in one place."""
    places: list[tuple[Any, Any]] = []
    _walk(payload, lambda holder, key: places.append((holder, key)))
    if not places:
        return
    holder, key = data.draw(st.sampled_from(places))
    if isinstance(holder, dict) and data.draw(st.booleans()):
        del holder[key]
    else:
        holder[key] = data.draw(JSON)


def _walk(value: Any, seen: Callable[[Any, Any], None]) -> None:
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        seen(value, key)
        if isinstance(inner, dict | list):
            _walk(inner, seen)
