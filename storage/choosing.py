"""Mentors in the order in which they are offered a case, and how soon they answered: the first, read along an index.

Rules of this file: nothing here reads everybody but to count them. The first who fit stand at the front of an index;
whoever serves a region and one above it stands in the nearer one alone.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    exists,
    func,
    not_,
    or_,
    select,
    text,
)

from bot.model import ANSWERED, ASKED
from storage.core import constants, table
from storage.prepared import Query, listed, one_of, padded
from storage.tables import History, MentorRegions, Mentors

mentors, places, history = table(Mentors), table(MentorRegions), table(History)
_nearer = places.alias("nearer")
_there = mentors.c.absence.is_(None)
_free = text("mentor_regions.turn IS NOT NULL")
"""As the index has it."""
_besides = places.c.person_id.not_in(bindparam("besides", expanding=True))
_SIGNS = re.compile(r"[%_/]")
_CASES: dict[str, Callable[[str], str]] = {"": str, "_small": str.lower, "_capital": str.capitalize}
"""How a word is looked for in topics: JSON has signs beyond ASCII as figures, which know no case."""
_CODES = {"": str}
"""How a language is: by its code, as it is written."""
_FOUND = select(places.c.person_id).join(mentors, mentors.c.person_id == places.c.person_id)
_starts, _ends = history.alias("starts"), history.alias("ends")
_asked_at = (
    select(func.max(_starts.c.at))
    .where(
        _starts.c.whom_id == bindparam("person"),
        _starts.c.case_id == _ends.c.case_id,
        _starts.c.id < _ends.c.id,
        _starts.c.act.in_(constants(ASKED)),
    )
    .scalar_subquery()
)
_ANSWERS = (
    select(_asked_at.label("asked"), _ends.c.at)
    .where(_ends.c.actor_id == bindparam("person"), _ends.c.act.in_(constants(ANSWERED)), _asked_at.is_not(None))
    .order_by(_ends.c.id.desc())
    .limit(bindparam("most"))
)


def in_order(
    db: Connection,
    near: Sequence[int],
    languages: Collection[str],
    wanted: Sequence[str],
    besides: Collection[int],
    most: int,
) -> list[int]:
    """The first ``most`` who can be chosen, by their ids: speakers of one of the languages first, and among them who
    serves the nearest of the regions. ``wanted``: languages and topics that each of them has."""
    found: list[int] = []
    words = {**_named("wanted", wanted), **_named("spoken", sorted(languages), _CODES)}
    for speaks in [True, False] if languages else [None]:
        spoken = 0 if speaks is None else len(languages)
        for nearest, region in enumerate(near):
            if len(found) >= most:
                return found
            query = _in_region(speaks, spoken, len(wanted), padded(near[:nearest]), padded(besides))
            values = {**words, **listed("nearer", near[:nearest]), **listed("besides", besides)}
            rows = query.all(db, **values, region=region, most=most - len(found))
            found += [row.person_id for row in rows]
    return found


def suits(db: Connection, near: Sequence[int], languages: Collection[str], besides: Collection[int]) -> bool:
    """Whether anybody can be chosen who serves the nearest of the regions, or any of them and shares a language."""
    spoken = _named("spoken", sorted(languages), _CODES)
    values = {**listed("besides", besides), "most": 1}
    for above, region in enumerate(near[: None if languages else 1]):
        words, speaks = (spoken, True) if above else ({}, None)
        query = _in_region(speaks, len(words), 0, 0, padded(besides))
        if query.first(db, **words, **values, region=region) is not None:
            return True
    return False


@lru_cache(maxsize=256)
def _in_region(speaks: bool | None, languages: int, wanted: int, nearer: int, besides: int) -> Query:
    """The first of a region. ``speaks``: whether they share one of so many languages; ``nearer``: who doesn't serve one
    of so many; ``besides``: who isn't one of so many."""
    where = [_has(f"wanted{at}") for at in range(wanted)]
    if speaks is not None:
        spoken = or_(*(_speaks(f"spoken{at}") for at in range(languages)))
        where.append(spoken if speaks else not_(spoken))
    if nearer:
        there = _nearer.c.person_id == places.c.person_id
        where.append(~exists().where(there, _nearer.c.region_id.in_(one_of("nearer", nearer, Integer))))
    if besides:
        where.append(places.c.person_id.not_in(one_of("besides", besides, Integer)))
    return Query(
        _FOUND.where(places.c.region_id == bindparam("region"), _free, _there, *where)
        .order_by(places.c.turn, places.c.person_id)
        .limit(bindparam("most"))
    )


@cache
def _anywhere(wanted: int, regions: bool) -> Select[Any]:
    """Everybody who can be chosen, each once: of these regions, or of any."""
    where = [places.c.region_id.in_(bindparam("near", expanding=True))] if regions else []
    has = [_has(f"wanted{at}") for at in range(wanted)]
    return _FOUND.where(_free, _there, _besides, *where, *has).group_by(places.c.person_id)


@cache
def _count(wanted: int, regions: bool) -> Select[Any]:
    return select(func.count()).select_from(_anywhere(wanted, regions).subquery())


@cache
def _of_any(wanted: int) -> Select[Any]:
    first = _anywhere(wanted, regions=False).order_by(func.min(places.c.turn), places.c.person_id)
    return first.limit(bindparam("most"))


def count(db: Connection, near: Sequence[int], wanted: Sequence[str], besides: Collection[int]) -> int:
    """How many can be chosen, of these regions or, where there are none, of any."""
    values = {
        "besides": sorted(besides),
        **_named("wanted", wanted),
        **({"near": near} if near else {}),
    }
    return int(db.execute(_count(len(wanted), bool(near)), values).scalar_one())


def of_any_region(db: Connection, wanted: Sequence[str], besides: Collection[int], most: int) -> list[int]:
    """The first ``most`` who can be chosen, whatever their regions."""
    values = {"besides": sorted(besides), "most": most, **_named("wanted", wanted)}
    return list(db.execute(_of_any(len(wanted)), values).scalars())


def answers(db: Connection, person: int, most: int) -> list[tuple[datetime, datetime]]:
    """When somebody was asked, and when they answered: the last times that they did."""
    rows = db.execute(_ANSWERS, {"person": person, "most": most})
    return [(row.asked, row.at) for row in rows]


def _named(name: str, words: Sequence[str], cases: Mapping[str, Callable[[str], str]] = _CASES) -> dict[str, str]:
    """Words as a list in JSON holds them, each a value of a statement; a pattern's own signs stand for themselves."""
    return {
        f"{name}{at}{ending}": f"%{_SIGNS.sub(_escaped, json.dumps(made(word)))}%"
        for at, word in enumerate(words)
        for ending, made in cases.items()
    }


def _escaped(sign: re.Match[str]) -> str:
    return f"/{sign[0]}"


def _speaks(name: str) -> ColumnElement[bool]:
    return places.c.speaks.like(bindparam(name), escape="/")


def _has(name: str) -> ColumnElement[bool]:
    """Whether they have a language, by its code, or a topic, whatever its case."""
    topics = func.lower(cast(mentors.c.topics, String))
    words = (func.lower(bindparam(f"{name}{ending}", type_=String)) for ending in _CASES)
    return or_(_speaks(name), *(topics.like(word, escape="/") for word in words))
