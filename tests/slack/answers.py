"""What Slack does with what the app answered at once: to a command, and to a view that somebody sent.

Rules of this file: everything that Slack would show is looked at first (``strict``); what isn't as it must be
becomes a violation. Where Slack itself would refuse it, the person sees Slack's error.
"""

from typing import Any

from tests.slack import forms, strict
from tests.slack.strict_text import Problem
from tests.slack.town import Channel, Ephemeral, Message, Town, User, View

Payload = dict[str, Any]

TROUBLE = "We had some trouble connecting. Try again?"
"""What the client shows when an answer to a view never came or made no sense."""
DEEPEST = 3
"""Views that can lie on each other."""


def to_command(
    town: Town, user: User, channel: Channel, body: Payload, violations: list[str]
) -> Ephemeral | Message | None:
    """Shows the answer to a slash command: to its asker alone, unless it says ``in_channel``. None: nothing to show."""
    if not body or _refused("a command", strict.message(body), violations):
        return None
    if (kind := body.get("response_type", "ephemeral")) not in {"ephemeral", "in_channel"}:
        violations.append(f"answer to a command: no such response_type: {kind}")
    text, blocks = str(body.get("text") or ""), forms.identified(body.get("blocks") or [])
    if kind == "in_channel":
        said = Message(town.ts(), town.bot.id, text, blocks, bot_id=town.bot_id)
        channel.messages.append(said)
        return said
    shown = Ephemeral(user.id, channel.id, text, blocks, ts=town.ts())
    town.ephemerals.append(shown)
    return shown


def to_view(town: Town, view: View, body: Payload, violations: list[str]) -> dict[str, str] | None:
    """Does what the app says to a view that was sent. Returns what is wrong by block; None: it made no sense."""
    action = body.get("response_action")
    if not body:
        view.is_open = False
        return {}
    if action == "errors":
        return _errors(view, body.get("errors"), violations)
    if action == "clear":
        for each in stack(town, view.user):
            each.is_open = False
        return {}
    if action not in {"update", "push"}:
        violations.append(f"answer to a view: no such response_action: {action}")
        return None
    new = body.get("view")
    if _refused("a view", strict.view(new), violations):
        return None
    assert isinstance(new, dict)
    if action == "update":
        view.body, view.hash = new, str(town.number())
        return {}
    if len(stack(town, view.user)) == DEEPEST:
        violations.append("answer to a view: a fourth view on top of three")
        return None
    pushed = View(f"V{town.number():07d}", view.user, new, previous=view.id)
    town.views[pushed.id] = pushed
    return {}


def _errors(view: View, errors: Any, violations: list[str]) -> dict[str, str] | None:
    inputs = {each.block["block_id"] for each in forms.fields(view) if each.block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        violations.append("answer to a view: errors are texts by block, and at least one")
        return None
    for block_id, text in errors.items():
        if block_id not in inputs:
            violations.append(f"answer to a view: an error for {block_id}, which is no input of it")
        if not isinstance(text, str) or not text:
            violations.append(f"answer to a view: the error for {block_id} says nothing")
    return {str(block_id): str(text) for block_id, text in errors.items()}


def _refused(what: str, problems: list[Problem], violations: list[str]) -> bool:
    violations += [f"answer to {what}: {problem}" for problem in problems]
    return any(problem.code is not None for problem in problems)


def stack(town: Town, user: str) -> list[View]:
    """The modals that somebody has open, the one in front last."""
    views = (each for each in town.views.values() if each.user == user and each.is_open)
    return [each for each in views if each.body.get("type", "modal") == "modal"]
