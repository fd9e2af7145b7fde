"""Forms, declared once: fields, their checks, and what to do with the answers.

A surface that shows whole forms gets all fields at once (``Submitted``); one that doesn't gets them one by one from
``dialogue.py``. Both write the same draft, so that either can finish what the other began. Texts are catalogue keys
derived from the names: ``ask-apply-email`` is the question, ``field-apply-email`` the label.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.message import Message, Value, Words
from bot.sheet import Option

if TYPE_CHECKING:
    from bot.context import Ctx
    from bot.effect import Outcome
    from bot.model import Dialogue


def _as_written(_ctx: "Ctx", value: str) -> Value:
    return Words(value)


def _no_options(_ctx: "Ctx", _values: Mapping[str, str]) -> tuple[Option, ...]:
    return ()


def _chosen(_ctx: "Ctx", value: str) -> tuple[str, ...]:
    return (value,)


def _no_hints(_ctx: "Ctx", _values: Mapping[str, str]) -> tuple[Message, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    ``check`` turns what was typed into the text that is kept, or raises Refused with what it wanted; it gets the
    other values too. ``shown`` is how a kept text reads in the summary. ``hints`` go with the question.

    Where the form is shown whole: ``long`` asks for room to write; ``options`` are what one can choose, at the
    ``most`` so many, and ``chosen`` are the values of those that a kept text stands for; ``above``: what the hints say
    stands above the form already.
    """

    name: str
    check: "Callable[[Ctx, str, Mapping[str, str]], str]"
    required: bool = True
    shown: "Callable[[Ctx, str], Value]" = _as_written
    hints: "Callable[[Ctx, Mapping[str, str]], tuple[Message, ...]]" = _no_hints
    long: bool = False
    options: "Callable[[Ctx, Mapping[str, str]], tuple[Option, ...]]" = _no_options
    chosen: "Callable[[Ctx, str], tuple[str, ...]]" = _chosen
    most: int = 1
    above: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form. ``confirm``: the answers are shown once more before they are sent.

    ``submit`` gets the checked values; its outcome is the form's. ``each``: somebody may be filling several, each about
    another case, which the command that opens it names.
    """

    name: str
    fields: tuple[Field, ...]
    submit: "Callable[[Ctx, Dialogue, dict[str, str]], Outcome]"
    confirm: bool = True
    each: bool = False

    @property
    def module(self) -> str:
        """Where it is declared."""
        return self.submit.__module__

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        return {field.name: field for field in self.fields}[name]

    def question(self, field: Field) -> str:
        """The catalogue key of a field's question."""
        return f"ask-{self.name}-{field.name.replace('_', '-')}"

    def label(self, field: Field) -> str:
        """The catalogue key of a field's label."""
        return f"field-{self.name}-{field.name.replace('_', '-')}"
