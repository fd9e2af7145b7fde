"""Physical lines to logical ones: a line indented by four spaces or more goes on with the line before it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from textwrap import dedent

from adapters.shell.grammar import parse
from adapters.shell.line import GrammarError, Line


@dataclass(frozen=True, slots=True)
class Logical:
    """A line with those that go on with it. ``number`` counts from 1; ``raw`` is how it was written."""

    number: int
    raw: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one text, without the indent they share."""
        first, rest = self.raw[0].strip(), dedent("\n".join(self.raw[1:]).expandtabs(4)).rstrip()
        return f"{first}\n{rest}" if rest else first

    def read(self) -> Line:
        """What it means. Raises GrammarError."""
        return parse(self.text, self.number)


class Joiner:
    """Joins physical lines to logical ones, as they come in."""

    def __init__(self) -> None:
        self._count = 0
        self._open: list[str] = []
        self._start = 0
        self._empty = 0

    @property
    def waiting(self) -> bool:
        """Whether a line stands here that the next one may go on with."""
        return bool(self._open)

    def feed(self, line: str) -> list[Logical]:
        """Take a line in; returns what is complete now. Raises GrammarError when it goes on with nothing."""
        self._count += 1
        line = line.rstrip("\r\n")
        if not line.strip():
            self._empty += 1
            return [] if self._open else self._blanks(self._count)
        if line.expandtabs(4).startswith("    "):
            if not self._open:
                raise GrammarError("shell-expected-line-before", self._count, line)
            self._open += [*[""] * self._empty, line]
            self._empty = 0
            return []
        done = self.flush()
        self._open, self._start = [line], self._count
        return done

    def flush(self) -> list[Logical]:
        """Everything that was waiting for more."""
        if not self._open:
            return []
        done = Logical(self._start, tuple(self._open))
        self._open = []
        return [done, *self._blanks(self._start + len(done.raw) + self._empty - 1)]

    def _blanks(self, last: int) -> list[Logical]:
        blanks = [Logical(number, ("",)) for number in range(last - self._empty + 1, last + 1)]
        self._empty = 0
        return blanks


def join(lines: Iterable[str]) -> Iterator[Logical]:
    """All logical lines of a text's lines. Raises GrammarError."""
    joiner = Joiner()
    for line in lines:
        yield from joiner.feed(line)
    yield from joiner.flush()
