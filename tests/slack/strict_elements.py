"""What stands inside blocks: buttons, menus, inputs; which keys each has, where it may stand, and how long it may be.

Rules of this file: tables first. A type or a key that isn't in them is a problem, even where Slack has it: add it
here with its limits before sending it.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from tests.slack.strict_text import EITHER, PLAIN, Check


class Kind(NamedTuple):
    """An element: where it may stand, the keys that it needs, and others that it may have."""

    homes: str
    needs: str
    may: str = ""


_MENU = "placeholder confirm focus_on_load"
ELEMENTS = {
    "button": Kind("section actions", "action_id text", "value url style confirm accessibility_label"),
    "overflow": Kind("section actions", "action_id options", "confirm"),
    "static_select": Kind("section actions input", "action_id", f"options option_groups initial_option {_MENU}"),
    "multi_static_select": Kind(
        "section input", "action_id", f"options option_groups initial_options max_selected_items {_MENU}"
    ),
    "external_select": Kind("section actions input", "action_id", f"initial_option min_query_length {_MENU}"),
    "users_select": Kind("section actions input", "action_id", f"initial_user {_MENU}"),
    "multi_users_select": Kind("section input", "action_id", f"initial_users max_selected_items {_MENU}"),
    "channels_select": Kind("section actions input", "action_id", f"initial_channel response_url_enabled {_MENU}"),
    "checkboxes": Kind("section actions input", "action_id options", "initial_options confirm focus_on_load"),
    "radio_buttons": Kind("section actions input", "action_id options", "initial_option confirm focus_on_load"),
    "plain_text_input": Kind(
        "input",
        "action_id",
        "initial_value multiline min_length max_length dispatch_action_config focus_on_load placeholder",
    ),
    "email_text_input": Kind("input", "action_id", "initial_value dispatch_action_config focus_on_load placeholder"),
    "url_text_input": Kind("input", "action_id", "initial_value dispatch_action_config focus_on_load placeholder"),
    "datepicker": Kind("section actions input", "action_id", f"initial_date {_MENU}"),
    "timepicker": Kind("section actions input", "action_id", f"initial_time timezone {_MENU}"),
    "image": Kind("section context", "image_url alt_text"),
}
MOST_OPTIONS = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}
INPUT = 3000
"""Characters that an input takes."""
_TRIGGERS = {"on_enter_pressed", "on_character_entered"}


def element(check: Check, where: str, value: Any, home: str) -> None:
    """One element of a block."""
    kind = ELEMENTS.get(str(value.get("type"))) if isinstance(value, dict) else None
    if kind is None:
        check.wrong(where, f"no such element: {value.get('type') if isinstance(value, dict) else value!r}")
        return
    if home not in kind.homes.split():
        check.wrong(where, f"{value['type']} can't stand in {home}")
    if not check.keys(where, value, kind.may.split(), {"type", *kind.needs.split()}):
        return
    for name in value:
        if name in _KEYS:
            _KEYS[name](check, f"{where}.{name}", value[name])
    if "options" in f"{kind.needs} {kind.may}".split():
        _choices(check, where, value)
    if value["type"] == "plain_text_input":
        _written(check, where, value)
    most = value.get("max_selected_items")
    if isinstance(most, int) and isinstance(chosen := value.get("initial_options", []), list) and len(chosen) > most:
        check.wrong(where, f"{len(chosen)} are chosen, and only {most} may be")


def _choices(check: Check, where: str, value: dict[str, Any]) -> None:
    """Options, in groups or not, and those of them that are chosen."""
    if ("options" in value) == ("option_groups" in value):
        check.wrong(where, "either options or option_groups belong here")
        return
    types = EITHER if value["type"] in {"checkboxes", "radio_buttons"} else (PLAIN,)
    most = MOST_OPTIONS.get(value["type"], 100)
    found: list[Any] = []
    for number, group in enumerate(check.several(f"{where}.option_groups", value.get("option_groups", [value]), 100)):
        inside = where if "options" in value else f"{where}.option_groups[{number}]"
        if group is not value and not check.keys(inside, group, (), {"label", "options"}):
            continue
        if group is not value:
            check.text(f"{inside}.label", group["label"], 75)
        for index, option in enumerate(check.several(f"{inside}.options", group["options"], most)):
            _option(check, f"{inside}.options[{index}]", option, types)
        found += group["options"] if isinstance(group["options"], list) else []
    _chosen(check, where, value, found)


def _chosen(check: Check, where: str, value: dict[str, Any], found: list[Any]) -> None:
    values = [each.get("value") for each in found if isinstance(each, dict)]
    if len(set(values)) < len(values):
        check.unwanted(where, "two options have the same value: nobody could tell which was chosen")
    initial = value.get("initial_options", [value["initial_option"]] if "initial_option" in value else None)
    if initial is None:
        return
    for option in check.several(f"{where}.initial_options", initial, 100):
        if option not in found:
            check.wrong(where, "what is chosen at first isn't among the options, as it stands there")


def _option(check: Check, where: str, value: Any, types: tuple[str, ...]) -> None:
    if check.keys(where, value, {"description"}, {"text", "value"}):
        check.text(f"{where}.text", value["text"], 75, types)
        check.string(f"{where}.value", value["value"], 150)
        if "description" in value:
            check.text(f"{where}.description", value["description"], 75, types)


def _written(check: Check, where: str, value: dict[str, Any]) -> None:
    """An input's bounds, and what stands in it already."""
    least, most = value.get("min_length", 0), value.get("max_length", INPUT)
    if isinstance(least, int) and isinstance(most, int) and isinstance(value.get("initial_value", ""), str):
        if least > most:
            check.wrong(where, f"at least {least} and at most {most} characters: nothing fits")
        if len(value.get("initial_value", "")) > most:
            check.wrong(where, f"initial_value has {len(value['initial_value'])} characters, at most {most} fit")


def _confirm(check: Check, where: str, value: Any) -> None:
    if check.keys(where, value, {"style"}, {"title", "text", "confirm", "deny"}):
        check.text(f"{where}.title", value["title"], 100)
        check.text(f"{where}.text", value["text"], 300, EITHER)
        check.text(f"{where}.confirm", value["confirm"], 30)
        check.text(f"{where}.deny", value["deny"], 30)
        _style(check, f"{where}.style", value.get("style", "primary"))


def _style(check: Check, where: str, value: Any) -> None:
    if value not in {"primary", "danger"}:
        check.wrong(where, "primary or danger belongs here, or no style")


def _flag(check: Check, where: str, value: Any) -> None:
    if not isinstance(value, bool):
        check.wrong(where, "true or false belongs here")


def _focus(check: Check, where: str, value: Any) -> None:
    _flag(check, where, value)
    if value is True and check.focused:
        check.wrong(where, "only one element can have the focus")
    check.focused = check.focused or value is True


def _dispatch(check: Check, where: str, value: Any) -> None:
    if check.keys(where, value, (), {"trigger_actions_on"}):
        wanted = check.several(f"{where}.trigger_actions_on", value["trigger_actions_on"], len(_TRIGGERS))
        if not all(isinstance(each, str) and each in _TRIGGERS for each in wanted):
            check.wrong(where, f"only {' and '.join(sorted(_TRIGGERS))} belong here")


def _url(check: Check, where: str, value: Any) -> None:
    if check.string(where, value, 3000) and not re.match(r"https?://\S+\Z", value):
        check.wrong(where, "no address that begins with https://")


def _day(check: Check, where: str, value: Any) -> None:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        check.wrong(where, "a day belongs here, as 2026-05-31")


def _time(check: Check, where: str, value: Any) -> None:
    if not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", str(value)):
        check.wrong(where, "a time belongs here, as 09:30")


def _ids(check: Check, where: str, value: Any) -> None:
    for each in check.several(where, value if isinstance(value, list) else [value], 100):
        if not re.fullmatch(r"[UWCGD][A-Z0-9]+", str(each)):
            check.wrong(where, "an id of Slack's belongs here")


def _only(_: bool) -> None:
    """The check has said what there is to say."""


_KEYS: dict[str, Callable[[Check, str, Any], None]] = {
    "accessibility_label": lambda check, where, value: _only(check.string(where, value, 75)),
    "action_id": lambda check, where, value: check.named(where, value, check.actions),
    "alt_text": lambda check, where, value: _only(check.string(where, value, 2000)),
    "confirm": _confirm,
    "dispatch_action_config": _dispatch,
    "focus_on_load": _focus,
    "image_url": _url,
    "initial_channel": _ids,
    "initial_date": _day,
    "initial_time": _time,
    "initial_user": _ids,
    "initial_users": _ids,
    "initial_value": lambda check, where, value: _only(check.string(where, value, INPUT)),
    "max_length": lambda check, where, value: _only(check.number(where, value, 1, INPUT)),
    "max_selected_items": lambda check, where, value: _only(check.number(where, value, 1, 100)),
    "min_length": lambda check, where, value: _only(check.number(where, value, 0, INPUT)),
    "min_query_length": lambda check, where, value: _only(check.number(where, value, 0, 100)),
    "multiline": _flag,
    "placeholder": lambda check, where, value: check.text(where, value, 150),
    "response_url_enabled": _flag,
    "style": _style,
    "text": lambda check, where, value: check.text(where, value, 75),
    "timezone": lambda check, where, value: _only(check.string(where, value, 100)),
    "url": _url,
    "value": lambda check, where, value: _only(check.string(where, value, 2000)),
}
