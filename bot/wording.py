"""An operator's own texts: what is wrong with a Fluent file that says some of the catalogue's texts in other words.

Rules of this file: pure. Whatever a text could do wrong at any time shows here, at the start, with the line where it
stands: so each text is also put into words once for every way it can be said. What the catalogue promises of a text
(its values, that it is one line, that it is a name) its own words have to keep.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor
from rapidfuzz import fuzz, process

from bot.text import MARKS, placeholder

_NUMBERS = (0, 1, 2, 5, 11, 21, 100)
"""Counts that between them have every plural form."""
_NEAR = 65
_PRIVATE = re.compile("[\ue000-\uf8ff\x00-\x08\x0b-\x1f\x7f]")
_VALUE = re.compile("\ue000(\\d+)\ue001")
_A_VALUE = "\ue000"
_STARTS = ("- ", "> ")
_COMMAND = re.compile(r"`!([^`]+)`")
_SENTENCE = (".", "!", "?", ":", "…", ")")

IsCommand = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in a sentence, and the line where it stands: 1 is the first."""

    line: int
    says: str


class _Seen(Visitor):
    """What stands in a text: its variables, those that it counts, what it refers to, its words."""

    def __init__(self, entry: ast.Message | ast.Term) -> None:
        self.variables: dict[str, None] = {}
        self.counted: set[str] = set()
        self.messages: set[str] = set()
        self.terms: set[str] = set()
        self.words: list[str] = []
        self.visit(entry)

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.variables[node.id.name] = None

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802
        if isinstance(node.selector, ast.VariableReference):
            self.counted.add(node.selector.id.name)
        self.generic_visit(node)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802
        self.messages.add(node.id.name)

    def visit_TermReference(self, node: ast.TermReference) -> None:  # noqa: N802
        self.terms.add(node.id.name)
        self.generic_visit(node)

    def visit_TextElement(self, node: ast.TextElement) -> None:  # noqa: N802
        self.words.append(node.value)

    @property
    def one_line(self) -> bool:
        return not any("\n" in each for each in self.words)

    @property
    def name(self) -> bool:
        """Whether it stands inside of other texts, or on a button."""
        said = "".join(self.words).rstrip()
        return self.one_line and not self.variables and not said.endswith(_SENTENCE) and MARKS.search(said) is None


class Wording:
    """The catalogue's texts in one language, to hold an operator's own against.

    ``sources``: its Fluent files, those of English first, which stand in where it has nothing.
    """

    def __init__(self, language: str, sources: Iterable[str], is_command: IsCommand = lambda _: True) -> None:
        self._language, self._is_command = language, is_command
        self._resources = [FluentResource(source) for source in sources]
        entries = [entry for each in self._resources for entry in each.body]
        self._texts = {each.id.name: each for each in entries if isinstance(each, ast.Message)}
        self._terms = {each.id.name: each for each in entries if isinstance(each, ast.Term)}

    def faults(self, source: str) -> list[Fault]:
        """What is wrong with an operator's file, from its first line to its last."""
        lines = _Lines(source)
        body = FluentParser().parse(source).body
        found = [Fault(lines.of(each), _broken(each)) for each in body if isinstance(each, ast.Junk)]
        entries = [each for each in body if isinstance(each, ast.Message | ast.Term)]
        bundle = self._bundle(source)
        used = {name for each in entries for name in _Seen(each).terms}
        terms = {each.id.name for each in entries if isinstance(each, ast.Term)} | set(self._terms)
        taken: dict[tuple[type, str], int] = {}
        for entry in entries:
            at = lines.of(entry)
            first = taken.setdefault((type(entry), entry.id.name), at)
            if first != at:
                found.append(Fault(at, f"{_called(entry)} stands in line {first} already; keep one of the two"))
                continue
            said = list(self._problems(entry, terms, used)) or list(self._said(entry, bundle))
            found += [Fault(at, each) for each in said]
        return sorted(set(found), key=lambda fault: (fault.line, fault.says))

    def _problems(self, entry: ast.Message | ast.Term, terms: set[str], used: set[str]) -> Iterator[str]:
        """What shows of a text as it is written."""
        if isinstance(entry, ast.Message):
            yield from self._message(entry, terms)
        else:
            yield from self._term(entry, terms, used)

    def _bundle(self, source: str) -> FluentBundle:
        bundle = FluentBundle([self._language], use_isolating=False)
        for each in self._resources:
            bundle.add_resource(each, allow_overrides=True)
        bundle.add_resource(FluentResource(source), allow_overrides=True)
        return bundle

    def _message(self, entry: ast.Message, terms: set[str]) -> Iterator[str]:
        name = entry.id.name
        original = self._texts.get(name)
        if original is None:
            yield f"no text is called {name}; {_near(name, self._texts) or 'docs/texts.md says where all names stand'}"
            return
        if entry.value is None or entry.attributes:
            yield f"{name}: write `{name} = ` and its words; it has no other parts"
            return
        theirs, ours = _Seen(entry), _Seen(original)
        for each in theirs.variables:
            if each not in ours.variables:
                yield f"{name}: it is given no ${each}; {_near_variable(each, ours.variables)}"
        missing = [each for each in ours.variables if each not in theirs.variables]
        if missing and set(theirs.variables) <= set(ours.variables):
            yield f"{name}: {_listed(missing)} must stand in it somewhere, as in the text that it replaces"
        yield from self._references(name, theirs, terms)
        if ours.one_line and not theirs.one_line:
            yield f"{name}: write it on one line"
        begun = next((each for each in _STARTS if "".join(ours.words[:1]).startswith(each)), None)
        if begun is not None and not "".join(theirs.words[:1]).startswith(begun):
            yield f"{name}: begin it with “{begun}”, as it is one of several such lines"

    def _term(self, entry: ast.Term, terms: set[str], used: set[str]) -> Iterator[str]:
        name = entry.id.name
        theirs = _Seen(entry)
        if name not in self._terms and name not in used:
            yield f"no title is called -{name}, and no text here says it; {_near(name, self._terms, '-')}"
        if theirs.variables:
            yield f"-{name}: a title is given no ${next(iter(theirs.variables))}"
        yield from self._references(f"-{name}", theirs, terms)
        if not theirs.one_line:
            yield f"-{name}: write it on one line"

    def _references(self, name: str, theirs: _Seen, terms: set[str]) -> Iterator[str]:
        for each in sorted(theirs.messages):
            yield f"{name}: say the words of {each} themselves; a text names titles, as {{ -mentor }}, and no texts"
        for each in sorted(theirs.terms - terms):
            yield f"{name}: no title is called -{each}; {_near(each, terms, '-')}"

    def _said(self, entry: ast.Message | ast.Term, bundle: FluentBundle) -> Iterator[str]:
        """What shows only once it is put into words."""
        name = _called(entry)
        original = self._texts.get(entry.id.name) if isinstance(entry, ast.Message) else None
        ours = _Seen(original) if original is not None else None
        bare = isinstance(entry, ast.Term) or (ours is not None and ours.name)
        empty = ours is not None and not ours.words and not ours.variables
        found: dict[str, None] = {}
        for arguments in _ways(ours):
            said, errors = _worded(entry, bundle, arguments)
            if errors:
                yield f"{name}: it can't be said: {errors[0]}"
                return
            found.update(dict.fromkeys(self._looks(said, len(arguments), bare=bare, empty=empty)))
        yield from (f"{name}: {each}" for each in found)

    def _looks(self, said: str, values: int, *, bare: bool, empty: bool) -> Iterator[str]:
        if not said.strip() and not empty:
            yield "it says nothing; to leave a text as it is, leave it out"
        if _PRIVATE.search(_VALUE.sub("", said)) or any(int(each) >= values for each in _VALUE.findall(said)):
            yield "it holds a character that can't be shown"
        if bare and MARKS.search(said):
            yield "it is a name or a button: write it without ** and `"
        if any("`" in left or "**" in left for left in (MARKS.sub("", line) for line in said.split("\n"))):
            yield "close each ** and each ` on the line where it begins"
        for command in _COMMAND.findall(said):
            if not command.startswith(_A_VALUE) and not self._is_command(command):
                yield f"`!{command}` is no command of the bot"


class _Lines:
    """Which line something stands in."""

    def __init__(self, source: str) -> None:
        self._source = source

    def of(self, entry: ast.Message | ast.Term | ast.Junk) -> int:
        """The line of a text's name: a comment above it is no part of it."""
        span = entry.span if isinstance(entry, ast.Junk) else entry.id.span
        return self._source.count("\n", 0, span.start if span is not None else 0) + 1


def _broken(junk: ast.Junk) -> str:
    first = (junk.content or "").strip().split("\n")[0][:60]
    why = junk.annotations[0].message if junk.annotations else ""
    return f"this isn't Fluent: “{first}”{f' ({why})' if why else ''}"


def _called(entry: ast.Message | ast.Term) -> str:
    return entry.id.name if isinstance(entry, ast.Message) else f"-{entry.id.name}"


def _ways(ours: _Seen | None) -> Iterator[Mapping[str, Any]]:
    """Values for everything that a text is given: a number, of each kind, where it counts; else what stands for one."""
    names = list(ours.variables) if ours is not None else []
    counted = ours.counted if ours is not None else set()
    for number in _NUMBERS if counted else (1,):
        yield {name: number if name in counted else placeholder(at) for at, name in enumerate(names)}


def _worded(entry: ast.Message | ast.Term, bundle: FluentBundle, arguments: Mapping[str, Any]) -> tuple[str, list[Any]]:
    try:
        said = bundle._lookup(entry.id.name, term=isinstance(entry, ast.Term))
        if said.value is None:
            return "", ["it has no words"]
        words, errors = bundle.format_pattern(said.value, dict(arguments))
    except Exception as failure:  # whatever Fluent makes of it, an operator hears of it and nobody else
        return "", [type(failure).__name__]
    return str(words), errors


def _near(name: str, names: Iterable[str], sign: str = "") -> str:
    near = process.extractOne(name, list(names), scorer=fuzz.ratio, score_cutoff=_NEAR)
    if near is not None:
        return f"did you mean {sign}{near[0]}?"
    return f"there are {', '.join(f'{sign}{each}' for each in sorted(names))}" if sign else ""


def _near_variable(name: str, names: Iterable[str]) -> str:
    near = process.extractOne(name, list(names), scorer=fuzz.ratio, score_cutoff=_NEAR)
    if near is not None:
        return f"did you mean ${near[0]}?"
    return f"there is {_listed(names)}" if list(names) else "there is nothing that it could say of its own"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{ ${each} }}" for each in names)
