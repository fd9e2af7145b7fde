"""What somebody sends who isn't Slack, or who isn't whom they say: nothing comes of it."""

import copy
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.adapters.slack.slow import slowed
from tests.adapters.slack.world import FORM, Place, inhabited
from tests.slack import happenings, payloads
from tests.slack.town import Message, Town, View
from tests.slack.wire import FORM as FORM_TYPE
from tests.slack.wire import JSON, Request, Spoilt

pytestmark = pytest.mark.usefixtures("quick")


def claiming(place: Place, who: Any = None) -> str:
    """The body of somebody's ``/ambassador claim 1``."""
    user = (who or place.ana).user
    api, channel = place.slack.api, place.mentors
    url, trigger = api.response_url(user, channel), api.trigger(user)
    return urlencode(payloads.slash(place.slack.town, user, channel, "/ambassador", "claim 1", trigger, url))


async def applied(place: Place) -> None:
    """Kim has applied, and everything was brought."""
    await place.apply()
    await place.card()
    await place.quiet()


@pytest.mark.parametrize("how", Spoilt)
async def test_what_slack_didnt_sign_is_refused_and_touches_nothing(tmp_path: Path, how: Spoilt) -> None:
    async with inhabited(tmp_path) as place:
        await applied(place)
        slow, calls = slowed(place.app), len(place.slack.api.calls)
        wire, town = place.slack.http, place.slack.town
        said = Message(town.ts(), place.kim.id, "withdraw yes")
        event = json.dumps(happenings.event(town, happenings.message(town, place.kim.direct, said)))
        for body, kind in ((claiming(place), FORM_TYPE), (event, JSON)):
            reply = await wire.post(wire.spoil(wire.signed(body, kind), how))
            assert reply.status == 401
        assert await place.history() == ["apply"]
        assert slow.written == 0
        assert len(place.slack.api.calls) == calls


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Signature": "v0=é" + "0" * 63},
        {"X-Slack-Signature": "v0=" + "0" * 64, "X-Slack-Request-Timestamp": "now"},
        {"X-Slack-Signature": "v0=" + "0" * 64, "X-Slack-Request-Timestamp": "9" * 40},
        {"X-Slack-Bolt-Lazy-Only": "1", "X-Slack-Bolt-Lazy-Function-Name": "listener"},
        {"X-Slack-Signature": ""},
    ],
)
async def test_odd_headers_are_refused(tmp_path: Path, headers: dict[str, str]) -> None:
    async with inhabited(tmp_path) as place:
        await applied(place)
        slow = slowed(place.app)
        for body, kind in ((claiming(place), FORM_TYPE), ("{", JSON), ("[]", JSON), ('["ssl_check"]', JSON)):
            reply = await place.slack.http.post(Request(body.encode(), {"Content-Type": kind, **headers}))
            assert reply.status in {400, 401}
        assert slow.written == 0
        assert not [each for each in place.logs if each["log_level"] == "error"]


async def test_what_looks_at_the_certificate_does_nothing_else(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await applied(place)
        slow = slowed(place.app)
        assert (await place.slack.http.ssl_check()).status == 200
        body = claiming(place) + "&ssl_check=1"
        assert (await place.slack.http.post(Request(body.encode(), {"Content-Type": FORM_TYPE}))).status == 200
        assert slow.written == 0
        assert await place.history() == ["apply"]


async def test_the_address_is_confirmed_to_slack_alone(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        wire = place.slack.http
        assert (await wire.url_verification("a-challenge")).body == {"challenge": "a-challenge"}
        asked = wire.signed(json.dumps(payloads.url_verification("a-challenge")), JSON)
        assert (await wire.post(wire.spoil(asked, Spoilt.BAD))).status == 401


async def test_lazy_listeners_cant_be_called(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await applied(place)
        await place.ana.slash("/ambassador queue")
        lazy = {"X-Slack-Bolt-Lazy-Only": "1", "X-Slack-Bolt-Lazy-Function-Name": "listener"}
        reply = await place.slack.http.post(place.slack.http.signed(claiming(place), FORM_TYPE, lazy))
        assert "You now mentor Kim" in reply.body["text"]  # handled as any other


async def test_a_request_that_is_sent_again_has_no_second_effect(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await applied(place)
        wire = place.slack.http
        await place.ana.slash("/ambassador claim 1")
        claimed = wire.posted[-1]
        again = await wire.post(claimed)
        assert "You now mentor Kim" in again.body["text"]
        await place.ana.slash("/ambassador note 1 Met Kim at home")
        await wire.post(wire.posted[-1])
        await place.ana.slash("/ambassador release 1")
        await wire.post(claimed)
        view = (await place.ana.slash("/apply")).view
        assert view is not None
        await place.ana.submit(view, {**FORM, "account": "ana", "email": "ana@example.org"})
        await wire.post(wire.posted[-1])
        await place.quiet()
        assert await place.history() == ["apply", "claim", "note", "release"]
        assert await place.history(2) == ["apply"]


FORGED = (
    "claim 1",
    "sponsor 1",
    "read 1",
    "thumbsup 1",
    "role grant coordinator @Kim",
    "assign 1 @Kim",
    "claim 1\nclaim 1",
    "note 1 " + "x" * 5000,
    "\u202eclaim 1",
    "!claim 1",
    "<!channel>",
    "as @Ana claim 1",
)


@pytest.mark.parametrize("value", FORGED)
async def test_a_forged_button_is_only_ever_a_typed_command(tmp_path: Path, value: str) -> None:
    async with inhabited(tmp_path) as place:
        await applied(place)
        await place.kim.join(place.mentors)
        card = await place.card()
        for action in ("do:0", "do:999", "more:7"):
            outcome = await place.kim.forge(action, value, card)
            assert outcome.error is None
        await place.quiet()
        assert await place.history() == ["apply"]
        assert "I like maps" not in str([each.blocks for each in place.kim.seen_privately()])
        assert len([each for each in place.mentors.messages if each.bot_id]) == 1


async def test_what_is_no_button_of_the_bots_does_nothing(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await applied(place)
        slow = slowed(place.app)
        for action in ("do:", "do:x", "do:0000", "claim", "more:0", "", "do:0\n"):
            assert (await place.ana.forge(action, "claim 1", await place.card())).error is None
        for value in ("", " ", "\n"):
            assert (await place.ana.forge("do:0", value, await place.card())).error is None
        await place.quiet()
        assert slow.written == 0
        assert await place.history() == ["apply"]


def forged_view(town: Town, view: View, **changes: Any) -> dict[str, Any]:
    """A form as a client of one's own sends it."""
    values = {name: {name: {"type": "plain_text_input", "value": "x"}} for name in FORM}
    state = changes.pop("state", values)
    return {**payloads.view_body(town, view, state), **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"callback_id": "said"},
        {"callback_id": ""},
        {"private_metadata": "{"},
        {"private_metadata": "[" * 3000},
        {"private_metadata": '{"form": "role"}'},
        {"private_metadata": '{"form": "answer"}'},
        {"private_metadata": '{"form": 5}'},
        {"private_metadata": '{"form": "apply", "case": 1}'},
        {"state": {}},
        {"state": {"account": {"account": {"type": "plain_text_input", "value": "x" * 100_000}}}},
        {"state": {"mentor_id": {"mentor_id": {"type": "plain_text_input", "value": "1"}}}},
        {"state": {"region": {"region": {"type": "static_select", "selected_option": {"value": "'; DROP"}}}}},
        {
            "state": {
                "mentors": {"mentors": {"type": "multi_static_select", "selected_options": [{"value": "<!here>"}]}}
            }
        },
        {"blocks": [{"type": "input", "block_id": "<!channel>"}]},
    ],
)
async def test_a_forged_form_changes_nothing_but_ones_own_draft(tmp_path: Path, changes: dict[str, Any]) -> None:
    async with inhabited(tmp_path) as place:
        await applied(place)
        town, wire, bo = place.slack.town, place.slack.http, place.bo
        view = (await bo.slash("/apply")).view
        assert view is not None
        for kind in ("view_submission", "block_actions", "view_closed"):
            body = payloads.view_submission(town, bo.user, view, {}, place.slack.api.trigger(bo.user))
            body |= {"type": kind, "view": forged_view(town, view, **copy.deepcopy(changes))}
            if kind == "block_actions":
                body["actions"] = [{"type": "plain_text_input", "action_id": "account", "block_id": "account"}]
            reply = await wire.interaction(body)
            assert reply.error is None
            assert "update" not in str(reply.body.get("view", {}).get("callback_id"))
        await place.quiet()
        assert await place.history() == ["apply"]
        assert not [each for each in place.logs if each["log_level"] == "error"]


async def test_nobody_fills_somebody_elses_form(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        view = (await place.kim.slash("/apply")).view
        assert view is not None
        town, bo = place.slack.town, place.bo
        state = {name: {name: {"type": "plain_text_input", "value": str(value)}} for name, value in FORM.items()}
        body = payloads.view_submission(town, bo.user, view, state, place.slack.api.trigger(bo.user))
        reply = await place.slack.http.interaction(body)
        assert "isn't open any more" in json.dumps(reply.body)
        await place.quiet()
        assert place.mentors.messages == []


@pytest.mark.parametrize("kind", ["block_actions", "view_submission"])
async def test_nobody_undoes_what_somebody_else_is_typing(tmp_path: Path, kind: str) -> None:
    async with inhabited(tmp_path) as place:
        view = (await place.kim.slash("/apply")).view
        await place.bo.slash("/apply")
        assert view is not None
        await place.kim.type_into(view, "account", "kim-of-oslo")
        state = {"account": {"account": {"type": "plain_text_input", "value": "bo"}}}
        body = payloads.view_submission(
            place.slack.town, place.bo.user, view, state, place.slack.api.trigger(place.bo.user)
        )
        action = {"type": "plain_text_input", "action_id": "account", "block_id": "account"}
        await place.slack.http.interaction({**body, "type": kind, "actions": [action]})
        await place.kim.close(view)
        again = (await place.kim.slash("/apply")).view
        assert "kim-of-oslo" in str(again)


async def test_everything_that_slack_may_send_is_acknowledged(tmp_path: Path) -> None:
    async with inhabited(tmp_path) as place:
        await applied(place)
        town, wire, user = place.slack.town, place.slack.http, place.ana.user
        trigger = place.slack.api.trigger(user)
        base = {"user": {"id": user.id, "team_id": town.team}, "team": {"id": town.team}, "trigger_id": trigger}
        kinds = (
            "shortcut", "message_action", "block_suggestion", "view_submission", "view_closed", "block_actions",
            "workflow_step_edit", "workflow_step_execute", "interactive_message", "dialog_submission",
            "dialog_cancellation", "dialog_suggestion", "function_executed", "something_new",
        )  # fmt: skip
        for kind in kinds:
            extras: tuple[dict[str, Any], ...] = (
                {}, {"callback_id": "x", "action_ts": "1.2", "value": "x", "name": "x"}, {"actions": []},
            )  # fmt: skip
            for more in extras:
                reply = await wire.interaction({"type": kind, **base, **more})
                assert (reply.error, reply.status) == (None, 200), kind
        topics = ("message.channels", "file_shared", "team_join", "channel_archive", "function_executed", "link_shared")
        for topic in topics:
            told = happenings.event(town, {"type": topic, "event_ts": town.ts(), "channel": place.emea.id})
            assert (await wire.event(told)).error is None, topic
        for odd in (
            {"type": "event_callback"},
            {"type": "app_rate_limited"},
            {},
        ):
            assert (await wire.post(wire.signed(json.dumps(odd), JSON))).status == 200, odd
        for odd_form in ("command=", "command=%2Funknown&text=x", "payload=%7B%7D", "x=y", ""):
            assert (await wire.post(wire.signed(odd_form, FORM_TYPE))).status == 200, odd_form
        await place.quiet()
        assert await place.history() == ["apply"]
        assert not place.slack.http.waiting
        assert not [each for each in place.logs if each["log_level"] == "error"]
