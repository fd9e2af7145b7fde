"""What the config seeds: regions, mentors and the first coordinators. Each entry once, and only where it is absent.

From then on the database is the truth, changed by commands: a mentor who was removed doesn't come back with a restart.
``differences`` tells where the two have parted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot import atlas, digests, weekly
from bot.model import Person, Region, Role
from bot.ports import Store
from bot.settings import Core, MentorSeed, OnePerson, RegionSeed
from bot.typed import key


@dataclass(frozen=True, slots=True)
class Seed:
    """One entry of the config: the mark that it was taken in, how operators know it, and what it says."""

    mark: str
    shown: str
    entry: RegionSeed | MentorSeed | OnePerson


def seeds(config: Core) -> Iterator[Seed]:
    """Every entry that the database begins with, in the order in which they can be taken in."""
    for region in parents_first(config):
        yield Seed(f"region:{region.name}", f"[[region]] {region.name}", region)
    for addresses in config.programme.coordinators:
        yield Seed(f"coordinator:{addresses[0]}", f"programme.coordinators {addresses[0]}", addresses)
    for mentor in config.mentors:
        yield Seed(f"mentor:{mentor.person[0]}", f"[[mentor]] {mentor.person[0]}", mentor)


def sow(store: Store, config: Core, now: datetime) -> None:
    """Take in what the config names for the first time; and let every region's week be told from now on."""
    store.regions.remember()
    for each in seeds(config):
        if store.marks.first(each.mark, now):
            _take_in(store, each.entry, now)
    if config.digest.send:
        weekly.begin_all(store, now)


def _take_in(store: Store, entry: RegionSeed | MentorSeed | OnePerson, now: datetime) -> None:
    match entry:
        case RegionSeed():
            _region(store, entry, now)
        case MentorSeed():
            person = store.people.ensure(entry.person, "", now)
            digests.begin(store, person, now)
            known = atlas.of(store.regions.all())
            there = [region.name for name in entry.regions if (region := known.find(name)) is not None]
            store.mentors.add(
                person,
                regions=tuple(dict.fromkeys(there)),  # in chat one may have been renamed, or removed, since
                languages=entry.languages,
                topics=entry.topics,
                capacity=entry.capacity,
                time_zone=entry.time_zone,
            )
        case _:
            person = store.people.ensure(entry, "", now)
            digests.begin(store, person, now)
            store.people.grant(person, Role.COORDINATOR, None, None, now)


def _region(store: Store, entry: RegionSeed, now: datetime) -> None:
    """A region that isn't there under that name, or as another's; at the top, where its parent is gone."""
    known = atlas.of(store.regions.all())
    if key(entry.name) in known.named:
        return
    parent = known.named.get(key(entry.parent)) if entry.parent is not None else None
    taken = known.named
    free = tuple(alias for alias in entry.aliases if key(alias) not in taken)
    made = store.regions.add(
        Region(
            0, entry.name, parent.id if parent is not None else None, free, entry.countries, entry.channels,
            entry.time_zone, entry.language, entry.holidays, entry.digest,
        )
    )  # fmt: skip
    if entry.lead is not None:
        person = store.people.ensure(entry.lead, "", now)
        digests.begin(store, person, now)
        store.people.grant(person, Role.LEAD, made, None, now)


def parents_first(config: Core) -> list[RegionSeed]:
    """The config's regions, each behind its parent. The config was checked: there is no cycle."""
    left = list(config.regions)
    ordered: list[RegionSeed] = []
    while left:
        placed = {region.name for region in ordered}
        ready = [region for region in left if region.parent is None or region.parent in placed]
        ordered += ready
        left = [region for region in left if region not in ready]
    return ordered


def unsown(store: Store, config: Core) -> list[str]:
    """What the next start takes in."""
    return [each.shown for each in seeds(config) if not store.marks.has(each.mark)]


def differences(store: Store, config: Core) -> list[str]:
    """Where the database has parted from what was taken in, a sentence each: the database wins."""
    return [line for each in seeds(config) if store.marks.has(each.mark) for line in _difference(store, each)]


def unread(store: Store, config: Core) -> list[str]:
    """The calendars that regions of the database name and the config doesn't: they count as no day off."""
    return [
        f"{region.name}, holidays: the database names {entry}, but no section of this config does, so it isn't read "
        "and counts as no day off; name it in programme.holidays or in a [[region]]"
        for region in store.regions.all()
        for entry in region.holidays
        if entry.endswith(".ics") and entry not in config.calendars
    ]


def _difference(store: Store, seed: Seed) -> Iterator[str]:
    match seed.entry:
        case RegionSeed() as entry:
            return _of_region(store, seed, entry)
        case MentorSeed() as entry:
            return _of_mentor(store, seed, entry)
        case addresses:
            person = _known(store, addresses)
            gone = person is None or Role.COORDINATOR not in person.roles
            return iter([f"{seed.shown}: no coordinator in the database"] if gone else [])


def _of_region(store: Store, seed: Seed, entry: RegionSeed) -> Iterator[str]:
    kept = {region.name: region for region in store.regions.all()}
    region = kept.get(entry.name)
    if region is None:
        yield f"{seed.shown}: not in the database"
        return
    names = {each.id: each.name for each in kept.values()}
    yield from _pairs(
        seed,
        parent=(entry.parent, names.get(region.parent or 0)),
        aliases=(entry.aliases, region.aliases),
        countries=(entry.countries, region.countries),
        channels=(entry.channels, region.channels),
        time_zone=(entry.time_zone, region.time_zone),
        language=(entry.language, region.language),
        holidays=(entry.holidays, region.holidays),
        digest=(entry.digest, region.digest),
    )
    if entry.lead is not None:
        lead = _known(store, entry.lead)
        if lead is None or region.id not in lead.leads:
            yield f"{seed.shown}: its lead here doesn't lead it in the database"


def _of_mentor(store: Store, seed: Seed, entry: MentorSeed) -> Iterator[str]:
    person = _known(store, entry.person)
    mentor = store.mentors.get(person) if person is not None else None
    if mentor is None:
        yield f"{seed.shown}: no mentor in the database"
        return
    yield from _pairs(
        seed,
        regions=(tuple(sorted(entry.regions)), tuple(sorted(mentor.regions))),
        languages=(entry.languages, mentor.languages),
        topics=(entry.topics, mentor.topics),
        capacity=(entry.capacity, mentor.capacity),
        time_zone=(entry.time_zone, mentor.time_zone),
    )


def _pairs(seed: Seed, **pairs: tuple[object, object]) -> Iterator[str]:
    for name, (configured, stored) in pairs.items():
        if configured != stored:
            yield f"{seed.shown}: {name} is {_shown(stored)} in the database, {_shown(configured)} here"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)


def _known(store: Store, addresses: OnePerson) -> Person | None:
    return next(filter(None, map(store.people.by_identity, addresses)), None)
