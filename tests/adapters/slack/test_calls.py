"""Whose a payload is, and how one may answer it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from adapters.slack.calls import Call, call_of, ours
from adapters.slack.receive import Scene
from tests.adapters.slack.sent import (
    ANA,
    AT,
    CARD,
    EVE,
    FORM,
    HERE,
    MENTORS,
    STATE,
    TOWN,
    TRIGGER,
    URL,
    VALID,
    Payload,
    button,
    event,
    heard,
    mention,
    pressed,
    slash,
    submitted,
)
from tests.slack import happenings, payloads
from tests.slack.town import Town


def other(payload: Payload) -> Payload:
    """The same from a workspace that isn't ours."""
    text = json.dumps(payload).replace(TOWN.team, "T0OTHER").replace(TOWN.bot_id, "B0OTHER")
    moved: Payload = json.loads(text)
    return moved


@pytest.mark.parametrize("name", VALID)
def test_what_is_another_workspaces_is_nothing_to_us(name: str) -> None:
    assert heard(other(VALID[name][0])) is None


def test_an_event_in_a_shared_channel_may_name_their_workspace_and_our_installation() -> None:
    theirs = mention(f"<@{TOWN.bot.id}> hi", user=EVE.id, user_team=EVE.team) | {"team_id": EVE.team}
    assert heard(theirs).sender.identity == HERE.identity(EVE.id)
    assert heard(theirs | {"authorizations": []}) is None


def test_somebody_from_elsewhere_may_press_our_button() -> None:
    theirs = payloads.block_actions(TOWN, EVE, MENTORS, CARD, [button()], TRIGGER, URL)
    assert heard(theirs | {"team": {"id": EVE.team}}).sender.identity == HERE.identity(EVE.id)
    assert heard(theirs | {"team": {"id": EVE.team}, "message": {"bot_id": "B0OTHER"}}) is None


def test_a_form_is_theirs_who_opened_it() -> None:
    theirs = payloads.view_submission(TOWN, EVE, FORM, STATE, TRIGGER)
    assert theirs["team"]["id"] == EVE.team
    assert heard(theirs).sender.identity == HERE.identity(EVE.id)
    opened_elsewhere = submitted()
    opened_elsewhere["view"]["app_installed_team_id"] = EVE.team
    assert heard(opened_elsewhere) is None


def test_an_organisation_is_named_by_both_its_ids() -> None:
    grid = Town(AT.timestamp, enterprise="E0ORG")
    kim = grid.person("kim")
    whole = replace(HERE, enterprise="E0ORG", user=grid.bot.id)
    payload = payloads.slash(grid, kim, grid.channel("x"), "/apply", "", TRIGGER, URL)
    found = heard(payload, Scene(whole, AT))
    assert found.sender.identity == f"slack:E0ORG.{grid.team}/{kim.id}"
    sister = payload | {"team_id": "T0SISTER"}
    assert not ours(sister, whole)
    assert ours(sister | {"is_enterprise_install": "true"}, whole)
    assert not ours(sister | {"is_enterprise_install": "true"}, replace(whole, enterprise="E0ELSE"))
    action = pressed() | {"team": None, "message": {}}
    assert ours(action, HERE)
    assert not ours(action | {"user": {"id": ANA.id, "team_id": "T0OTHER"}}, HERE)


# How one may answer


def test_how_one_may_answer() -> None:
    assert call_of(slash("x")) == Call(ANA.id, TRIGGER, URL, MENTORS.id)
    assert call_of(pressed()) == Call(ANA.id, TRIGGER, URL, MENTORS.id, None, CARD.ts)
    assert call_of(submitted()) == Call(ANA.id, TRIGGER, view_id=FORM.id, view_hash=FORM.hash)
    root = "1772445000.000001"
    asked = Call(ANA.id, channel=MENTORS.id, thread_ts=root, message_ts="1772445601.000200")
    assert call_of(mention("x", thread_ts=root)) == asked
    assert call_of(event(happenings.tokens_revoked(TOWN))) is None


def test_what_would_let_others_answer_stays_out_of_logs() -> None:
    assert URL not in repr(call_of(slash("x")))
    assert TRIGGER not in repr(call_of(slash("x")))


@pytest.mark.parametrize("url", ["ftp://x", "javascript:alert(1)", 7, None, "https://x y", "https://" + "x" * 3000])
def test_what_is_no_address_is_not_posted_to(url: Any) -> None:
    call = call_of(slash("x", response_url=url))
    assert call is not None
    assert call.response_url is None
