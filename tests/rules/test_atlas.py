"""A tree of regions by its names: whose a name is, what lies below what."""

from hypothesis import given
from hypothesis import strategies as st

from bot import atlas
from bot.model import Region

WORLD = Region(1, "World")
EMEA = Region(2, "EMEA", 1, aliases=("Europe", "Middle East"), countries=("DE", "AT", "KE"))
DACH = Region(3, "DACH", 2, countries=("DE", "AT"))
GERMANY = Region(4, "Austria", 1)
TREE = (GERMANY, DACH, EMEA, WORLD)


def test_a_name_goes_before_an_alias_and_that_before_a_country() -> None:
    found = atlas.of(TREE)
    assert found.find("emea") == EMEA
    assert found.find("middle  EAST") == EMEA
    assert found.find("Austria") == GERMANY
    assert found.find("AT") == DACH
    assert found.find("Kenya") == EMEA
    assert found.find("Brazil") is None


def test_of_regions_that_list_a_country_the_deepest_is_meant() -> None:
    assert atlas.of(TREE).countries == {"DE": DACH, "AT": DACH, "KE": EMEA}


def test_what_lies_below_and_above() -> None:
    found = atlas.of(TREE)
    assert found.below({2}) == {2, 3}
    assert found.below({1}) == {1, 2, 3, 4}
    assert found.path(DACH) == [DACH, EMEA, WORLD]
    assert found.top() == [WORLD]
    assert [(depth, each.name) for depth, each in found.tree(found.top())] == [
        (0, "World"),
        (1, "Austria"),
        (1, "EMEA"),
        (2, "DACH"),
    ]


def test_near() -> None:
    assert atlas.of(TREE).near("emeaa") == "EMEA"
    assert atlas.of(TREE).near("germny") == "DACH"
    assert atlas.of(TREE).near("zzzz") is None


def test_the_atlas_of_the_same_tree_is_made_once() -> None:
    assert atlas.of(TREE) is atlas.of(TREE)
    assert atlas.of((*TREE,)) is not atlas.of(TREE)


@given(st.lists(st.one_of(st.none(), st.integers(0, 7)), max_size=8))
def test_a_tree_that_bites_its_tail_ends(parents: list[int | None]) -> None:
    regions = tuple(Region(at, f"Region {at}", parent) for at, parent in enumerate(parents))
    found = atlas.of(regions)
    for region in regions:
        path = found.path(region)
        assert len(path) == len({each.id for each in path})
        below = found.below({region.id})
        assert region.id in below
        assert all(region in found.path(found.by_id[each]) for each in below)
    assert len([*found.tree(regions)]) == len(regions)
