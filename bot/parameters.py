"""How a command's words are read: one Kind a sort of parameter, used as an annotation.

``def claim(ctx: Ctx, number: CaseNumber)`` reads ``42`` or ``#42`` and hands over an int. A kind that can't read what
stands there raises Refused with what it wanted; it looks things up in the store, and changes nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from bot import typed, working
from bot.address import Identity, masked
from bot.clock import local_day
from bot.context import Ctx
from bot.dates import Named
from bot.days import day, day_ahead, read_day
from bot.errors import Refused
from bot.event import Said
from bot.hours import MIDNIGHT, Never, instant, opening
from bot.message import Many, Mention, Words
from bot.model import GRANTABLE, Person, Region, Role, Weight
from bot.regions import no_region, region_at_front
from bot.typed import Reader

MOST = 2_147_483_647
"""The largest number that every database counts to."""
_PEOPLE = 10
"""People whom nobody names more of at a time."""
_AHEAD = 92
"""Days for which somebody can put something off at a time: another waits for it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``shown`` stands in the usage. ``marker`` is the separate word that a text before it ends at."""

    shown: str
    marker: str | None = None

    def stands(self, reader: Reader) -> bool:
        """Whether what may be left out is there: asked where words are left."""
        return True

    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> Any:
        """Take words off the reader and return their meaning. Raises Refused."""
        raise NotImplementedError


class _Number(Kind):
    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> int:
        word = reader.word() or ""
        digits = word.removeprefix("#").rstrip(".,:")
        number = typed.number(digits, MOST)
        if number is None:
            raise Refused("not-a-number", typed=Words(word[:40]), example="42" if self.shown == "N" else "3")
        return number


class _Text(Kind):
    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> str:
        return reader.rest(before=stop)


class Exact(_Text):
    """A text whose last words may be more than politeness: ``help thanks``."""

    __slots__ = ()


class Flag(Kind):
    """A word that is there or not, such as ``anyway``."""

    __slots__ = ()

    def stands(self, reader: Reader) -> bool:
        """Whether the next word is the flag."""
        return typed.key(reader.left.split()[0]) == self.shown

    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> bool:
        reader.word()
        return True


class _Until(Kind):
    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> date:
        return self.named(ctx, reader, stop).day

    def named(self, ctx: Ctx, reader: Reader, stop: str | None) -> Named:
        """Everything up to the next parameter, as a day that is still to come. Raises Refused."""
        written = reader.rest(before=stop)
        first, _, others = written.partition(" ")
        return day_ahead(ctx, others if typed.key(first) == self.marker else written)


class _Return(_Until):
    __slots__ = ()

    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> Named:  # type: ignore[override]
        return self.named(ctx, reader, stop)


class _Date(Kind):
    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> date:
        words = reader.rest(before=stop).split()
        if words and self.marker is not None and typed.key(words[0]) == self.marker:
            words = words[1:]
        return day(ctx, typed.plain(" ".join(words)))


class _Later(Kind):
    """When work begins for whoever asks: on their next working day, in the next week, or on or after a day."""

    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> datetime:
        words = typed.brief(typed.key(reader.rest()))
        written = words.removeprefix("until ").strip()
        hours = working.hours_of(ctx, ctx.actor)
        today = local_day(ctx.now, hours.zone)
        named = read_day(ctx, written, today)
        if named is None:
            raise Refused("not-a-later", typed=Words(words[:40]), example=(today + timedelta(days=7)).isoformat())
        if named.day <= today:
            raise Refused("date-past", typed=Words(written), today=today.isoformat())
        if (named.day - today).days > _AHEAD:
            raise Refused("later-too-far", most=_AHEAD, example=(today + timedelta(days=_AHEAD)).isoformat())
        try:
            return opening(instant(named.day, MIDNIGHT, hours.zone), hours)
        except Never:
            return instant(named.day, max(hours.begin, time(6)), hours.zone)


class _Weight(Kind):
    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> Weight:
        word = typed.key(reader.word() or "")
        if word not in set(Weight):
            raise Refused("not-a-weight", typed=Words(word[:40]))
        return Weight(word)


class _Somebody(Kind):
    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> Person:
        return somebody_at_front(ctx, reader)


def somebody_at_front(ctx: Ctx, reader: Reader) -> Person:
    """Take whoever stands first, by the longest name that fits ("Ana Lopez" before "Ana"). Raises Refused."""
    for shown in sorted(_mentions(ctx), key=len, reverse=True):
        if re.match(rf"{re.escape(shown)}(?![\w-])", reader.left):  # "Ana" isn't the beginning of "Anabel"
            reader.drop(len(shown))
            return somebody(ctx, shown)
    words = reader.left.split()
    for count in range(min(len(words), 5), 1, -1):
        if ctx.store.people.named(typed.plain(" ".join(words[:count])).lstrip("@")):
            return somebody(ctx, " ".join(reader.word() or "" for _ in range(count)))
    return somebody(ctx, reader.word() or "")


class _People(Kind):
    """Several, one behind the other, with or without a comma or a word between them; each costs a look.

    Of too many no more are read than tell that they are.
    """

    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> tuple[Person, ...]:
        found: list[Person] = []
        one = _Somebody(self.shown)
        for part in re.split(r"[,;>\n]|(?<=\s)(?:and|then)(?=\s)", reader.rest()):
            names = Reader(part)
            while names.left and len(found) <= _PEOPLE:
                found.append(one.take(ctx, names, None))
        return tuple(found)


class _Receiver(_Somebody):
    """Somebody, or the word for everybody who may claim: then None."""

    __slots__ = ()

    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> Any:
        if reader.left and typed.key(reader.left.split()[0]) == "pool":
            reader.word()
            return None
        return super().take(ctx, reader, stop)


class _Cover(_Somebody):
    __slots__ = ()

    def stands(self, reader: Reader) -> bool:
        return typed.key(reader.left.split()[0]) == self.marker

    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> Person:
        reader.word()
        if not reader.left:
            raise Refused("cover-whom")
        return _Somebody.take(self, ctx, reader, stop)


def somebody(ctx: Ctx, words: str) -> Person:
    """Whom words mean: a mention, an address, or a name of the programme. Raises Refused for nobody and several.

    A mention of somebody new is a person without a row.
    """
    identity = _mentions(ctx).get(words)
    if identity is not None:
        return ctx.store.people.by_identity(identity) or Person(0, words.lstrip("@"), identity)
    return ctx.store.people.by_identity(Identity(words)) or one_named(ctx, words.lstrip("@"))


def _mentions(ctx: Ctx) -> Mapping[str, Identity]:
    return ctx.event.mentions if isinstance(ctx.event, Said) else {}


def one_named(ctx: Ctx, name: str) -> Person:
    """The one person of the programme shown under a name. Raises Refused where it is nobody or several."""
    found = ctx.store.people.named(name)
    if not found:
        raise Refused("nobody-named", typed=Words(name[:60]))
    if len(found) > 1:
        raise Refused("several-named", typed=Words(name[:60]), people=Many(tuple(map(mention, found))))
    return found[0]


class _Place(Kind):
    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> Region:
        region = region_at_front(ctx.regions, reader)
        if region is None:
            raise no_region(ctx.regions, reader.word() or "")
        return region


class _Some(_Place):
    """A region, where the next word isn't what a day begins with."""

    __slots__ = ()

    def stands(self, reader: Reader) -> bool:
        return typed.key(reader.left.split()[0]) != "until"


class _Places(Kind):
    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> tuple[Region, ...]:
        found: list[Region] = []
        while reader.left:
            region = region_at_front(ctx.regions, reader)
            if region is None:
                raise no_region(ctx.regions, reader.word() or "")
            if region not in found:
                found.append(region)
        return tuple(found)


class _Role(Kind):
    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> Role:
        word = typed.key(reader.word() or "")
        if word not in {role.value for role in GRANTABLE}:
            raise Refused("not-a-role", typed=Words(word[:40]), roles=Many(tuple(role.value for role in GRANTABLE)))
        return Role(word)


def mention(person: Person) -> Mention:
    """A person as a value of a message."""
    return Mention(person.identity, person.name)


def openly(person: Person) -> Mention:
    """The same for readers whom they don't know: somebody may go by their mail address, which is masked."""
    return Mention(person.identity, masked(person.name))


CaseNumber = Annotated[int, _Number("N")]
HowMany = Annotated[int | None, _Number("NUMBER")]
Page = Annotated[int, _Number("PAGE")]
Sentence = Annotated[str, _Text("TEXT")]
Question = Annotated[str, _Text("QUESTION")]
Reason = Annotated[str, _Text("REASON")]
Filter = Annotated[str, _Text("REGION LANGUAGE TOPIC")]
Scope = Annotated[str, _Text("REGION PAGE")]
Whom = Annotated[str, _Text("@PERSON for WHAT")]
Number = Annotated[int, _Number("NUMBER")]
"""Of a report, or of feedback."""
Doing = Annotated[str, _Text("event|talk|help")]
Tags = Annotated[str, _Text("#TAG …")]
Reports = Annotated[str, _Text("REGION event|talk|help since DATE")]
Sayings = Annotated[str, _Text("#TAG REGION since DATE")]
Since = Annotated[str, _Text("REGION since DATE")]
HowOften = Annotated[str, _Text("daily|weekly|off")]
Topic = Annotated[str, Exact("COMMAND")]
Workweek = Annotated[str, _Text("DAYS HOURS")]
Zone = Annotated[str, _Text("CITY")]
Country = Annotated[str, _Text("COUNTRY")]
FirstDay = Annotated[date, _Date("DATE")]
LastDay = Annotated[date, _Date("to DATE", marker="to")]
Later = Annotated[datetime, _Later("tomorrow|next week|until DATE")]
"""An instant that is still to come, in the hours of whoever asks."""
Until = Annotated[date, _Until("until DATE", marker="until")]
Return = Annotated[Named, _Return("until DATE", marker="until")]
"""The same, and whether it was written as year-month-day."""
Cover = Annotated[Person, _Cover("cover @PERSON", marker="cover")]
Somebody = Annotated[Person, _Somebody("@PERSON")]
People = Annotated[tuple[Person, ...], _People("@MENTOR …")]
Receiver = Annotated[Person | None, _Receiver("@PERSON|pool")]
Code = Annotated[str, _Text("CODE")]
"""What a preview's button types behind the command: it stands for what was shown."""
Place = Annotated[Region, _Place("REGION")]
Some = Annotated[Region | None, _Some("REGION")]
Places = Annotated[tuple[Region, ...], _Places("REGION …")]
Granted = Annotated[Role, _Role("ROLE")]
HowMuch = Annotated[Weight | None, _Weight("low|normal|high")]
Anyway = Annotated[bool, Flag("anyway")]
Yes = Annotated[bool, Flag("yes")]
No = Annotated[bool, Flag("no")]
