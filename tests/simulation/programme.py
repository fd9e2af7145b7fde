"""Who takes part: twelve regions from Auckland to Honolulu, their leads and mentors, and candidates as they come.

Rules of this file: everything is drawn from one ``random.Random``, so a seed is a whole run. A person's working time is
known here by hand (``calendar``); the bot learns it as ``knows`` says, from one source only.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from random import Random

import holidays

from bot.address import Identity, Room
from bot.cli.config import Config
from bot.settings import MentorSeed, Programme, RegionSeed, Sponsoring
from storage.settings import Storage
from tests.simulation.times import DAY, Calendar

MENTORS, COORDINATORS = Room("shell:mentors"), Room("shell:coordinators")


@dataclass(frozen=True)
class Place:
    """A region; without holidays of its own it has those of the region above. ``lonely``: nobody mentors there."""

    name: str
    zone: str
    holidays: tuple[str, ...] = ()
    above: str | None = None
    led: bool = False
    lonely: bool = False


PLACES = (
    Place("New Zealand", "Pacific/Auckland", ("NZ",), led=True),
    Place("Chatham Islands", "Pacific/Chatham", above="New Zealand", lonely=True),
    Place("Japan", "Asia/Tokyo", ("JP",), led=True),
    Place("South Australia", "Australia/Adelaide", ("AU-SA",)),
    Place("Nepal", "Asia/Kathmandu", ("NP",), led=True),
    Place("India", "Asia/Kolkata", ("IN",)),
    Place("Egypt", "Africa/Cairo", ("EG",)),
    Place("Germany", "Europe/Berlin", ("DE", "12-24"), led=True),
    Place("Bavaria", "Europe/Berlin", ("DE-BY", "12-24"), above="Germany"),
    Place("Brazil", "America/Sao_Paulo", ("BR",)),
    Place("Newfoundland", "America/St_Johns", ("CA-NL",), led=True),
    Place("Hawaii", "Pacific/Honolulu", ("US-HI",)),
)
NOWHERE = Place("", "UTC")
"""Where the coordinators and sponsors are: the programme's own zone, without holidays."""
_BY_NAME = {place.name: place for place in PLACES}


def channel(place: Place) -> str:
    """The room of a region's people, by its name on the shell."""
    return place.name.lower().replace(" ", "-")


_WEEKS = (
    (frozenset({1, 2, 3, 4, 5}), time(10), time(18)),
    (frozenset({6, 0, 1, 2, 3}), time(8), time(16)),
    (frozenset({0, 1, 2, 3}), time(18, 30), time(22)),
    (frozenset({5, 6}), time(10), time(20)),
    (frozenset({0, 1, 2, 3, 4}), time(16), time(0)),
    (frozenset({2}), time(13), time(15)),
)
_TRAVELLED = ("Asia/Kathmandu", "America/New_York", "Europe/Lisbon", "Pacific/Auckland", "Australia/Lord_Howe")


class Knows(StrEnum):
    """Whence the bot knows in which zone somebody is."""

    REGION = "their region"
    PROFILE = "their profile"
    CONFIG = "the config"
    THEM = "their own words"


@dataclass
class Human:
    """Somebody. ``odd``: their week is their own, with days ``off`` beside the holidays of where they are.

    ``silent``: from when on they do nothing. ``joins``, ``leaves``: the days on which they become a mentor, and leave
    the programme; ``seen_off``: by a coordinator, else by themselves. ``away``: from a day until another. ``placed``:
    they handed an application in, and the bot knows their region.
    """

    name: str
    role: str
    place: Place
    calendar: Calendar
    knows: Knows = Knows.REGION
    odd: bool = False
    off: frozenset[date] = frozenset()
    silent: datetime | None = None
    joins: date | None = None
    leaves: date | None = None
    seen_off: bool = True
    away: list[tuple[date, date]] = field(default_factory=list)
    placed: bool = False

    @property
    def identity(self) -> Identity:
        """Their address."""
        return Identity(f"shell:{self.name}")

    def mentors(self, day: date) -> bool:
        """Whether they are a mentor then, by what was drawn."""
        return (self.joins is None or self.joins < day) and (self.leaves is None or self.leaves > day)

    @property
    def profile(self) -> str | None:
        """The zone that their profile names."""
        return self.calendar.zone if self.knows is Knows.PROFILE else None


@dataclass(frozen=True)
class Scale:
    """How much happens: ``coordinators`` have a ``channel``, or hear everything directly.

    ``there``: the days between two vacations of a mentor, at the most.
    """

    first: date
    days: int
    mentors: int
    candidates: int
    channel: bool = True
    there: int = 120

    @property
    def begins(self) -> datetime:
        """Monday morning."""
        return datetime.combine(self.first, time(0), UTC)

    @property
    def ends(self) -> datetime:
        """When the simulation is over."""
        return self.begins + self.days * DAY


YEAR = Scale(date(2026, 1, 5), 365, mentors=60, candidates=1000)
"""As a large programme's."""


class Cast:
    """Everybody, drawn at once; candidates come one by one."""

    def __init__(self, scale: Scale, drawn: Random) -> None:
        self.scale, self._drawn = scale, drawn
        self._off = {place.name: self._holidays(place) for place in (*PLACES, NOWHERE)}
        served = [place for place in PLACES if not place.lonely]
        self.mentors = [self._mentor(f"m{number}", served[number % len(served)]) for number in range(scale.mentors)]
        self.deserted = drawn.choice(served)
        self._desert([mentor for mentor in self.mentors if mentor.place is self.deserted])
        self.leads = [self._settled(f"l{at}", "lead", place) for at, place in enumerate(PLACES) if place.led]
        self.sponsors = [self._settled(f"s{number}", "sponsor", NOWHERE) for number in range(2)]
        self.coordinators = [self._settled(f"c{number}", "coordinator", NOWHERE) for number in range(2)]
        self.people = {each.name: each for each in self.staff}

    @property
    def staff(self) -> Iterator[Human]:
        """Everybody but the candidates."""
        for group in (self.mentors, self.leads, self.sponsors, self.coordinators):
            yield from group

    def candidate(self, number: int) -> Human:
        """Somebody new; a fifth of them are elsewhere than in the region that they want to do something for."""
        place = self._drawn.choice(PLACES)
        human = self._settled(f"k{number}", "candidate", place)
        if self._drawn.random() < 0.2:
            zone = self._drawn.choice(_TRAVELLED)
            human.calendar, human.knows = self.calendar(place, zone), Knows.PROFILE
        self.people[human.name] = human
        return human

    def leads_of(self, place: Place) -> list[Human]:
        """The leads of a region, else of the nearest one above it that has some."""
        above: Place | None = place
        while above is not None:
            if found := [lead for lead in self.leads if lead.place is above]:
                return found
            above = _BY_NAME.get(above.above or "")
        return []

    def calendar(self, place: Place, zone: str | None = None) -> Calendar:
        """Working time as it is in a region."""
        return self._calendar(zone or place.zone, self._off[place.name])

    def reads(self, human: Human) -> Calendar:
        """The working time in which somebody is reminded: as the programme's, while nobody knows where they are."""
        if human.role == "candidate" and not human.placed:
            return self.calendar(NOWHERE, human.profile)
        return human.calendar

    def _calendar(
        self, zone: str, off: frozenset[date], week: tuple[frozenset[int], time, time] | None = None
    ) -> Calendar:
        days, begins, ends = week or (frozenset(range(5)), time(9), time(17))
        first = self.scale.first - 7 * DAY
        return _same(Calendar(zone, first, first + (self.scale.days + 7) * DAY, days, begins, ends, off))

    def _settled(self, name: str, role: str, place: Place) -> Human:
        return Human(name, role, place, self.calendar(place))

    def _mentor(self, name: str, place: Place) -> Human:
        drawn, off = self._drawn, frozenset[date]()
        knows = drawn.choice(list(Knows))
        zone = place.zone if knows is Knows.REGION else drawn.choice([place.zone, place.zone, *_TRAVELLED])
        odd = drawn.random() < 0.4
        if odd:
            off |= {self.scale.first + drawn.randrange(self.scale.days) * DAY for _ in range(self.scale.days // 20)}
        calendar = self._calendar(zone, off | self._off[place.name], drawn.choice(_WEEKS) if odd else None)
        human = Human(name, "mentor", place, calendar, knows, odd, off)
        when = self.scale.first
        while (when := when + drawn.randrange(5, self.scale.there) * DAY) < self.scale.first + self.scale.days * DAY:
            human.away.append((when, when := when + drawn.randrange(2, 22) * DAY))
        fate, at = drawn.random(), drawn.uniform(0, 1) * self.scale.days * DAY
        if fate < 0.12:
            human.silent = self.scale.begins + at
        elif fate < 0.2:
            human.leaves = (self.scale.begins + at).date()
        return human

    def _desert(self, mentors: list[Human]) -> None:
        """All who mentor in a region go, one after the other; some weeks later there is somebody new."""
        days = self.scale.days
        for human in mentors:
            human.silent, human.seen_off = None, self._drawn.random() < 0.5
            human.leaves = self.scale.first + self._drawn.randrange(days * 3 // 10, days * 7 // 10) * DAY
        later = self.scale.first + self._drawn.randrange(days * 3 // 4, days * 9 // 10) * DAY
        new = self._settled(f"m{len(self.mentors)}", "mentor", self.deserted)
        new.joins = later
        self.mentors.append(new)

    def _holidays(self, place: Place) -> frozenset[date]:
        """The days of a region that nobody works there, by the library itself."""
        years, found = range(self.scale.first.year - 1, self.scale.first.year + 3), set[date]()
        entries = place.holidays or (_BY_NAME[place.above].holidays if place.above else ())
        for entry in entries:
            country, _, part = entry.partition("-")
            if country.isdigit():
                found |= {date(year, int(country), int(part)) for year in years}
            else:
                found |= set(holidays.country_holidays(country, subdiv=part or None, years=years))
        return frozenset(found)


_CALENDARS: dict[Calendar, Calendar] = {}


def _same(calendar: Calendar) -> Calendar:
    """One for all who work alike: it remembers its windows."""
    return _CALENDARS.setdefault(calendar, calendar)


def config(cast: Cast, url: str) -> Config:
    """The programme's, with the regions and mentors as an operator would write them."""
    return Config(
        programme=Programme(
            name="Maps",
            coordinators=tuple((each.identity,) for each in cast.coordinators),
            mentors_channels=(MENTORS,),
            coordinators_channels=(COORDINATORS,) if cast.scale.channel else (),
        ),
        sponsoring=Sponsoring(policy="sponsor"),
        storage=Storage(url=url),
        region=tuple(
            RegionSeed(
                name=each.name,
                parent=each.above,
                time_zone=each.zone,
                holidays=each.holidays,
                channels=(Room(f"shell:{channel(each)}"),),
            )
            for each in PLACES
        ),
        mentor=tuple(
            MentorSeed(
                person=(each.identity,),
                regions=(each.place.name,),
                capacity=4,
                time_zone=each.calendar.zone if each.knows is Knows.CONFIG else None,
            )
            for each in cast.mentors
            if each.joins is None
        ),
    )
