"""Words as Slack shows them: blocks, and the plain text that notifications and screen readers read.

Rules of this file: pure functions; tested by golden files. Everything is rich text, whose elements Slack shows as they
are: mrkdwn has no escape for its own marks, so that a person's words could become markup in it. Only three things are
more than text: a pill for somebody of this workspace, a button, and the styles that the catalogue gives. Where a line
of somebody's has further lines, these are indented, so that they can't pass for the bot's own.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adapters.slack.blocks import ISOLATES, Block, rich_blocks, tabled
from adapters.slack.mrkdwn import escaped
from adapters.slack.workspace import slack_id
from bot.catalogue import Catalogue
from bot.message import say
from bot.text import Button, Kind, Line, Rendered, Span, Style, untabled

MOST = 12_000
"""Characters that the blocks of one message may show."""
LINES = 200
"""Lines that one message may show."""
TEXT = 4_000
"""Bytes of the plain text: chat.update refuses more."""
LABEL = 75
"""Characters on a button, or in an option."""
VALUE = 2_000
"""Characters of the command behind a button."""
PRESSED = 25
"""Buttons of one message; more are shown to be typed."""
_ROW = 5
_SPARE = 400
"""Characters kept for the line that says that there is more."""
_OFFERS = 3_000
"""Characters of what else can be typed."""
_STEP = re.compile(r"apply|answer|(?:claim|sponsor) \d+")
"""Commands of buttons that do what is wanted next: not those that only look, and not those that confirm a doubt."""
_USER = re.compile(r"[UW][A-Z0-9]{1,40}")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{1,40}")
_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
_FURTHER = "\n\u2003"
"""Before a further line of somebody's: a space that no client swallows."""
_CUT = " …"
_ONLY_TEXT = (Style.PLAIN, Style.STRONG)  # compared by identity: an enum's hash is Python's own


def _anything(_text: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Commands:
    """How a command is typed here: ``/apply`` where it is one of ``extra``, else ``/ambassador claim 42``.

    ``known`` tells whether a text begins with a command. ``source`` is the workspace's (``slack:T123``): whoever is
    of it gets a pill.
    """

    command: str = "ambassador"
    extra: tuple[str, ...] = ("apply",)
    known: Callable[[str], bool] = _anything
    source: str = ""

    def typed(self, text: str) -> str:
        """What is typed for a command."""
        return f"/{text}" if text.partition(" ")[0] in self.extra else f"/{self.command} {text}".rstrip()

    def code(self, text: str) -> str:
        """What the catalogue marks as code: a command begins with ``!`` there."""
        if text == "!" or (text.startswith("!") and self.known(text[1:])):
            return self.typed(text[1:])
        return text


@dataclass(frozen=True, slots=True)
class Page:
    """As much of a message as goes into one."""

    text: str
    blocks: list[Block]

    @property
    def body(self) -> dict[str, Any]:
        """What every way of sending takes."""
        return {"text": self.text, "blocks": self.blocks}


def pages(
    rendered: Rendered,
    catalogue: Catalogue,
    locale: str | None,
    how: Commands,
    *,
    command: str | None = None,
    case: int | None = None,
) -> list[Page]:
    """A message, page by page: there is always one.

    ``command``: what it answers; a button on each page but the last types that again, for page K (from 0) under the
    action ``more:K``. Without one there is a single page, whose last line says that it was cut, and that the case has
    the rest.
    """
    buttons, offers = _sorted(rendered.buttons, how)
    lines = [_shown(line, how) for line in rendered.lines]
    taken = sum(len(button.label[:LABEL]) for button in buttons) + sum(map(_length, offers))
    parts = list(_parts(lines, MOST - _SPARE - taken))
    if command is None or len(command) > VALUE:
        rest = say("slack-cut") if case is None else say("slack-cut-case", number=str(case))
        cut = [_shown(line, how) for line in catalogue.render(rest, locale).lines]
        whole = parts[0] if len(parts) == 1 else [*parts[0], *cut]
        return [_page(whole, buttons, offers, how)]
    if len(parts) == 1:
        return [_page(parts[0], buttons, offers, how)]
    more = catalogue.text("slack-more", locale)
    return [
        _page(part, buttons, offers, how, None if k == len(parts) else _button(f"more:{k}", more, command))
        for k, part in enumerate(parts, 1)
    ]


def rich(rendered: Rendered, how: Commands) -> list[Block]:
    """A message without buttons, cut where it is too long: what would be pressed is shown to be typed."""
    offers = _offers(rendered.buttons, how)
    parts = list(_parts([_shown(line, how) for line in untabled(rendered.lines)], MOST - _OFFERS - len(_CUT)))
    ended = parts[0] if len(parts) == 1 else [*parts[0], Line((Span(_CUT.strip()),))]
    return [*rich_blocks(ended), *rich_blocks(offers)]


def plain(rendered: Rendered, how: Commands) -> str:
    """A message as bare text, not escaped: for what Slack shows as it is."""
    return _plain([*(_shown(line, how) for line in rendered.lines), *_offers(rendered.buttons, how)])


def label(text: str, most: int = LABEL) -> Block:
    """A text of one line that Slack shows as it is, cut where it is too long."""
    line = " ".join((text if text.isprintable() else _OBEYED.sub("", text)).split())
    return {"type": "plain_text", "text": line if len(line) <= most else line[: most - 2] + _CUT, "emoji": False}


def _page(
    lines: Sequence[Line], buttons: Sequence[Button], offers: Sequence[Line], how: Commands, more: Block | None = None
) -> Page:
    pressed = [_button(f"do:{n}", button.label, button.command) for n, button in enumerate(buttons)]
    if buttons and _STEP.fullmatch(buttons[0].command):
        pressed[0]["style"] = "primary"
    rows = [pressed[at : at + _ROW] for at in range(0, len(pressed), _ROW)]
    blocks = [*tabled(lines), *(_row([more]) for _ in range(more is not None)), *rich_blocks(offers), *map(_row, rows)]
    more_text = [Line((Span(more["text"]["text"]),), Kind.ITEM)] if more is not None else []
    typed = [_shown(_offer(button, how, Kind.ITEM), how) for button in buttons]
    end = escaped(_plain([*more_text, *offers, *typed]), TEXT // 2)
    text = escaped(_plain(lines), TEXT - len(end.encode()) - 1)
    return Page(f"{text}\n{end}".strip("\n"), blocks)


def _row(elements: Sequence[Block | None]) -> Block:
    return {"type": "actions", "elements": list(elements)}


def _button(action: str, text: str, command: str) -> Block:
    return {"type": "button", "action_id": action, "text": label(text), "value": command}


def _sorted(buttons: Iterable[Button], how: Commands) -> tuple[list[Button], list[Line]]:
    """What is pressed, and the lines that say what else can be typed."""
    pressed: list[Button] = []
    others: list[Button] = []
    for button in buttons:
        fits = len(button.command) <= VALUE and len(pressed) < PRESSED
        (pressed if fits and not button.hint else others).append(button)
    return pressed, _offers(others, how)


def _offers(buttons: Iterable[Button], how: Commands) -> list[Line]:
    return next(_parts([_shown(_offer(button, how), how) for button in buttons], _OFFERS))


def _offer(button: Button, how: Commands, kind: Kind = Kind.LINE) -> Line:
    """A button as a line."""
    command = button.command if button.bare else how.typed(button.command)
    return Line((Span(f"{' '.join(button.label.split())}: "), Span(command, Style.CODE)), kind)


def _shown(line: Line, how: Commands) -> Line:
    """A line as it is shown: commands as they are typed here, pills only for whoever can have one."""
    further = "\n" if line.kind is Kind.QUOTE else _FURTHER
    spans = [_ready(span, how, further) for span in line.spans]
    cells = tuple([tuple([_ready(span, how, " ") for span in cell]) for cell in line.cells])
    return Line(tuple([span for span in spans if span.text.strip(ISOLATES)]), line.kind, cells)


def _ready(span: Span, how: Commands, further: str) -> Span:
    if span.style in _ONLY_TEXT and _clean(span.text):
        return span  # nearly all of what the bot says
    if span.style is Style.CODE and _clean(span.text):
        return Span(how.code(" ".join(span.text.split())), Style.CODE)
    text = _OBEYED.sub("", further.join(span.text.replace("\t", " ").splitlines()))
    if span.style is Style.CODE:
        return Span(how.code(" ".join(text.split())), Style.CODE)
    if span.style is Style.PERSON and span.identity is not None:
        ours = bool(how.source) and span.identity.startswith(f"{how.source}/")
        if ours and _USER.fullmatch(slack_id(span.identity)):
            return Span(text or slack_id(span.identity), Style.PERSON, span.identity)
    if span.style is Style.ROOM and span.room is not None:
        ours = bool(how.source) and span.room.startswith(f"{how.source}/")
        if ours and _CHANNEL.fullmatch(slack_id(span.room)):
            return Span(text, Style.ROOM, room=span.room)
    return Span(text, Style.STRONG if span.style is Style.STRONG else Style.PLAIN)


def _clean(text: str) -> bool:
    """Whether there is nothing in a text to take out."""
    return text.isascii() and text.isprintable()


def _length(line: Line) -> int:
    return sum([len(span.text) for span in line.spans]) + 1


def _parts(lines: Sequence[Line], most: int) -> Iterator[list[Line]]:
    """Lines in runs of at most ``most`` characters and LINES; a line that is longer goes on in the next run."""
    if len(lines) <= LINES and sum(map(_length, lines)) <= most:
        yield [*lines]
        return
    part: list[Line] = []
    left = most
    for line in (each for whole in lines for each in _chopped(whole, most)):
        if len(part) == LINES or (part and _length(line) > left):
            yield part
            part, left = [], most
        part.append(line)
        left -= _length(line)
    yield part


def _chopped(line: Line, most: int) -> Iterator[Line]:
    """A line in pieces of at most ``most`` characters. Who wrote a long one can't make its rest look like a line."""
    if _length(line) <= most:
        yield line
        return
    spans: list[Span] = []
    left = most - 1
    for span in line.spans:
        text = span.text
        while len(text) > left:
            yield Line((*spans, replace(span, text=text[:left])), line.kind)
            spans, text, left = [Span(_CUT.strip())], text[left:], most - 1 - len(_CUT.strip())
        spans.append(replace(span, text=text))
        left -= len(text)
    yield Line(tuple(span for span in spans if span.text), line.kind)


def _plain(lines: Iterable[Line]) -> str:
    return "\n".join(_plain_line(line) for line in untabled(lines) if line.spans or line.kind is Kind.LINE)


def _plain_line(line: Line) -> str:
    text = "".join(map(_bare, line.spans))
    if line.kind is Kind.QUOTE:
        return "\n".join(f"> {each}" for each in text.split("\n"))
    return f"- {text}" if line.kind is Kind.ITEM else text


def _bare(span: Span) -> str:
    """Words to type stand in quotes, where a slash doesn't show what they are."""
    return f"“{span.text}”" if span.style is Style.CODE and not span.text.startswith("/") else span.text
