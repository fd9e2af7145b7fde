"""Payloads as Slack sends them, one of each kind, and what the core hears of one."""

from datetime import UTC, datetime
from typing import Any

from adapters.slack.calls import call_of
from adapters.slack.receive import Scene, translate
from adapters.slack.workspace import Workspace
from bot.event import EVENT, Drafted, Edited, Event, Joined, Pressed, Reacted, Said, Submitted, Unreacted
from tests.slack import happenings, payloads
from tests.slack.town import Ephemeral, Message, Town, View

AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TOWN = Town(AT.timestamp)
HERE = Workspace(TOWN.team, TOWN.bot.id, TOWN.bot_id)
SCENE = Scene(HERE, AT)
ANA, BO = TOWN.person("Ana Lopez"), TOWN.person("bo")
EVE = TOWN.person("eve", team="T0OTHER")
MENTORS, DM = TOWN.channel("mentors", ANA, BO, EVE), TOWN.direct(ANA)
URL, TRIGGER = "https://hooks.slack.com/actions/x", "13345224609.738474920.8088930838d88f008e0"
CARD = Message("1772445600.000100", TOWN.bot.id, "card", bot_id=TOWN.bot_id)
FORM = View("V0FORM", ANA.id, {"callback_id": "form", "private_metadata": '{"form": "apply"}'})
STATE = {
    "account": {"account": {"type": "plain_text_input", "value": "<@U2> & co"}},
    "links": {"links": {"type": "plain_text_input", "value": None}},
    "region": {"region": {"type": "static_select", "selected_option": {"value": "EMEA"}}},
    "mentors": {"mentors": {"type": "multi_static_select", "selected_options": [{"value": "a"}, {"value": "b"}]}},
}
FILE = {"type": "file", "file": "F0FILE", "channel": MENTORS.id, "ts": CARD.ts}
Payload = dict[str, Any]


def event(happened: Payload) -> Payload:
    return happenings.event(TOWN, happened) | {"event_id": "Ev0ONE"}


def said(text: str, **more: Any) -> Message:
    return Message("1772445601.000200", ANA.id, text, **more)


def dm(text: str, **more: Any) -> Payload:
    return event(happenings.message(TOWN, DM, said(text)) | more)


def mention(text: str, **more: Any) -> Payload:
    return event(happenings.app_mention(TOWN, MENTORS, said(text)) | more)


def slash(text: str = "", command: str = "/ambassador", **more: Any) -> Payload:
    return payloads.slash(TOWN, ANA, MENTORS, command, text, TRIGGER, URL) | more


def button(value: Any = "claim 42", action: str = "do:0", **more: Any) -> Payload:
    return {"type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": "1.2", **more}


def pressed(*actions: Payload, on: Message | Ephemeral = CARD, **more: Any) -> Payload:
    return payloads.block_actions(TOWN, ANA, MENTORS, on, [*actions] or [button()], TRIGGER, URL) | more


def filled(view: View = FORM, *actions: Payload) -> Payload:
    typed = {"type": "plain_text_input", "action_id": "account", "block_id": "account", "value": "k"}
    return payloads.view_actions(TOWN, ANA, view, STATE, [*actions] or [typed], TRIGGER)


def submitted(view: View = FORM, state: Payload = STATE) -> Payload:
    return payloads.view_submission(TOWN, ANA, view, state, TRIGGER)


def reacted(name: str = "+1::skin-tone-3", *, added: bool = True, user: Any = ANA) -> Payload:
    return event(happenings.reaction(TOWN, user, MENTORS, CARD, name, added=added))


def changed(before: str = "one", after: str = "two", edited: str | None = "1772445700.000300") -> Payload:
    return event(happenings.message_changed(TOWN, DM, said(before), said(after, edited=edited)))


def opened(tab: str = "messages") -> Payload:
    return event(happenings.app_home_opened(TOWN, ANA, DM, tab))


VALID: dict[str, tuple[Payload, type[Event]]] = {
    "slash": (slash("claim 42"), Said),
    "button": (pressed(), Pressed),
    "field": (filled(), Drafted),
    "submission": (submitted(), Submitted),
    "direct": (dm("hi"), Said),
    "mention": (mention(f"<@{TOWN.bot.id}> hi"), Said),
    "edit": (changed(), Edited),
    "deletion": (event(happenings.message_deleted(TOWN, DM, said("x"))), Edited),
    "reaction": (reacted(), Reacted),
    "taken back": (reacted(added=False), Unreacted),
    "opened": (opened(), Joined),
}


def heard(payload: Payload, scene: Scene = SCENE) -> Any:
    """What the core hears; the inbox must be able to keep it."""
    found = translate(payload, call_of(payload), scene)
    assert found is None or EVENT.validate_json(EVENT.dump_json(found)) == found
    return found
