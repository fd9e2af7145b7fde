"""The core's own sections of the config. Adapters and storage bring theirs; ``bot.cli.config`` puts them together.

Rules of this file: a default is what most programmes want; the words under a key are its entry in docs/config.md; a
message says what to write, and never shows the value that was written.
"""

import re
from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field

from bot import digest_time, holidays, zones
from bot.address import Identity, Room
from bot.digest_time import DayText, Slot, TimeText
from bot.policy import Ladders, Mentoring
from bot.section import Section
from bot.week import WeekText, read

_PEOPLE = {
    "matrix": re.compile(r"@[^\s:]+:\S+"),
    "slack": re.compile(r"(?:[A-Z0-9]+\.)?[A-Z0-9]+/[A-Z0-9]+"),
    "shell": re.compile(r"[^\W\d][\w-]*"),
}
_CHANNELS = {
    "matrix": re.compile(r"![^\s]+|#[^\s:]+:\S+"),
    "slack": re.compile(r"(?:[A-Z0-9]+\.)?[A-Z0-9]+/[A-Z0-9]+"),
    "shell": re.compile(r"[^\W\d][\w-]*"),
}


def _zone(name: str) -> str:
    if name not in zones.known():
        near = zones.near(name)
        like = f"did you mean {near}?" if near else "write it like Europe/Berlin, Asia/Kathmandu or UTC"
        raise ValueError(f"isn't a time zone; {like}")
    return name


def _language(code: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", code):
        raise ValueError("write a language's code, such as en, de or pt-BR")
    return code


def _country(code: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise ValueError("write a country as its two capital letters, such as DE or NP")
    return code


def _holiday(entry: str) -> str:
    holidays.check(entry)
    return entry


def _person(value: str) -> str:
    return _address(value, _PEOPLE, "a person as matrix:@name:server or slack:T123/U456")


def _channel(value: str) -> str:
    return _address(value, _CHANNELS, "a channel as matrix:#alias:server, matrix:!id or slack:T123/C456")


def _address(value: str, shapes: dict[str, re.Pattern[str]], wanted: str) -> str:
    platform, _, native = value.partition(":")
    if platform not in shapes or not shapes[platform].fullmatch(native):
        raise ValueError(f"write {wanted}")
    return value


def _web(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"https", "http"} or not parts.netloc:
        raise ValueError("write an address such as https://bot.example.org")
    return value.rstrip("/")


_UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1)}
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(days=30)


def span(text: str) -> timedelta:
    """A time written as ``24 hours``. Raises ValueError with what to write instead."""
    found = re.fullmatch(r"\s*(\d{1,6})\s*(minute|hour|day)s?\s*", text.lower())
    length = int(found[1]) * _UNITS[found[2]] if found else timedelta()
    if not _SHORTEST <= length <= _LONGEST:
        raise ValueError("write minutes, hours or days, such as 24 hours; at least 1 minute, at most 30 days")
    return length


def _span(text: str) -> str:
    span(text)
    return text


def _digest(text: str) -> str:
    return str(digest_time.read(text))


def _list(value: object) -> object:
    return [value] if isinstance(value, str) else value


TimeZone = Annotated[str, AfterValidator(_zone)]
Language = Annotated[str, AfterValidator(_language)]
Country = Annotated[str, AfterValidator(_country)]
Holiday = Annotated[str, AfterValidator(_holiday)]
DigestTime = Annotated[str, AfterValidator(_digest)]
Span = Annotated[str, AfterValidator(_span)]
"""A length of time; ``span`` reads it."""
PersonAddress = Annotated[Identity, AfterValidator(_person)]
ChannelAddress = Annotated[Room, AfterValidator(_channel)]
OnePerson = Annotated[tuple[PersonAddress, ...], BeforeValidator(_list), Field(min_length=1)]
"""One human: an address, or a list of the addresses that are all theirs."""


class Programme(Section):
    """What it is called, who runs it, and where its people read."""

    name: str = Field(min_length=1, max_length=100)
    """What the programme is called. The bot introduces itself with it."""
    coordinators: tuple[OnePerson, ...] = Field(min_length=1)
    """The first people who run the programme. More are made, or taken away, in chat: `role grant coordinator @ana`."""
    language: Language = "en"
    """The language the bot speaks. Where it doesn't know a language, it speaks English."""
    time_zone: TimeZone = "UTC"
    """The programme's own time zone: it stands in wherever no region names one."""
    hours: WeekText = read("Mon-Fri 9-17")
    """When people work who haven't said when: `Mon-Fri 9-17`. They say so in chat: `hours Tue-Sat 10-18`."""
    holidays: tuple[Holiday, ...] = ()
    """Days on which nobody is reminded, wherever a region names none: countries (`DE`), their parts (`DE-BY`), days
    (`2026-12-28`, or `12-24` for every year) and calendars (`club.ics`, beside this file)."""
    mentors_channels: tuple[ChannelAddress, ...] = Field(min_length=1)
    """Where the cards of new cases stand, for mentors to claim: a private room."""
    coordinators_channels: tuple[ChannelAddress, ...] = ()
    """Where coordinators hear what they must know at once, such as a case that no mentor is there for. Without any,
    each of them hears it directly."""
    ambassadors_channels: tuple[ChannelAddress, ...] = ()
    """Where ambassadors meet. A new one is welcomed here when neither their region nor one above it has channels."""


class Sponsoring(Section):
    """Who turns a thumbs-up into the title."""

    policy: Literal["mentor", "sponsor"] = "mentor"
    """`mentor`: the case's own mentor. `sponsor`: whoever holds the role sponsor (`role grant sponsor @ana`)."""


class Delivery(Section):
    """Bringing messages to where they are read."""

    give_up_after: Span = "24 hours"
    """How long a message that can't be delivered just now is tried again; what follows it in the same conversation
    waits for so long. Then coordinators are told, and the next one goes. From `1 minute` to `30 days`."""

    @property
    def give_up(self) -> timedelta:
        """The same as a length of time."""
        return span(self.give_up_after)


class Texts(Section):
    """What the bot says, in your own words: titles, and any text ([how](texts.md))."""

    folder: str | None = Field(default=None, min_length=1)
    """A folder beside this file with a Fluent file for each language in which something is said otherwise: `en.ftl`."""


Told = Literal["ambassadors", "thumbs_up", "newcomers", "reports", "feedback", "thanks", "places"]
"""What a week's digest tells behind its first line."""
_TEN = time(10)


def _each_once(sections: tuple[Told, ...]) -> tuple[Told, ...]:
    if len(set(sections)) < len(sections):
        raise ValueError("name each of them once")
    return sections


class Weekly(Section):
    """What regions read of their week, in their channels, zone and language. `docs/digest.md` tells more."""

    send: bool = True
    """Whether weeks are told at all. With `false` there are no digests of regions, and none of the programme."""
    day: DayText = 1
    """On which day of the week, by its name in English. A region may have its own."""
    time: TimeText = _TEN
    """At what time, on the clocks of those who read it."""
    channels: tuple[ChannelAddress, ...] = ()
    """Where the whole programme's week is told. Without any, in `programme.ambassadors_channels`."""
    title: str | None = Field(default=None, min_length=1, max_length=60)
    """What stands in front of a region's name in the first line, in place of "This week"."""
    sections: Annotated[tuple[Told, ...], AfterValidator(_each_once)] = (
        "ambassadors", "thumbs_up", "newcomers", "reports", "feedback", "thanks", "places",
    )  # fmt: skip
    """What is told, in this order, behind the first line, which says who waits for a mentor."""
    chart: bool = True
    """Whether a chart of the last twelve weeks stands in the thread."""

    @property
    def slot(self) -> Slot:
        """Day and time together."""
        return Slot(self.day, self.time)


class Http(Section):
    """The one HTTP server, for health checks."""

    host: str = "127.0.0.1"
    """The address it listens on. Only this machine reaches `127.0.0.1`; in a container write `0.0.0.0`."""
    port: int = Field(default=8080, ge=0, le=65535)
    """The port it listens on. 0 takes any that is free."""
    public_url: Annotated[str, AfterValidator(_web)] | None = None
    """How the server is reached from outside: kept for platforms that call the bot; nothing uses it yet."""


class RegionSeed(Section):
    """A region to begin with. From then on the database is the truth."""

    name: str = Field(min_length=1, max_length=60)
    """What people call it. Each region has a name of its own."""
    parent: str | None = None
    """The name of the region that this one is a part of."""
    aliases: tuple[str, ...] = ()
    """Other names that people may type for it."""
    countries: tuple[Country, ...] = ()
    """The countries in it, each by two capital letters (ISO 3166)."""
    time_zone: TimeZone | None = None
    """Its time zone: the hours of its people who named none are counted there. Without one, that of the region above
    it, else the programme's."""
    language: Language | None = None
    """The language in which its week is told. Without one, that of the region above it, else the programme's."""
    holidays: tuple[Holiday, ...] = ()
    """Days on which its people aren't reminded, written as the programme's. Without any, those of the region above it,
    else the programme's."""
    digest: DigestTime | None = None
    """When its week is told, on its own clocks: a day and a time, `Tue 10:00`. Without it, when the programme's is."""
    lead: OnePerson | None = None
    """Who leads it: an address, or a list of addresses that are all theirs."""
    channels: tuple[ChannelAddress, ...] = ()
    """Where its people meet: new ambassadors are welcomed there. Without any, in those of the region above it."""


class MentorSeed(Section):
    """A mentor to begin with. From then on the database is the truth."""

    person: OnePerson
    """Who it is: an address, or a list of addresses that are all theirs."""
    regions: tuple[str, ...] = Field(min_length=1)
    """The names of the regions they guide people in."""
    languages: tuple[Language, ...] = ()
    """The languages they speak, by their codes."""
    topics: tuple[str, ...] = ()
    """What they know about, in words that candidates may look for."""
    capacity: int = Field(default=2, ge=0, le=100)
    """How many cases they take at a time. They change it in chat: `capacity 3`."""
    time_zone: TimeZone | None = None
    """Where they live: their hours are counted there until their own profile, or they themselves, say otherwise."""


class Core(Section):
    """What the core is given of the config."""

    programme: Programme
    sponsoring: Sponsoring = Sponsoring()
    ladder: Ladders = Ladders()
    mentoring: Mentoring = Mentoring()
    digest: Weekly = Weekly()
    calendars: Mapping[str, frozenset[date]] = {}
    """The calendars that holidays name, read."""
    regions: tuple[RegionSeed, ...] = ()
    mentors: tuple[MentorSeed, ...] = ()
    mail: bool = False
    """Whether mail goes out: without ``[mail]``, nothing is put into the outbox for it."""
