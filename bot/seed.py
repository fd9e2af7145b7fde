"""What the config seeds: regions, mentors and the first coordinators. Each entry once, and only where it is absent.

From then on the database is the truth, changed by commands: a mentor who was removed doesn't come back with a restart.
``differences`` tells where the two have parted.
"""

from collections.abc import Iterator
from datetime import datetime

from bot.model import Person, Region, Role
from bot.ports import Store
from bot.settings import Core, OnePerson, RegionSeed


def seed(store: Store, config: Core, now: datetime) -> None:
    """Add what the config names for the first time."""
    known = {region.name: region for region in store.regions.all()}
    for each in parents_first(config):
        if store.seeds.sow(f"region:{each.name}", now) and each.name not in known:
            parent = known[each.parent].id if each.parent else None
            row = Region(
                0, each.name, parent, each.aliases, each.countries, each.channels, each.time_zone, each.language
            )
            known[each.name] = store.regions.add(row)
    for addresses in config.programme.coordinators:
        if store.seeds.sow(f"coordinator:{addresses[0]}", now):
            store.people.grant(store.people.ensure(addresses, "", now), Role.COORDINATOR, None, None, now)
    for mentor in config.mentors:
        if store.seeds.sow(f"mentor:{mentor.person[0]}", now):
            store.mentors.add(
                store.people.ensure(mentor.person, "", now),
                regions=mentor.regions,
                languages=mentor.languages,
                topics=mentor.topics,
                capacity=mentor.capacity,
                time_zone=mentor.time_zone,
            )


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


def differences(store: Store, config: Core) -> list[str]:
    """Where config and database differ, a sentence each: the database wins."""
    return [*_region_differences(store, config), *_people_differences(store, config)]


def _region_differences(store: Store, config: Core) -> Iterator[str]:
    kept = {region.name: region for region in store.regions.all()}
    names = {region.id: region.name for region in kept.values()}
    for each in config.regions:
        region = kept.get(each.name)
        if region is None:
            yield f"[[region]] {each.name}: not in the database"
            continue
        pairs = {
            "parent": (each.parent, names.get(region.parent or 0)),
            "aliases": (each.aliases, region.aliases),
            "countries": (each.countries, region.countries),
            "channels": (each.channels, region.channels),
            "time_zone": (each.time_zone, region.time_zone),
            "language": (each.language, region.language),
        }
        for key, (configured, stored) in pairs.items():
            if configured != stored:
                yield f"[[region]] {each.name}: {key} is {stored!r} in the database, {configured!r} here"


def _people_differences(store: Store, config: Core) -> Iterator[str]:
    for addresses in config.programme.coordinators:
        person = _known(store, addresses)
        if person is None or Role.COORDINATOR not in person.roles:
            yield f"programme.coordinators {addresses[0]}: no coordinator in the database"
    for each in config.mentors:
        person = _known(store, each.person)
        mentor = store.mentors.get(person) if person is not None else None
        if mentor is None:
            yield f"[[mentor]] {each.person[0]}: no mentor in the database"
            continue
        pairs = {
            "regions": (set(each.regions), set(mentor.regions)),
            "languages": (each.languages, mentor.languages),
            "topics": (each.topics, mentor.topics),
            "capacity": (each.capacity, mentor.capacity),
            "time_zone": (each.time_zone, mentor.time_zone),
        }
        for key, (configured, stored) in pairs.items():
            if configured != stored:
                yield f"[[mentor]] {each.person[0]}: {key} is {stored!r} in the database, {configured!r} here"


def _known(store: Store, addresses: OnePerson) -> Person | None:
    return next(filter(None, map(store.people.by_identity, addresses)), None)
