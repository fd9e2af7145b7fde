"""Forms as Slack shows them: a sheet as a view, and what somebody filled in as texts by field.

Rules of this file: pure functions; tested by golden files. A view comes back as whoever sent it wrote it, so that no
field of it is trusted to be there or to have its type; what was filled in goes through the core's checks like any
typed word. Fields tell of themselves while somebody types, because a view that is closed doesn't say what stood in it.
Where a text has a twin for whole forms (its key and ``-whole``), that one is shown: "type `none`" is no advice here.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapters.slack.blocks import Block
from adapters.slack.render import LABEL, Commands, label, plain, rich
from adapters.slack.wire import Payload, mapping, mappings, words
from bot.catalogue import Catalogue
from bot.message import Message, Text, say
from bot.sheet import Blank, Fault, Option, Sheet
from bot.text import Rendered

FORM = "form"
"""The callback of a view that is a form."""
LONGEST = 3_000
"""Characters that a field can hold; Slack may count as UTF-16 does."""
_TITLE = 24
_HINT = 2_000
_OPTION = 150
"""Characters of an option's value."""
_GROUP = 100
"""Options of one group."""
_OPTIONS = 500
"""Options that are still a list; more are typed."""


class Forged(ValueError):
    """A view that isn't a form of ours."""


def view_of(sheet: Sheet, catalogue: Catalogue, locale: str | None, how: Commands) -> Block:
    """A form as a view to open."""
    whole = _Whole(catalogue, locale, how)
    blocks = rich(whole.rendered(sheet.intro), how)
    blocks += [block for blank in sheet.blanks for block in _blank(blank, sheet.form, whole)]
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": json.dumps({"form": sheet.form, "draft": sheet.draft}),
        "title": label(catalogue.text(sheet.title, locale), _TITLE),
        "submit": label(catalogue.text("do-send", locale), _TITLE),
        "close": label(catalogue.text("slack-close", locale), _TITLE),
        "notify_on_close": True,
        "blocks": blocks,
    }


def view_saying(
    rendered: Rendered, catalogue: Catalogue, locale: str | None, how: Commands, form: str | None = None
) -> Block:
    """A view that only says something, in place of the form of that name."""
    title = f"form-{form}-title"
    return {
        "type": "modal",
        "callback_id": "said",
        "title": label(catalogue.text(title if catalogue.has(title) else "slack-title", locale), _TITLE),
        "close": label(catalogue.text("slack-close", locale), _TITLE),
        "blocks": rich(rendered, how),
    }


def values_of(view: Any) -> tuple[str, dict[str, str]]:
    """The form that a view is, and what stands in its fields; raises Forged where it is none.

    What somebody emptied is there, as an empty text. A field that the view doesn't have isn't.
    """
    form = _form(view)
    state = mapping(mapping(view, "state"), "values")
    found = {name: _value(mapping(mapping(state, name), name)) for name in state}
    return form, {name: value for name, value in found.items() if value is not None}


def draft_of(view: Any) -> str | None:
    """Which draft the form was opened on; None where it doesn't say. Raises Forged."""
    return words(_metadata(view), "draft")


def errors_of(
    faults: Sequence[Fault], view: Any, catalogue: Catalogue, locale: str | None, how: Commands
) -> dict[str, str]:
    """What is wrong, under the fields that the view has. Where that is nothing, the answer's message says it all."""
    whole = _Whole(catalogue, locale, how)
    blocks = mappings(view, "blocks") if isinstance(view, Mapping) else ()
    there = {words(block, "block_id") for block in blocks}
    return {fault.field: _cut(whole.line(fault.message), _HINT) for fault in faults if fault.field in there}


class _Whole:
    """The catalogue, for one reader of a whole form."""

    def __init__(self, catalogue: Catalogue, locale: str | None, how: Commands) -> None:
        self._catalogue, self._locale, self.how = catalogue, locale, how

    def rendered(self, message: Message) -> Rendered:
        """A message, by its twin for whole forms where it has one."""
        return self._catalogue.render(self._twin(message), self._locale)

    def line(self, message: Message) -> str:
        """A message as bare text."""
        return plain(self.rendered(message), self.how)

    def _twin(self, message: Message) -> Message:
        key = f"{message.key}-whole"
        parts = tuple(map(self._twin, message.parts))
        return replace(message, key=key if self._catalogue.has(key) else message.key, parts=parts)


def _blank(blank: Blank, form: str, whole: _Whole) -> list[Block]:
    options = _options(blank, whole)
    if not options and len(blank.value.encode("utf-16-le", "replace")) // 2 > LONGEST:
        kept = say("slack-kept", field=Text(blank.label), command=form)
        return rich(whole.rendered(kept), whole.how)
    block: Block = {
        "type": "input",
        "block_id": blank.name,
        "label": label(whole.line(say(blank.question)), _HINT),
        "element": _select(blank, options) if options else _input(blank),
        "optional": not blank.required,
        "dispatch_action": True,
    }
    hint = "\n".join(whole.line(each) for each in blank.hints)
    if hint:
        block["hint"] = {"type": "plain_text", "text": _cut(hint, _HINT), "emoji": False}
    return [block]


def _input(blank: Blank) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": blank.name,
        "multiline": blank.long,
        "max_length": LONGEST,
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    return {**element, "initial_value": blank.value} if blank.value else element


def _select(blank: Blank, options: Sequence[Block]) -> Block:
    """A list to choose from, in groups where it is long. What was chosen and isn't there any more isn't chosen."""
    by_value = {option["value"]: option for option in options}
    chosen = [by_value[value] for value in dict.fromkeys(blank.chosen) if value in by_value][: blank.most]
    several = blank.most > 1
    element: Block = {"type": "multi_static_select" if several else "static_select", "action_id": blank.name}
    if len(options) > _GROUP:
        element["option_groups"] = [_group(options[at : at + _GROUP]) for at in range(0, len(options), _GROUP)]
    else:
        element["options"] = list(options)
    if several:
        element["max_selected_items"] = blank.most
    if chosen:
        element |= {"initial_options": chosen} if several else {"initial_option": chosen[0]}
    return element


def _group(options: Sequence[Block]) -> Block:
    first, last = (option["text"]["text"] for option in (options[0], options[-1]))
    half = (LABEL - 3) // 2
    return {"label": label(f"{_cut(first, half)} – {_cut(last, half)}"), "options": list(options)}


def _options(blank: Blank, whole: _Whole) -> list[Block]:
    """What can be chosen, each once; nothing where that is more than a list can hold."""
    shown = {each.value: _option(each, whole) for each in blank.options if 0 < len(each.value) <= _OPTION}
    return list(shown.values()) if len(shown) <= _OPTIONS else []


def _option(option: Option, whole: _Whole) -> Block:
    text = whole.line(say("slack-option", label=option.label)).strip()
    block: Block = {"text": label(text or option.value), "value": option.value}
    note = whole.line(option.note) if option.note is not None else ""
    return {**block, "description": label(note)} if note.strip() else block


def _form(view: Any) -> str:
    """The name of the form that a view is. Raises Forged."""
    name = words(_metadata(view), "form")
    if not name:
        raise Forged("it doesn't say which form it is")
    return name


def _metadata(view: Any) -> Payload:
    """What a view was given to hand back. Raises Forged."""
    if not isinstance(view, Mapping) or view.get("callback_id") != FORM:
        raise Forged("not a form of ours")
    try:
        kept = json.loads(words(view, "private_metadata") or "")
    except (ValueError, RecursionError):
        kept = None
    if not isinstance(kept, Mapping):
        raise Forged("its metadata isn't ours")
    return kept


def _value(field: Payload) -> str | None:
    """What stands in a field; several choices are joined as one would type them. None where it isn't a field."""
    match field.get("type"):
        case "plain_text_input":
            return words(field, "value") or ""
        case "static_select":
            return words(mapping(field, "selected_option"), "value") or ""
        case "multi_static_select":
            chosen = [words(option, "value") for option in mappings(field, "selected_options")]
            return ", ".join(value for value in chosen if value)
        case _:
            return None


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
