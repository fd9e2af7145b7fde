"""What Slack's client does with a view before anybody hears of it: its fields, what stands in them, what it refuses.

Rules of this file: a field is found by its block, its action or its label. What somebody changed is kept under block
and action, so it outlives an update that keeps both; what they didn't touch is what the view began with. A refusal
raises ``NotPossible``: Slack wouldn't have sent anything.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.slack.town import View

Block = dict[str, Any]
Value = str | Sequence[str] | None

LONGEST = 3000
"""Characters of a text field that names no maximum."""
_TEXTS = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input"})
_STATE = {
    **dict.fromkeys(_TEXTS, "value"),
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
}
"""Where each kind of field keeps its value. What we begin to use is added here."""
_FORMATS = {
    "email_text_input": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "url_text_input": re.compile(r"https?://\S+"),
    "number_input": re.compile(r"-?\d+(\.\d+)?"),
}


class NotPossible(AssertionError):
    """Slack's client doesn't let somebody do that."""


@dataclass(frozen=True)
class Field:
    """Something in a view that holds a value."""

    block: Block
    element: Block

    @property
    def key(self) -> str:
        """Where the value stands in the state."""
        return _STATE[self.element["type"]]

    @property
    def label(self) -> str:
        """What stands above it."""
        return str(self.block["label"]["text"]) if "label" in self.block else ""

    @property
    def required(self) -> bool:
        """Whether the view can't be sent without it."""
        return self.block["type"] == "input" and not self.block.get("optional", False)

    @property
    def options(self) -> list[Block]:
        """What can be chosen."""
        groups = [group["options"] for group in self.element.get("option_groups", [])]
        return [option for options in [self.element.get("options", []), *groups] for option in options]


def identified(blocks: list[Block]) -> list[Block]:
    """The blocks themselves; those without ids get some, as they do when Slack takes them."""
    for number, block in enumerate(blocks):
        block.setdefault("block_id", f"block-{number}")
        for position, element in enumerate(_elements(block)):
            element.setdefault("action_id", f"action-{number}-{position}")
    return blocks


def _elements(block: Block) -> list[Block]:
    if block["type"] == "actions":
        return list(block["elements"])
    return [block[name] for name in ("element", "accessory") if name in block and block[name]["type"] != "image"]


def buttons(blocks: list[Block]) -> Iterator[tuple[Block, Block]]:
    """Every button with its block."""
    for block in identified(blocks):
        yield from ((block, element) for element in _elements(block) if element["type"] == "button")


def fields(view: View) -> list[Field]:
    """Everything that holds a value, in order."""
    blocks = identified(view.body["blocks"])
    return [Field(block, each) for block in blocks for each in _elements(block) if each["type"] != "button"]


def find(view: View, name: str) -> Field:
    """One field."""
    for each in fields(view):
        if name in {each.block["block_id"], each.element["action_id"], each.label}:
            return each
    raise NotPossible(f"the view has no field {name}, but {[each.block['block_id'] for each in fields(view)]}")


def state(view: View) -> dict[str, dict[str, Block]]:
    """Values by block and action, as they are now."""
    values: dict[str, dict[str, Block]] = {}
    for each in fields(view):
        block_id, action_id = each.block["block_id"], each.element["action_id"]
        changed = view.state.get(block_id, {}).get(action_id)
        if changed is None or changed["type"] != each.element["type"]:
            changed = {"type": each.element["type"], each.key: _initial(each)}
        values.setdefault(block_id, {})[action_id] = changed
    return values


def _initial(field: Field) -> Any:
    given = field.element.get(f"initial_{field.key.removeprefix('selected_')}")
    return given if given is not None else [] if field.key.endswith("s") else None


def put(view: View, name: str, value: Value) -> tuple[Field, Block]:
    """Somebody types into a field, or chooses options by their labels. Returns the field and its new value."""
    field = find(view, name)
    if field.key == "value":
        given: Any = _text(field, value)
    elif "option" in field.key:
        given = _chosen(field, value)
    else:
        given = value
    new = {"type": field.element["type"], field.key: given}
    view.state.setdefault(field.block["block_id"], {})[field.element["action_id"]] = new
    return field, new


def _text(field: Field, value: Value) -> str | None:
    if not isinstance(value, str | None):
        raise NotPossible(f"{field.label} is a text, nothing to choose from")
    most = field.element.get("max_length", LONGEST)
    if value is not None and len(value) > most:
        raise NotPossible(f"{field.label}: at most {most} characters")
    if value is not None and "\n" in value and not field.element.get("multiline"):
        raise NotPossible(f"{field.label} has one line")
    return value or None


def _chosen(field: Field, value: Value) -> Any:
    labels = [value] if isinstance(value, str) else list(value or ())
    options = {option["text"]["text"]: option for option in field.options}
    for label in labels:
        if label not in options:
            raise NotPossible(f"{field.label} has no option {label}, but {list(options)}")
    many = field.key.endswith("s")
    most = field.element.get("max_selected_items", len(options)) if many else 1
    if len(labels) > most:
        raise NotPossible(f"{field.label}: at most {most} can be chosen")
    chosen = [options[label] for label in labels]
    return chosen if many else chosen[0] if chosen else None


def check(view: View) -> None:
    """What the client checks when somebody presses the view's button."""
    if view.body.get("type") == "modal" and "submit" not in view.body:
        raise NotPossible("the view has no button that sends it")
    values = state(view)
    for each in fields(view):
        value = values[each.block["block_id"]][each.element["action_id"]][each.key]
        if not value and each.required:
            raise NotPossible(f"{each.label}: please complete this required field")
        if not isinstance(value, str):
            continue
        least, form = each.element.get("min_length", 0), _FORMATS.get(each.element["type"])
        if len(value) < least:
            raise NotPossible(f"{each.label}: at least {least} characters")
        if form is not None and not form.fullmatch(value):
            raise NotPossible(f"{each.label}: that is no {each.element['type'].split('_')[0]}")


def triggers(field: Field, on: str) -> bool:
    """Whether the app hears of a change: of each keystroke (``on_character_entered``), of Enter, or of a choice."""
    if field.block["type"] != "input":
        return True
    if not field.block.get("dispatch_action", False):
        return False
    asked = field.element.get("dispatch_action_config", {}).get("trigger_actions_on", ["on_enter_pressed"])
    return field.element["type"] not in _TEXTS or on in asked


def action(field: Field, value: Block, at: str) -> Block:
    """The change as ``block_actions`` tells it."""
    ids = {"block_id": field.block["block_id"], "action_id": field.element["action_id"]}
    return {**value, **ids, "action_ts": at}
