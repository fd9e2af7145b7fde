"""From meaning to words: Message -> Rendered in a language, by Fluent files in ``locale/<language>/``.

Titles (ambassador, mentor) are Fluent terms, so that a programme can name them its own way. Numbers select plurals;
every other value travels as a placeholder past Fluent and comes back as a span: it is never read as markup.
A key that is missing is a bug and raises, in tests, not in front of a person: the tests hold every key. An operator's
own text stands before ours, and ours behind it: what can't be said in theirs is said in ours.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, assert_never
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.lists import format_list
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Junk, Resource

from bot.address import named
from bot.message import (
    Action,
    Ago,
    Channel,
    Day,
    Lasting,
    Many,
    Mention,
    Message,
    Table,
    Text,
    Tongue,
    ToType,
    Value,
    When,
    Words,
)
from bot.text import Button, Kind, Line, Rendered, Span, Style, Template, fill, parse, placeholder

LOCALES = Path(__file__).parent / "locale"
_Join = Literal["standard", "or"]
_NO_SOURCES: Mapping[str, str] = {}
_NO_OWN: Mapping[str, FluentBundle] = {}
_FSI, _PDI = "\u2068", "\u2069"
_SPACED, _COLON = (Span(" · "),), Span(": ")
"""Between the cells of a row that is shown as a line, and behind the head of each."""
_PRIVATE = {0xE000: None, 0xE001: None}
_REMEMBERED = 4096
"""Texts that are kept as they were read last: values are holes in them, so there are few."""


class Catalogue:
    """All texts in all languages, with English behind each. ``own``: an operator's, by language."""

    def __init__(
        self, bundles: Mapping[str, FluentBundle], default: str = "en", own: Mapping[str, FluentBundle] = _NO_OWN
    ) -> None:
        self._bundles, self._own = bundles, own
        self._default = default
        self._formatted = lru_cache(_REMEMBERED)(self._format)
        self._template = lru_cache(_REMEMBERED)(lambda *wanted: parse(self._format(*wanted)))

    @classmethod
    def load(cls, default: str = "en", own: Mapping[str, str] = _NO_SOURCES) -> "Catalogue":
        """Read every language of ``locale/``; ``own``: Fluent by language, checked by ``wording.py``, that goes before.

        Raises ValueError on a file that isn't Fluent, with its name and line.
        """
        found = languages()
        bundles = {name: _bundle(name) for name in found}
        theirs = {name: _over(name, source) for name, source in own.items() if name in found}
        return cls(bundles, default if default in found else "en", theirs)

    @property
    def languages(self) -> frozenset[str]:
        """The languages there are."""
        return frozenset(self._bundles)

    def has(self, key: str) -> bool:
        """Whether English, the fallback of every language, has a text."""
        return self._bundles["en"].has_message(key)

    def render(self, message: Message, locale: str | None = None) -> Rendered:
        """Put a message into words. Raises KeyError on an unknown key, ValueError on a missing argument."""
        language = self.language(locale)
        lines = self._lines(message, language)
        buttons = tuple(
            Button(self._label(action, language), action.command, action.hint) for action in message.actions
        )
        return Rendered(tuple(lines), buttons)

    def text(self, key: str, locale: str | None = None) -> str:
        """A text without values, such as a button's label."""
        return self._plain(key, self.language(locale))

    def _label(self, action: Action, language: str) -> str:
        label = " ".join([self._plain(action.label, language), *_bare(action.name).split()])
        return f"{label} #{action.about}" if action.about else label

    def language(self, locale: str | None) -> str:
        """The language in which it is said to a reader of ``locale``."""
        return locale if locale is not None and locale in self._bundles else self._default

    def _lines(self, message: Message, language: str) -> Iterable[Line]:
        values = list(message.args.values())
        arguments: dict[str, Any] = {
            name: value if isinstance(value, int) else placeholder(index)
            for index, (name, value) in enumerate(message.args.items())
        }
        template = self._template(message.key, tuple(arguments.items()), language)
        yield from fill(template, lambda index: self._value(values[index], language))
        if message.table is not None:
            yield from self._rows(message.table, language)
        for part in message.parts:
            yield from self._lines(part, language)

    def _rows(self, table: Table, language: str) -> Iterable[Line]:
        heads = [(Span(self._plain(head, language)),) for head in table.heads]
        yield Line((), Kind.HEAD, tuple(heads))
        for row in table.rows:
            cells = [self._value(value, language) for value in row]
            named = [(*_SPACED, *head, _COLON, *cell) for head, cell in zip(heads[1:], cells[1:], strict=True) if cell]
            yield Line((*cells[0], *(span for cell in named for span in cell)), Kind.ROW, tuple(cells))

    def _plain(self, key: str, language: str) -> str:
        return self._formatted(key, (), language)

    def _format(self, key: str, arguments: tuple[tuple[str, Any], ...], language: str) -> str:
        for spoken in (language, "en"):
            own = self._own.get(spoken)
            if own is not None and own.has_message(key):
                with suppress(Exception):  # it was looked at when the bot began, but nobody shall be left without words
                    return _formatted(own, key, arguments)
            if self._bundles[spoken].has_message(key):
                return _formatted(self._bundles[spoken], key, arguments)
        raise KeyError(key)

    def _value(self, value: Value, language: str) -> tuple[Span, ...]:
        match value:
            case str() | int():
                return (Span(_bare(str(value))),)
            case Words(words):
                return (Span(f"{_FSI}{_bare(words)}{_PDI}", Style.WORDS),)
            case Mention() | Channel():
                return (_link(value),)
            case Day(day, whole):
                return (Span(format_date(day, format="full" if whole else "long", locale=language)),)
            case When(at, zone):
                return (Span(_when(at, zone, language)),)
            case Ago(seconds):
                return (Span(_ago(seconds, language)),)
            case ToType(command):
                return (Span(f"!{_bare(command)}", Style.CODE),)
            case Lasting(seconds):
                return (Span(_lasting(seconds, language)),)
            case Text(key):
                return (Span(self._plain(key, language)),)
            case Tongue(code):
                return (Span(_tongue(code, language)),)
            case Many(items, either):
                return self._many(items, "or" if either else "standard", language)
            case _:
                assert_never(value)

    def _many(
        self, items: tuple[str | Words | Mention | Channel | Text | Tongue, ...], style: _Join, language: str
    ) -> tuple[Span, ...]:
        if not items:
            return (Span(self._plain("none", language)),)
        (line,) = fill(_listed(len(items), style, language), lambda index: self._value(items[index], language))
        return line.spans


def _formatted(bundle: FluentBundle, key: str, arguments: tuple[tuple[str, Any], ...]) -> str:
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise KeyError(key)
    text, errors = bundle.format_pattern(pattern, dict(arguments))
    if errors:
        raise ValueError(f"{key}: {errors[0]}")
    return str(text)


def _link(value: Mention | Channel) -> Span:
    """Somebody, or a room, for a platform to make a link of."""
    if isinstance(value, Channel):
        return Span(named(value.room), Style.ROOM, room=value.room)
    return Span(_bare(value.name) or value.identity, Style.PERSON, value.identity)


def _bare(text: str) -> str:
    return text.translate(_PRIVATE)


@lru_cache
def _tongue(code: str, language: str) -> str:
    return str(Locale.parse(language).languages.get(code, code))


@lru_cache
def _listed(many: int, style: _Join, language: str) -> Template:
    """A list of so many: "a, b and c"."""
    return parse(format_list([placeholder(index) for index in range(many)], style, locale=language))


@lru_cache(_REMEMBERED)
def _when(at: datetime, zone: str, language: str) -> str:
    """ "Tue, Mar 3, 09:00": a day with its weekday, and the time there."""
    there = at.astimezone(ZoneInfo(zone))
    day = format_skeleton("MMMEd", there, locale=language)
    return f"{day}, {format_time(there, 'HH:mm', locale=language)}"


@lru_cache(_REMEMBERED)
def _ago(seconds: int, language: str) -> str:
    return format_timedelta(timedelta(seconds=-max(seconds, 1)), add_direction=True, locale=language)


@lru_cache(_REMEMBERED)
def _lasting(seconds: int, language: str) -> str:
    """Exact enough to compare: what is less than two weeks is told in days."""
    return format_timedelta(timedelta(seconds=max(seconds, 1)), threshold=2, locale=language)


@cache
def languages() -> tuple[str, ...]:
    """The languages of ``locale/``."""
    return tuple(sorted(path.name for path in LOCALES.iterdir() if path.is_dir()))


@cache
def sources(language: str) -> tuple[tuple[str, str], ...]:
    """The Fluent files of a language: their names and what stands in them."""
    files = sorted((LOCALES / language).glob("*.ftl"))
    return tuple((file.name, file.read_text(encoding="utf-8")) for file in files)


@cache
def _resources(language: str) -> tuple[Resource, ...]:
    """The same, read. Raises ValueError on a file that isn't Fluent, with its name and line."""
    found = []
    for name, source in sources(language):
        resource = FluentResource(source)
        for entry in resource.body:
            if isinstance(entry, Junk):
                content = entry.content or ""
                line = source[: source.find(content)].count("\n") + 1
                raise ValueError(f"{name}:{line}: not Fluent: {content.splitlines()[0]}")
        found.append(resource)
    return tuple(found)


@cache
def _bundle(language: str) -> FluentBundle:
    return _over(language, "")


def _over(language: str, source: str) -> FluentBundle:
    """A language with somebody's own texts over ours."""
    bundle = FluentBundle([language], use_isolating=False)
    for each in _resources(language):
        bundle.add_resource(each)
    bundle.add_resource(FluentResource(source), allow_overrides=True)
    return bundle
