"""Buttons and forms: what the core hears of them."""

from dataclasses import replace

import pytest

from adapters.slack.calls import Call, call_of
from bot.event import Pressed
from tests.adapters.slack.sent import (
    ANA,
    CARD,
    DM,
    FORM,
    HERE,
    MENTORS,
    TOWN,
    TRIGGER,
    URL,
    Payload,
    button,
    filled,
    heard,
    pressed,
    submitted,
)
from tests.slack import payloads
from tests.slack.town import Ephemeral, View


def test_a_button_types_its_command_where_it_stands() -> None:
    found = heard(pressed(button("sponsor 42")))
    assert (found.text, found.message, found.thread) == ("sponsor 42", CARD.ts, None)


def test_a_button_in_a_thread_is_answered_there() -> None:
    root = "1772445000.000001"
    assert heard(pressed(on=replace(CARD, thread_ts=root))).thread == root
    only_mine = Ephemeral(ANA.id, MENTORS.id, "x", thread_ts=root, ts="1772445601.000900")
    assert heard(pressed(on=only_mine)).thread == root
    assert heard(pressed(on=replace(CARD, thread_ts=CARD.ts))).thread is None  # a card that others answered under


def test_a_button_in_a_direct_chat_is_direct() -> None:
    found = heard(payloads.block_actions(TOWN, ANA, DM, CARD, [button()], TRIGGER, URL))
    assert (found.room, found.direct) == (HERE.direct(ANA.id), True)


@pytest.mark.parametrize("view", [FORM, View("V0SAID", ANA.id, {"callback_id": "said"})])
def test_a_button_in_a_view_types_its_command_too(view: View) -> None:
    found = heard(filled(view, button("status")))
    assert isinstance(found, Pressed)
    assert (found.text, found.message, found.room, found.window) == ("status", None, HERE.direct(ANA.id), True)


@pytest.mark.parametrize(
    "action",
    [
        button(action="do:x"),
        button(action="else"),
        button(action="more:0"),
        button(action="more:"),
        button(value=None),
        button(value=" "),
        button(value=["claim 42"]),
        button() | {"type": "static_select"},
        button() | {"action_id": 7},
        {},
    ],
)
def test_what_is_no_button_of_ours_types_nothing(action: Payload) -> None:
    assert heard(pressed(action)) is None


def test_another_page_is_the_same_command_again() -> None:
    payload = pressed(button("mentors", "more:3"))
    call = call_of(payload)
    assert heard(payload).text == "mentors"
    assert call is not None
    assert call.page == 3


VALUES = {"account": "<@U2> & co", "links": "", "region": "EMEA", "mentors": "a, b"}


def test_a_form_is_what_was_typed_into_its_fields() -> None:
    for payload in (submitted(), filled()):
        found = heard(payload)
        assert (found.form, found.values) == ("apply", VALUES)


@pytest.mark.parametrize(
    "body",
    [
        {"callback_id": "said", "private_metadata": '{"form": "apply"}'},
        {"callback_id": "form", "private_metadata": ""},
        {"callback_id": "form", "private_metadata": "[" * 3000},
        {"callback_id": "form", "private_metadata": "[]"},
        {"callback_id": "form", "private_metadata": '{"form": 7}'},
        {"callback_id": "form", "private_metadata": '{"form": null}'},
    ],
)
def test_a_view_that_is_no_form_of_ours_says_nothing(body: Payload) -> None:
    view = replace(FORM, body=body)
    assert heard(submitted(view)) is None
    assert heard(filled(view)) is None


def test_a_field_that_can_be_none_of_ours_is_left_out() -> None:
    state = {name: {name: {"type": "plain_text_input", "value": "x"}} for name in ("why", "Why", "w\ud800", "")}
    assert heard(submitted(state=state)).values == {"why": "x"}


def test_a_closed_form_tells_nothing_but_whose_it_was() -> None:
    closed = payloads.view_closed(TOWN, ANA, FORM, cleared=False)
    assert heard(closed) is None
    assert call_of(closed) == Call(ANA.id, view_id=FORM.id, view_hash=FORM.hash)
