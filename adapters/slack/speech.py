"""An answer in the shapes in which Slack takes one: the body of a message, a view, errors beside fields.

Rules of this file: pure. Words come from the catalogue, in the programme's language; blocks from ``render.py``.
"""

from dataclasses import dataclass
from typing import Any

from adapters.slack import modal, wire
from adapters.slack.render import Commands, pages, plain
from adapters.slack.wire import Payload
from bot.catalogue import Catalogue
from bot.effect import Answer
from bot.event import AnyEvent
from bot.sheet import Sheet

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Speech:
    """The words, and how commands are typed in this workspace."""

    catalogue: Catalogue
    how: Commands

    def page(self, answer: Answer, command: str | None = None, number: int = 0) -> Body:
        """A page of an answer as text and blocks; ``command`` is what it answers. The last one where it has fewer."""
        found = pages(self.catalogue.render(answer.message), self.catalogue, None, self.how, command=command)
        return found[min(number, len(found) - 1)].body

    def body(self, answer: Answer, event: AnyEvent, command: str | None = None, number: int = 0) -> Body:
        """The same as the answer to a command or a button, for the asker alone unless it says otherwise.

        What was asked of the bot alone stays so: it may have been typed where others read.
        """
        shown = "ephemeral" if answer.private or event.direct else "in_channel"
        return {"response_type": shown, **self.page(answer, command, number)}

    def view(self, sheet: Sheet) -> Body:
        """A form to open."""
        return modal.view_of(sheet, self.catalogue, None, self.how)

    def closing(self, answer: Answer, form: str | None = None) -> Body:
        """The answer in place of the form that was handed in."""
        said = self.catalogue.render(answer.message)
        return {
            "response_action": "update",
            "view": modal.view_saying(said, self.catalogue, None, self.how, form),
        }

    def errors(self, answer: Answer, view: Payload) -> Body | None:
        """What is wrong with a form, beside its fields; None where nothing is, or it can't be said there."""
        found = modal.errors_of(answer.faults, view, self.catalogue, None, self.how) if answer.faults else {}
        return {"response_action": "errors", "errors": found} if found else None

    def warning(self, answer: Answer, view: Payload) -> Body | None:
        """What went wrong with a form that stays open, at its first field; None where it has none."""
        block = next((wire.words(each, "block_id") for each in wire.mappings(view, "blocks") if _is_input(each)), None)
        if block is None:
            return None
        said = plain(self.catalogue.render(answer.message), self.how)
        return {"response_action": "errors", "errors": {block: said}}


def _is_input(block: Payload) -> bool:
    return block.get("type") == "input"
