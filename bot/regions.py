"""Regions by the names that people use: as the programme calls them, their aliases, and the countries they hold.

Rules of this file: it only reads; of two names that fit, the longer one is meant.
"""

from collections.abc import Sequence

from babel import Locale
from rapidfuzz import fuzz, process

from bot import typed
from bot.errors import Refused
from bot.message import Many, Words
from bot.model import Region
from bot.typed import Reader


def region_names(region: Region) -> list[str]:
    """Every name a region goes by: its own, its aliases, its countries by code and by English name."""
    countries = Locale("en").territories
    named = [countries[code] for code in region.countries if code in countries]
    return [region.name, *region.aliases, *region.countries, *named]


def find_region(regions: Sequence[Region], name: str) -> Region | None:
    """The region of a name, alias or country code, whatever its case."""
    wanted = typed.key(name)
    return next((each for each in regions if wanted in map(typed.key, region_names(each))), None)


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
    names = {typed.key(each): region.name for region in regions for each in region_names(region)}
    near = process.extractOne(typed.key(name), list(names), scorer=fuzz.ratio, score_cutoff=70)
    if near is not None:
        return Refused("no-region-but", typed=Words(name[:60]), near=names[near[0]])
    return Refused("no-region", typed=Words(name[:60]), regions=Many(tuple(sorted(set(names.values())))))
