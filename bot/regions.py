"""Regions by the names that people use: as the programme calls them, their aliases, and the countries they hold.

Rules of this file: it only reads; of two names that fit, the longer one is meant.
"""

from collections.abc import Sequence

from bot import atlas
from bot.errors import Refused
from bot.message import Many, Text, Words
from bot.model import Region
from bot.typed import Reader

NAMED = 30
"""Regions that are named to whoever named none of them."""


def find_region(regions: Sequence[Region], name: str) -> Region | None:
    """The region of a name, alias, country or country code, whatever its case."""
    return atlas.of(regions).find(name)


def region_at_front(regions: Sequence[Region], reader: Reader) -> Region | None:
    """Take the region whose name stands first, the longest name that fits ("North America" before "North")."""
    if reader.left[:1] in '"“”„':
        return find_region(regions, Reader(reader.left).word() or "") and find_region(regions, reader.word() or "")
    words = reader.left.split()
    for count in range(min(len(words), 5), 0, -1):
        region = find_region(regions, " ".join(words[:count]).rstrip(","))
        if region is not None:
            for _ in range(count):
                reader.word()
            return region
    return None


def no_region(regions: Sequence[Region], name: str) -> Refused:
    """The refusal for a region nobody knows, with the nearest name where one is near."""
    near = atlas.of(regions).near(name)
    if near is not None:
        return Refused("no-region-but", typed=Words(name[:60]), near=near)
    shown = sorted(region.name for region in regions)
    more = [Text("and-others")] if len(shown) > NAMED else []
    return Refused("no-region", typed=Words(name[:60]), regions=Many((*shown[:NAMED], *more)))
