"""What a region's week says: the need first, then what happened, the rest and the chart in the thread.

Rules of this file: a shared room reads it. It holds no address, no answer and no refusal, names nobody who isn't an
ambassador or staff, and nobody who is late; people's own words stand in it only where they are meant for others, cut
short and with addresses masked. Ten lines at the most, buttons among them, because Matrix shows them as lines.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile

from bot.address import masked
from bot.clock import local_day
from bot.context import Ctx
from bot.effect import Effect, Post, Show
from bot.facts import Places, Span, Week
from bot.hours import worked_days
from bot.message import Action, Chart, Day, Many, Message, Series, Text, Value, When, Words, do, say
from bot.model import Person, State
from bot.parameters import openly
from bot.settings import Told
from bot.told import Outcome
from bot.weekly import QUIET, Circle

LINES = 10
"""Lines of a digest, at the most."""
NAMED = 5
"""People, and themes, that a line names."""
MOST = 25
"""People that the thread names."""
REPORTS, QUOTES = 10, 5
"""Beginnings of reports, and quotes of feedback, that the thread shows."""
LENGTH = 140
"""Characters of somebody's words that are shown."""
_READ = 600
"""Characters of them that are read: an address in them is whole, or is left out."""
WEEKS = 12
"""Points of the chart, a week apart; the last of them is now."""
_USUAL = timedelta(days=8)
"""Of a longer time it is said since when it was."""
_SERIES = (
    ("digest-chart-waiting", State.APPLIED),
    ("digest-chart-mentoring", State.MENTORING),
    ("digest-chart-thumbs", State.THUMBS_UP),
    ("digest-chart-sponsored", State.SPONSORED),
)


@dataclass(frozen=True, slots=True)
class Digest:
    """What is said: ``first`` in the room, the others in its thread. ``news``: whether there is any."""

    first: Message
    thread: Message | None
    chart: Message | None
    news: bool


def digest(ctx: Ctx, read_by: Circle, span: Span, late: datetime | None = None) -> Digest:
    """A region's week. ``late``: when it should have been told."""
    need = ctx.store.facts.need(read_by.regions)
    week = ctx.store.facts.week(read_by.regions, span, MOST, _READ)
    sections = ctx.config.digest.sections
    places = ctx.store.facts.places(read_by.regions) if "places" in sections else Places(0, 0)
    lines = [(name, line) for name in sections if (line := _LINES[name](week, places)) is not None]
    head = [_first(ctx, read_by, need.cases, need.since), *_span(ctx, read_by, span.since, late)]
    actions = _claim(read_by) if need.cases else ()
    chart = _chart(ctx, read_by) if ctx.config.digest.chart else None
    room = LINES - len(head) - len(actions)
    shown, over = lines, lines[:0]
    if len(lines) + 1 > room:  # one of them says that there is more
        shown, over = lines[: room - 1], lines[room - 1 :]
    rest = [line for _, line in over] + list(_rest(week, [name for name, _ in lines]))
    more = [say("digest-thread")] if rest or chart is not None else []
    first = replace(head[0], parts=(*head[1:], *(line for _, line in shown), *more), actions=actions)
    thread = say("digest-more", where=_where(ctx, read_by), parts=rest) if rest else None
    return Digest(first, thread, chart, bool(need.cases) or any(name != "places" for name, _ in lines))


def effects(read_by: Circle, week: str, said: Digest) -> list[Effect]:
    """It, in each of the rooms."""
    key = f"digest:{read_by.of(week)}"
    found: list[Effect] = []
    for room in read_by.rooms:
        found.append(Show(room, key, said.first, locale=read_by.locale))
        under = [each for each in (said.thread, said.chart) if each is not None]
        found += [Post(room, each, under=key, locale=read_by.locale) for each in under]
    return found


def line(ctx: Ctx, read_by: Circle, week: str, span: Span) -> list[Effect]:
    """The one line of an empty week, in each of the rooms."""
    said, key = empty(ctx, read_by, week, span), f"digest:{read_by.of(week)}"
    return [Show(room, key, said, locale=read_by.locale) for room in read_by.rooms]


def empty(ctx: Ctx, read_by: Circle, week: str, span: Span) -> Message:
    """What it says: since when there was nothing, and what makes news."""
    told = ctx.store.told.last(read_by.id, ctx.now, QUIET + 1)
    before = (each for each in told if each.key != read_by.of(week))
    silent = takewhile(lambda each: each.outcome is Outcome.SILENT, before)
    since = min([span.since, *(each.since for each in silent)])
    return say("digest-empty", _head(ctx, read_by), since=Day(local_day(since, read_by.zone)))


# The first lines


def _where(ctx: Ctx, read_by: Circle) -> str:
    return read_by.region.name if read_by.region is not None else ctx.config.programme.name


def _head(ctx: Ctx, read_by: Circle) -> dict[str, Value]:
    title = ctx.config.digest.title
    return {"title": title if title is not None else Text("digest-title"), "where": _where(ctx, read_by)}


def _first(ctx: Ctx, read_by: Circle, cases: int, waiting: datetime | None) -> Message:
    said = _head(ctx, read_by)
    if waiting is None:
        return say("digest-nobody-waits", said)
    return say("digest-need", said, cases=cases, days=worked_days(waiting, ctx.now, read_by.hours))


def _span(ctx: Ctx, read_by: Circle, since: datetime, late: datetime | None) -> list[Message]:
    """From when on it tells, where that isn't a week ago."""
    day = Day(local_day(since, read_by.zone))
    if late is not None:
        return [say("digest-late", due=When(late, read_by.zone), since=day)]
    return [say("digest-since", since=day)] if ctx.now - since > _USUAL else []


def _claim(read_by: Circle) -> tuple[Action, ...]:
    """What claims whoever has waited longest by then: it is true as long as the message stands."""
    name = read_by.region.name if read_by.region is not None else None
    where = [] if name is None else [f'"{name}"' if " " in name else name]
    return (do("claim next", *where),)


# What happened, a line each


def _ambassadors(week: Week, _places: Places) -> Message | None:
    if not week.sponsored:
        return None
    named = week.ambassadors[:NAMED]
    return say("digest-ambassadors", count=week.sponsored, people=_people(named), more=week.sponsored - len(named))


def _thumbs_up(week: Week, _places: Places) -> Message | None:
    return say("digest-thumbs", count=week.thumbs_up) if week.thumbs_up else None


def _newcomers(week: Week, _places: Places) -> Message | None:
    return say("digest-newcomers", count=week.newcomers) if week.newcomers else None


def _reports(week: Week, _places: Places) -> Message | None:
    if not week.reports:
        return None
    kinds: dict[str, Value] = {"events": "event", "talks": "talk", "help": "help"}
    counts: dict[str, Value] = {name: week.reports.get(str(kind), 0) for name, kind in kinds.items()}
    return say("digest-reports", counts, count=sum(week.reports.values()))


def _feedback(week: Week, _places: Places) -> Message | None:
    if not week.feedback:
        return None
    tags = tuple(Words(masked(f"#{tag} ({count})")) for tag, count in week.tags[:NAMED])
    return say("digest-feedback", count=week.feedback, tags=Many(tags), tagged=len(tags))


def _thanks(week: Week, _places: Places) -> Message | None:
    if not week.thanks:
        return None
    named = week.thanked[:NAMED]
    if not named:
        return say("digest-thanks-said", count=week.thanks)
    return say("digest-thanks", people=_people(named), more=len(week.thanked) - len(named) + week.others)


def _free(_week: Week, places: Places) -> Message | None:
    return say("digest-places", mentors=places.mentors, places=places.free) if places.free else None


_LINES: dict[Told, Callable[[Week, Places], Message | None]] = {
    "ambassadors": _ambassadors,
    "thumbs_up": _thumbs_up,
    "newcomers": _newcomers,
    "reports": _reports,
    "feedback": _feedback,
    "thanks": _thanks,
    "places": _free,
}


# The thread


def _rest(week: Week, told: Sequence[Told]) -> Iterator[Message]:
    """What stands behind the lines that were told."""
    if "ambassadors" in told and len(week.ambassadors) > NAMED:
        people = week.ambassadors[NAMED:]
        more = week.sponsored - NAMED - len(people)
        yield say("digest-more-ambassadors", people=_people(people), more=more)
    if "reports" in told and week.beginnings:
        yield say("digest-more-reports")
        for each in week.beginnings[:REPORTS]:
            words = Words(_cut(each.words))
            yield say("digest-report", who=openly(each.person), kind=Text(_KINDS.get(each.kind, "none")), words=words)
    if "feedback" in told and week.quotes:
        yield say("digest-more-feedback")
        for quote in week.quotes[:QUOTES]:
            yield say("digest-quote", words=Words(_cut(quote)))
    if "thanks" in told and len(week.thanked) > NAMED:
        yield say("digest-more-thanks", people=_people(week.thanked[NAMED:]), more=week.others)


_KINDS = {"event": "digest-event", "talk": "digest-talk", "help": "digest-help"}


def _cut(words: str) -> str:
    """The beginning of somebody's words, on one line. What may be half an address at its end is left out."""
    whole = " ".join(words.split())
    if len(words) >= _READ:
        whole = whole.rpartition(" ")[0]
    shown = masked(whole)
    return shown if len(shown) <= LENGTH else f"{shown[: LENGTH - 1].rstrip()}…"


def _people(people: Sequence[Person]) -> Many:
    return Many(tuple(map(openly, people)))


# What is taken back

_UNDER = {"digest-report": "digest-more-reports", "digest-quote": "digest-more-feedback"}
"""Lines that hold somebody's words, and the one that stands above them."""


def take_back(ctx: Ctx, line: str, words: str) -> None:
    """Words aren't for others any more: what isn't sent yet goes without them."""
    gone = Words(_cut(words[:_READ]))
    ctx.store.letters.revise("digest:", lambda message: _without(message, line, gone))


def _without(message: Message, line: str, gone: Words) -> Message | None:
    parts = [each for each in message.parts if each.key != line or each.args.get("words") != gone]
    if len(parts) == len(message.parts):
        return message
    if not any(each.key == line for each in parts):
        parts = [each for each in parts if each.key != _UNDER[line]]
    return replace(message, parts=tuple(parts)) if parts else None


# The chart


def _chart(ctx: Ctx, read_by: Circle) -> Message | None:
    """Cases by state over twelve weeks, with what it shows in words. None: there were no cases."""
    ends = [ctx.now - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    counted = ctx.store.facts.weeks(read_by.regions, ends)
    if not any(count for each in counted for count in each.values()):
        return None
    days = tuple(local_day(end, read_by.zone) for end in ends)
    series = tuple(Series(label, tuple(each[state] for each in counted)) for label, state in _SERIES)
    now, before = counted[-1], counted[0]
    is_open, was_open = (sum(each[state] for _, state in _SERIES[:3]) for each in (now, before))
    said: dict[str, Value] = {
        "where": _where(ctx, read_by),
        "open": is_open,
        "before": was_open,
        "since": Day(days[0]),
        "waiting": now[State.APPLIED],
        "mentoring": now[State.MENTORING],
        "thumbs": now[State.THUMBS_UP],
        "sponsored": now[State.SPONSORED],
    }
    if is_open == was_open:
        concluded = say("digest-chart-same", said)
    else:
        concluded = say("digest-chart-more" if is_open > was_open else "digest-chart-fewer", said)
    return replace(concluded, file=Chart("digest-chart-title", days, series))
