"""What regions are called, and how they lie: the names of a whole tree, put together once for as long as it stays.

Rules of this file: pure. A region's own name comes before another's alias, and that before a country: a region
``Germany`` is meant by its name, though a wider one lists the country. Of regions that list one country the deepest is
meant. A tree that bites its tail ends nowhere, and is read all the same.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property

from babel import Locale
from rapidfuzz import fuzz, process

from bot.model import Region
from bot.typed import bare, key

_ALIKE = 70
"""How alike (of 100) a name must be to be suggested."""
_REMEMBERED = 8


class Atlas:
    """The regions of a programme."""

    def __init__(self, regions: Sequence[Region]) -> None:
        self.regions = regions
        self.by_id = {region.id: region for region in regions}

    @cached_property
    def named(self) -> dict[str, Region]:
        """Names and aliases, comparable, and whose they are."""
        found: dict[str, Region] = {}
        for region in self.regions:
            found.setdefault(key(region.name), region)
        for region in self.regions:
            for alias in region.aliases:
                found.setdefault(key(alias), region)
        return found

    @cached_property
    def bare(self) -> dict[str, Region]:
        """The same, however they are written."""
        found: dict[str, Region] = {}
        for name, region in self.named.items():
            found.setdefault(bare(name), region)
        return found

    @cached_property
    def countries(self) -> dict[str, Region]:
        """The codes of countries, and the deepest region that lists each."""
        shallow = sorted(self.regions, key=lambda region: (-len(self.path(region)), key(region.name)))
        found: dict[str, Region] = {}
        for region in shallow:
            for code in region.countries:
                found.setdefault(code, region)
        return found

    @cached_property
    def _everything(self) -> dict[str, Region]:
        """Names, aliases, and countries by code and English name."""
        english = Locale("en").territories
        found = dict(self.named)
        for code, region in self.countries.items():
            found.setdefault(key(code), region)
            if code in english:
                found.setdefault(key(english[code]), region)
        return found

    @cached_property
    def children(self) -> dict[int | None, list[Region]]:
        """The regions right below each, by its id; those of the top under None."""
        found: dict[int | None, list[Region]] = {}
        for region in self.regions:
            found.setdefault(region.parent, []).append(region)
        return found

    def find(self, name: str) -> Region | None:
        """The region of a name, alias, country code or country, whatever its case."""
        return self._everything.get(key(name))

    def near(self, name: str) -> str | None:
        """The name of the region that a mistyped name probably meant."""
        best = process.extractOne(key(name), list(self._everything), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return self._everything[best[0]].name if best is not None else None

    def path(self, region: Region) -> list[Region]:
        """A region and those above it, the nearest first."""
        found: list[Region] = []
        at: Region | None = region
        while at is not None and at not in found:
            found.append(at)
            at = self.by_id.get(at.parent) if at.parent is not None else None
        return found

    def below(self, regions: Collection[int]) -> frozenset[int]:
        """Regions, by their ids, and all below them."""
        found, coming = set(regions), list(regions)
        while coming:
            more = [each.id for each in self.children.get(coming.pop(), ()) if each.id not in found]
            found.update(more)
            coming += more
        return frozenset(found)

    def top(self) -> list[Region]:
        """The regions that have none above them, by name."""
        return [region for region in self.regions if region.parent is None]

    def tree(self, of: Iterable[Region]) -> Iterator[tuple[int, Region]]:
        """Regions and all below them in the order of a table of contents, each with how deep it stands."""
        passed: set[int] = set()
        coming = [(0, region) for region in reversed([*of])]
        while coming:
            depth, region = coming.pop()
            if region.id not in passed:
                passed.add(region.id)
                yield depth, region
                coming += [(depth + 1, each) for each in reversed(self.children.get(region.id, []))]


_recent: list[Atlas] = []


def of(regions: Sequence[Region]) -> Atlas:
    """The atlas of a tree; that of the very same one is made once."""
    for atlas in _recent:
        if atlas.regions is regions:
            return atlas
    atlas = Atlas(regions)
    _recent[:] = [atlas, *_recent[: _REMEMBERED - 1]]  # all at once: readers are several threads
    return atlas
