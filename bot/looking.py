"""What somebody wants to see of reports, feedback and figures: ``EMEA talk since last month page 2``, in any order.

Rules of this file: whoever runs the programme sees everything; everybody else no more than the regions that are theirs,
and those below them, however they name what they want. It looks things up and changes nothing.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot import home, themes, working
from bot.book import Did, Which
from bot.context import Ctx
from bot.days import own_day, read_day
from bot.errors import Refused
from bot.hours import MIDNIGHT, instant
from bot.message import Action, Day, Text, Value, Words
from bot.model import Region, Role
from bot.ports import COUNTED
from bot.regions import find_region, no_region, region_at_front
from bot.typed import Reader, key, number

_KINDS = {word: kind for kind in Did for word in (kind.value, f"{kind.value}s")}
_WITH_YEAR = re.compile(r"\d{4}")
_KNOWN = 1000
_EARLIEST = date(1970, 1, 1)
"""Nothing is older; and not every zone has a midnight in the first year that there is."""


@dataclass(frozen=True, slots=True)
class Look:
    """A region by its name, or all that is theirs (``regions``: the ids, None for every); from a day on, if any."""

    region: Region | None
    regions: Collection[int] | None
    first: date | None = None
    since: datetime | None = None
    kind: Did | None = None
    tag: str | None = None
    page: int = 1

    @property
    def which(self) -> Which:
        """What is wanted, for the book."""
        return Which(self.regions, self.since, self.kind, self.tag)

    @property
    def said(self) -> dict[str, Value]:
        """What is wanted, as values of a message. ``dated`` and ``only`` are 0 without a first day, and without a kind
        or tag."""
        everything = "look-everything" if self.regions is None else "look-yours"
        where: Value = self.region.name if self.region is not None else Text(everything)
        what: Value = f"#{self.tag}" if self.tag is not None else ""
        what = Text(f"kind-{self.kind}") if self.kind is not None else what
        since: Value = Day(self.first) if self.first is not None else ""
        return {"where": where, "dated": int(since != ""), "since": since, "only": int(what != ""), "what": what}

    @property
    def narrow(self) -> bool:
        """Whether there may be more than is wanted."""
        return any((self.region, self.first, self.kind, self.tag))

    def typed(self, command: str, label: str, page: int = 1) -> Action:
        """What shows the same by another command, or another page of it."""
        words = [command]
        if self.region is not None:
            words.append(f'"{self.region.name}"' if " " in self.region.name else self.region.name)
        words += [self.kind.value] if self.kind is not None else []
        words += [f"#{self.tag}"] if self.tag is not None else []
        words += [f"since {self.first.isoformat()}"] if self.first is not None else []
        words += [f"page {page}"] if page > 1 else []
        return Action(label, " ".join(words))

    def pages(self, command: str, many: int, size: int) -> tuple[Action, ...]:
        """What shows the next page, where there is one."""
        more = many > self.page * size
        return (self.typed(command, "do-next-page", self.page + 1),) if more else ()


def theirs(ctx: Ctx, *, ambassadors: bool = False) -> frozenset[int] | None:
    """The regions that somebody may look into, by their ids; None: every. ``ambassadors``: their own count, too."""
    if Role.COORDINATOR in ctx.actor.roles:
        return None
    own = {each.id for each in home.ambassador_in(ctx)} if ambassadors else set[int]()
    return home.below(ctx.regions, ctx.actor.leads | own)


def look(ctx: Ctx, wanted: str, regions: Collection[int] | None, *, kinds: bool = False, tags: bool = False) -> Look:
    """What is meant. ``regions``: what they may look into. Raises Refused for what isn't there, or isn't theirs."""
    reader = Reader(wanted)
    region, first, kind, tag, page = None, None, None, None, 1
    while reader.left:
        word = key(reader.left.split()[0]).rstrip(",")
        if word in {"list", "page"}:
            reader.word()
        elif word in {"since", "last"}:
            first = max(_first_day(ctx, reader, word), _EARLIEST)
        elif (counted := number(word, COUNTED)) is not None:
            reader.word()
            page = max(counted, 1)
        elif kinds and word in _KINDS:
            reader.word()
            kind = _KINDS[word]
        elif tags and (named := _tag(ctx, word)) is not None:
            reader.word()
            tag = named
        else:
            region = region_at_front(ctx.regions, reader)
            if region is None:
                raise no_region(ctx.regions, reader.word() or "")
    if region is not None and regions is not None and region.id not in regions:
        raise Refused("look-not-yours", where=region.name)
    within = home.below(ctx.regions, {region.id}) if region is not None else regions
    since = instant(first, MIDNIGHT, working.zone_of(ctx, ctx.actor)) if first is not None else None
    return Look(region, within, first, since, kind, tag, page)


def _tag(ctx: Ctx, word: str) -> str | None:
    """A tag that is written as one, or that somebody used and that is no region."""
    if word.startswith("#"):
        return themes.tag(word)
    used = find_region(ctx.regions, word) is None and themes.tag(word) in ctx.store.week.known_tags(_KNOWN)
    return themes.tag(word) if used else None


def _first_day(ctx: Ctx, reader: Reader, word: str) -> date:
    """The day behind ``since``, or ``last month`` without it. Raises Refused."""
    if word == "since":
        reader.word()
    words = reader.left.split()
    others = (at for at, each in enumerate(words[1:], 1) if _begins_another(ctx, each))
    for count in range(min(next(others, len(words)), 5), 0, -1):
        day = _day(ctx, " ".join(words[:count]))
        if day is not None:
            for _ in range(count):
                reader.word()
            return day
    raise Refused("not-a-since", typed=Words(" ".join(words)[:40]), example=own_day(ctx).replace(day=1).isoformat())


def _begins_another(ctx: Ctx, word: str) -> bool:
    return key(word) in {"page", *_KINDS} or word.startswith("#") or find_region(ctx.regions, word) is not None


def _day(ctx: Ctx, words: str) -> date | None:
    """A day that has begun: of one without a year the last one, of a weekday the last such day. Raises Refused."""
    today = own_day(ctx)
    named = read_day(ctx, words, today)
    if named is None or named.day <= today:
        return named.day if named is not None else None
    if _WITH_YEAR.search(words):
        raise Refused("since-to-come", typed=Words(words[:40]), today=Day(today))
    if (named.day - today).days <= 7 and not any(char.isdigit() for char in words):
        return named.day - timedelta(days=7)
    return named.day.replace(year=named.day.year - 1, day=min(named.day.day, 28 if named.day.month == 2 else 31))
