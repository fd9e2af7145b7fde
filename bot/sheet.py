"""A whole form as a surface shows it that can: all fields at once, filled with what the draft holds.

Rules of this file: values and keys, no words and no platform. What comes back is ``Submitted`` with the same field
names; a ``Drafted`` on the way there keeps what was typed so far.
"""

from dataclasses import dataclass

from bot.message import Message, Value


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose. ``value`` is what choosing it types; ``label`` is how it reads, ``note`` says more."""

    value: str
    label: Value
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class Blank:
    """One field to fill. ``label`` and ``question`` are catalogue keys; ``hints`` help to answer.

    ``value`` is what stands there already; where there are ``options``, ``chosen`` are the values of those that are
    chosen. ``most``: how many may be. ``long``: the answer may have several lines.
    """

    name: str
    label: str
    question: str
    value: str = ""
    hints: tuple[Message, ...] = ()
    required: bool = True
    long: bool = False
    options: tuple[Option, ...] = ()
    chosen: tuple[str, ...] = ()
    most: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form, opened for somebody. ``title`` is a catalogue key of at most 24 characters, ``intro`` stands above.

    ``draft`` comes back with what was filled in: which one it was opened on.
    """

    form: str
    title: str
    intro: Message
    blanks: tuple[Blank, ...]
    draft: str | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field of a form that was handed in; ``hints`` help to mend it."""

    field: str
    message: Message
    hints: tuple[Message, ...] = ()
