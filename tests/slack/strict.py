"""Whether Slack would take a message or a view, and whether we want it to.

Rules of this file: everything that reaches Slack is looked at: blocks, keys, types and lengths, beyond what
``slack_sdk.models`` checks, and then by those classes too. Pure functions: what they find, the caller keeps.
"""

import copy
import json
import re
from collections.abc import Callable
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.slack.strict_elements import element
from tests.slack.strict_rich import rich_text
from tests.slack.strict_text import EITHER, Check, Problem

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
TEXT = 40_000
"""Characters of a message's text, behind which Slack cuts."""
EDITED = 4000
"""Bytes of a text that replaces another: chat.update refuses more (``msg_too_long``), chat.postMessage doesn't."""
BLOCKS = 12_000
"""Characters in all blocks of a message: Slack refuses somewhere above 13,000, and doesn't say where."""
METADATA = 8000
"""Bytes of a message's metadata."""
_EVENT = re.compile(r"[A-Za-z0-9_.-]{1,255}")


def message(body: dict[str, Any], *, edits: bool = False) -> list[Problem]:
    """What is wrong with what chat.postMessage, an ephemeral or a ``response_url`` is given. ``edits``: chat.update."""
    check = Check("invalid_blocks")
    blocks = body.get("blocks") or []
    _said(check, body.get("text"), edits=edits, shown=bool(blocks))
    if blocks:
        _blocks(check, check.several("blocks", blocks, MESSAGE_BLOCKS))
    if check.letters > BLOCKS:
        said = f"{check.letters} characters in all, at most {BLOCKS}"
        check.problems.append(Problem("blocks", said, "msg_blocks_too_long"))
    if body.get("metadata"):
        _metadata(check, body["metadata"])
    if blocks and not check.problems:
        _by_the_sdk(check, "blocks", lambda: [each.to_dict() for each in _parsed(blocks)])
    return check.problems


def view(body: Any) -> list[Problem]:
    """What is wrong with a view."""
    check = Check("invalid_arguments")
    may = "callback_id private_metadata clear_on_close notify_on_close external_id submit close title"
    if not check.keys("view", body, may.split(), {"type", "blocks"}):
        return check.problems
    if body["type"] not in {"modal", "home"}:
        check.wrong("view.type", "modal or home belongs here")
    for name in ("title", "submit", "close"):
        if name in body:
            check.text(f"view.{name}", body[name], 24)
    for name, most in (("callback_id", 255), ("external_id", 255), ("private_metadata", 3000)):
        if name in body:
            check.string(f"view.{name}", body[name], most)
    blocks = check.several("view.blocks", body["blocks"], VIEW_BLOCKS)
    _blocks(check, blocks)
    inputs = any(isinstance(each, dict) and each.get("type") == "input" for each in blocks)
    if body["type"] == "modal" and "title" not in body:
        check.wrong("view", "title is missing")
    if body["type"] == "modal" and inputs and "submit" not in body:
        check.wrong("view", "it has inputs, so it needs submit")
    if not check.problems:
        _by_the_sdk(check, "view", lambda: (View(**copy.deepcopy(body)).to_dict(), _parsed(blocks)))
    return check.problems


def _said(check: Check, text: Any, *, edits: bool, shown: bool) -> None:
    """A message's own text: what notifications and screen readers have of it."""
    if not isinstance(text, str | None):
        check.problems.append(Problem("text", "a string belongs here", "invalid_arguments"))
    elif not (text or "").strip():
        if shown:
            check.unwanted("text", "missing: notifications and screen readers have nothing to read")
        else:
            check.problems.append(Problem("text", "nothing is said", "no_text"))
    else:
        assert text is not None
        if len(text) > TEXT:
            check.problems.append(Problem("text", f"{len(text)} characters, at most {TEXT}", "msg_too_long"))
        size = len(text.encode())
        if edits and size > EDITED:
            check.problems.append(Problem("text", f"{size} bytes, at most {EDITED} in chat.update", "msg_too_long"))
        check.markup("text", text)


def _metadata(check: Check, value: Any) -> None:
    where, code = "metadata", "invalid_metadata_format"
    if not isinstance(value, dict) or set(value) != {"event_type", "event_payload"}:
        check.problems.append(Problem(where, "event_type and event_payload belong here", code))
        return
    if not isinstance(value["event_type"], str) or not _EVENT.fullmatch(value["event_type"]):
        check.problems.append(Problem(f"{where}.event_type", "a name belongs here", code))
    if not isinstance(value["event_payload"], dict):
        check.problems.append(Problem(f"{where}.event_payload", "an object belongs here", code))
    if len(json.dumps(value).encode()) > METADATA:
        check.problems.append(Problem(where, f"more than {METADATA} bytes", "metadata_too_large"))


def _blocks(check: Check, blocks: list[Any]) -> None:
    for number, block in enumerate(blocks):
        kind = block.get("type") if isinstance(block, dict) else None
        where = f"blocks[{number}]"
        if kind not in _TYPES:
            check.wrong(where, f"no such block: {kind}")
            continue
        needs, may, look = _TYPES[kind]
        if check.keys(where, block, {"block_id", *may.split()}, {"type", *needs.split()}):
            if "block_id" in block:
                check.named(f"{where}.block_id", block["block_id"], check.blocks)
            look(check, where, block)


def _section(check: Check, where: str, block: dict[str, Any]) -> None:
    if "text" not in block and "fields" not in block:
        check.wrong(where, "text or fields belong here")
    if "text" in block:
        check.text(f"{where}.text", block["text"], 3000, EITHER)
    if "fields" in block:
        for number, each in enumerate(check.several(f"{where}.fields", block["fields"], 10)):
            check.text(f"{where}.fields[{number}]", each, 2000, EITHER)
    if "accessory" in block:
        element(check, f"{where}.accessory", block["accessory"], "section")
    if not isinstance(block.get("expand", True), bool):
        check.wrong(f"{where}.expand", "true or false belongs here")


def _header(check: Check, where: str, block: dict[str, Any]) -> None:
    check.text(f"{where}.text", block["text"], 150)


def _context(check: Check, where: str, block: dict[str, Any]) -> None:
    for number, each in enumerate(check.several(f"{where}.elements", block["elements"], 10)):
        if isinstance(each, dict) and each.get("type") == "image":
            element(check, f"{where}.elements[{number}]", each, "context")
        else:
            check.text(f"{where}.elements[{number}]", each, 2000, EITHER)


def _actions(check: Check, where: str, block: dict[str, Any]) -> None:
    for number, each in enumerate(check.several(f"{where}.elements", block["elements"], 25)):
        element(check, f"{where}.elements[{number}]", each, "actions")


def _input(check: Check, where: str, block: dict[str, Any]) -> None:
    check.text(f"{where}.label", block["label"], 2000)
    if "hint" in block:
        check.text(f"{where}.hint", block["hint"], 2000)
    for name in ("optional", "dispatch_action"):
        if not isinstance(block.get(name, True), bool):
            check.wrong(f"{where}.{name}", "true or false belongs here")
    element(check, f"{where}.element", block["element"], "input")


def _image(check: Check, where: str, block: dict[str, Any]) -> None:
    element(check, where, {name: block[name] for name in ("type", "image_url", "alt_text")}, "section")
    if "title" in block:
        check.text(f"{where}.title", block["title"], 2000)


def _table(check: Check, where: str, block: dict[str, Any]) -> None:
    """A table: one a message; how long its cells are is counted with all that rich text holds."""
    if check.tables:
        check.problems.append(Problem(where, "a message has one table at most", "invalid_attachments"))
    check.tables += 1
    for number, row in enumerate(check.several(f"{where}.rows", block["rows"], 100)):
        for at, cell in enumerate(check.several(f"{where}.rows[{number}]", row, 20)):
            inside = f"{where}.rows[{number}][{at}]"
            if not isinstance(cell, dict) or cell.get("type") != "rich_text":
                check.wrong(inside, "rich text belongs here")
            elif check.keys(inside, cell, (), {"type", "elements"}):
                rich_text(check, inside, cell)
    for number, column in enumerate(check.several(f"{where}.column_settings", block["column_settings"], 20)):
        check.keys(f"{where}.column_settings[{number}]", column, {"align", "is_wrapped"}, set())


def _nothing(_check: Check, _where: str, _block: dict[str, Any]) -> None:
    """A divider has no more to look at."""


_TYPES: dict[str, tuple[str, str, Callable[[Check, str, dict[str, Any]], None]]] = {
    "section": ("", "text fields accessory expand", _section),
    "header": ("text", "", _header),
    "divider": ("", "", _nothing),
    "context": ("elements", "", _context),
    "actions": ("elements", "", _actions),
    "input": ("label element", "hint optional dispatch_action", _input),
    "image": ("image_url alt_text", "title", _image),
    "rich_text": ("elements", "", rich_text),
    "table": ("rows", "column_settings", _table),
}
"""Each block's needed keys, other keys, and what looks at it. What we begin to send is added here with its limits."""


def _parsed(blocks: list[dict[str, Any]]) -> list[Block]:
    return Block.parse_all(copy.deepcopy(blocks))


def _by_the_sdk(check: Check, where: str, build: Callable[[], Any]) -> None:
    """What the SDK's own classes say, where nothing else is wrong."""
    try:
        build()
    except (SlackObjectFormationError, TypeError, KeyError, ValueError, AttributeError) as refused:
        check.wrong(where, f"slack_sdk: {refused}")
