"""The larger towns of the world by what they are called: a sorted file, in which a name is found by halving.

Rules of this file: nothing is read before somebody asks for a name that nothing else has, and hardly any of it stays.
The names are GeoNames', in Latin letters; ``make towns`` writes the file. Of those with one name that one
goes first which is meant most.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from mmap import ACCESS_READ, mmap
from pathlib import Path

from bot.typed import bare

LARGE = 500
"""Thousands of people of a town that is found by a mistyped name, too."""


@dataclass(frozen=True, slots=True)
class Town:
    """A town: what it was called, its own name, its country by its code, its zone, and its thousands of people."""

    name: str
    own: str
    country: str
    zone: str
    thousands: int


def named(name: str) -> list[Town]:
    """The towns of a name, however it is written: one a country, first whichever is meant most."""
    wanted = bare(name)
    if not wanted:
        return []
    lines = (_read(line) for line in _from(_file(), wanted.encode()))
    return [town for _, town in takewhile(lambda read: read[0] == wanted, lines)]


@cache
def large() -> dict[str, Town]:
    """The large ones by their own bare names: what was mistyped is compared with these."""
    found: dict[str, Town] = {}
    for line in _from(_file(), b"$"):  # behind the file's first line
        key, town = _read(line)
        if town.thousands >= LARGE and town.name == town.own:
            found.setdefault(key, town)
    return found


def line(name: str, town: Town) -> tuple[str, ...]:
    """A line of the file, as its columns."""
    own = [town.own] if town.own != town.name else []
    return (name, town.country, town.zone, str(town.thousands), town.name, *own)


def _read(line: str) -> tuple[str, Town]:
    key, country, zone, thousands, name, *own = line.split("\t")
    return key, Town(name, own[0] if own else name, country, zone, int(thousands))


@cache
def _file() -> mmap:
    with Path(__file__).with_suffix(".tsv").open("rb") as file:
        return mmap(file.fileno(), 0, access=ACCESS_READ)


def _from(data: mmap, key: bytes) -> Iterator[str]:
    """The lines from a key on, or from where it would be."""
    low, high = 0, len(data)
    while low < high:
        begins = data.rfind(b"\n", 0, (low + high) // 2) + 1
        ends = data.find(b"\n", begins)
        if data[begins:ends].partition(b"\t")[0] < key:
            low = ends + 1
        else:
            high = begins
    while low < len(data):
        ends = data.find(b"\n", low)
        yield data[low:ends].decode()
        low = ends + 1
