"""What may stand in rich text: sections, quotes and lists of text and people.

Rules of this file: nothing in rich text is parsed, so its texts are never looked at for markup. What pings everybody or
leads somewhere (broadcast, usergroup, link) isn't here, because we don't send it.
"""

import re
from typing import Any

from tests.slack.strict_text import Check

_STYLES = {"bold", "code"}
_LISTS = {"bullet", "ordered"}


def rich_text(check: Check, where: str, block: dict[str, Any]) -> None:
    """A block of rich text."""
    for number, part in enumerate(check.several(f"{where}.elements", block["elements"], 2000)):
        inside = f"{where}.elements[{number}]"
        kind = part.get("type") if isinstance(part, dict) else None
        if kind in {"rich_text_section", "rich_text_quote"}:
            _run(check, inside, part)
        elif kind == "rich_text_list":
            _list(check, inside, part)
        else:
            check.wrong(inside, f"no such element of rich text: {kind}")


def _list(check: Check, where: str, part: dict[str, Any]) -> None:
    if not check.keys(where, part, (), {"type", "style", "elements"}):
        return
    if part["style"] not in _LISTS:
        check.wrong(f"{where}.style", f"only {' and '.join(sorted(_LISTS))} belong here")
    for number, item in enumerate(check.several(f"{where}.elements", part["elements"], 2000)):
        if isinstance(item, dict) and item.get("type") == "rich_text_section":
            _run(check, f"{where}.elements[{number}]", item)
        else:
            check.wrong(f"{where}.elements[{number}]", "a section belongs here")


def _run(check: Check, where: str, part: dict[str, Any]) -> None:
    if not check.keys(where, part, (), {"type", "elements"}):
        return
    for number, span in enumerate(check.several(f"{where}.elements", part["elements"], 2000)):
        inside = f"{where}.elements[{number}]"
        kind = span.get("type") if isinstance(span, dict) else None
        if kind == "text":
            _text(check, inside, span)
        elif kind == "user":
            _user(check, inside, span)
        elif kind == "channel":
            _channel(check, inside, span)
        else:
            check.wrong(inside, f"no such span: {kind}")


def _text(check: Check, where: str, span: dict[str, Any]) -> None:
    if not check.keys(where, span, {"style"}, {"type", "text"}):
        return
    if not isinstance(span["text"], str) or not span["text"]:
        check.wrong(f"{where}.text", "something to say belongs here")
        return
    check.letters += len(span["text"])
    style = span.get("style", {"bold": True})
    if not isinstance(style, dict) or not style or set(style) - _STYLES or set(style.values()) != {True}:
        check.wrong(f"{where}.style", f"only {' and '.join(sorted(_STYLES))} belong here")


def _channel(check: Check, where: str, span: dict[str, Any]) -> None:
    wanted = check.keys(where, span, (), {"type", "channel_id"})
    if wanted and not re.fullmatch(r"[CG][A-Z0-9]+", str(span["channel_id"])):
        check.wrong(f"{where}.channel_id", "the id of a channel belongs here")


def _user(check: Check, where: str, span: dict[str, Any]) -> None:
    if check.keys(where, span, (), {"type", "user_id"}) and not re.fullmatch(r"[UW][A-Z0-9]+", str(span["user_id"])):
        check.wrong(f"{where}.user_id", "the id of a person belongs here")
