"""What is wrong with a config, as an operator reads it: where it is, and what to write there.

Rules of this file: a fault never shows a value, which may be a secret; only the names of sections, keys and regions.
Entries count from 1, as people do.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from rapidfuzz import fuzz, process

from bot.address import platform_of
from bot.settings import ChannelAddress, OnePerson

Place = tuple[int | str, ...]

_SAYS = {
    "string_type": "write it as text, in quotes",
    "secret_type": "write it as text, in quotes",
    "string_too_short": "it is empty; fill it in",
    "string_too_long": "write at most {max_length} characters",
    "int_type": "write a whole number, without quotes",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "greater_than_equal": "write a number of {ge} or more",
    "less_than_equal": "write a number of {le} or less",
    "too_short": 'name at least one, such as ["…"]',
    "tuple_type": 'write a list, such as ["…", "…"]',
    "literal_error": "write {expected}",
    "path_type": "write a path as text, in quotes",
    "model_type": "write it as a section, with its keys below",
}

_PLATFORMS = {"matrix": "Matrix", "slack": "Slack", "shell": "the shell"}
_CHANNEL: TypeAdapter[Any] = TypeAdapter(ChannelAddress)
_PERSON: TypeAdapter[Any] = TypeAdapter(OnePerson)
CHANNELS = ("mentors_channels", "coordinators_channels", "ambassadors_channels")
"""The keys of ``[programme]`` that name rooms."""


def of(invalid: ValidationError, values: Mapping[str, Any], sections: Mapping[str, type[BaseModel]]) -> Iterable[str]:
    """What pydantic found, a sentence each. ``values``: all that was read; ``sections``: what each name stands for."""
    errors = invalid.errors(include_input=False, include_url=False)
    places = [_loc(error) for error in errors]
    for at, error in zip(places, errors, strict=True):
        if error["type"] == "too_short" and any(len(other) > len(at) and other[: len(at)] == at for other in places):
            continue  # it has entries, and they are at fault themselves
        yield f"{place(at, values)}: {_todo(at, error, sections)}"


def _loc(error: Any) -> Place:
    """Where a fault is: where it was found, or at the ``key`` beside it, or ``under`` it, that it names itself."""
    loc: Place = tuple(error["loc"])
    said = error.get("ctx", {})
    if "under" in said:
        return (*loc, str(said["under"]))
    return (*loc[:-1], str(said["key"])) if "key" in said else loc


def place(at: Place, values: Mapping[str, Any]) -> str:
    """Where something stands, in the file's own words: ``http.port``, ``[[region]] EMEA, channels, no. 2``."""
    section, *inside = at
    entry = isinstance(inside[0], int) if inside else False
    if not entry:
        keys = [str(part) for part in at if isinstance(part, str)]
        return ", ".join([".".join(keys), *_number(at)])
    index = inside[0]
    rows = values.get(str(section))
    row = rows[index] if isinstance(rows, Sequence) and isinstance(index, int) and index < len(rows) else None
    name = row.get("name") if isinstance(row, Mapping) else None
    head = f"[[{section}]] {name}" if isinstance(name, str) and name else f"[[{section}]] no. {int(index) + 1}"
    return ", ".join([head, *(str(part) for part in inside[1:] if isinstance(part, str)), *_number(tuple(inside[1:]))])


def _number(at: Place) -> list[str]:
    """Which entry of a list: ``no. 2``."""
    return [f"no. {part + 1}" for part in at if isinstance(part, int)][:1]


def _todo(at: Place, error: Any, sections: Mapping[str, type[BaseModel]]) -> str:
    kind = error["type"]
    if kind == "extra_forbidden":
        return "unknown key; " + _nearest(str(at[-1]), _siblings(at, sections))
    if kind == "missing":
        return _missing(at)
    if kind == "tuple_type" and len(at) == 1:
        return f"write each as a section of its own, [[{at[0]}]] with two brackets"
    if kind == "model_type" and not any(isinstance(part, int) for part in at):
        return f"write it as a section, [{'.'.join(map(str, at))}] with its keys below"
    said = _SAYS.get(kind)
    return said.format(**error.get("ctx", {})) if said else str(error["msg"].removeprefix("Value error, "))


def _siblings(at: Place, sections: Mapping[str, type[BaseModel]]) -> list[str]:
    """What could stand where something is: the keys of its section, or the sections beside it."""
    above = ".".join(str(part) for part in at[:-1] if isinstance(part, str))
    if above in sections:
        return list(sections[above].model_fields)
    inside = f"{above}." if above else ""
    return list(dict.fromkeys(name[len(inside) :].split(".")[0] for name in sections if name.startswith(inside)))


def _missing(at: Place) -> str:
    if any(isinstance(part, int) for part in at):
        return "missing; fill it in"
    return f"missing; fill it in, or set {variable(*map(str, at))} in the environment or as a secret file"


def variable(*at: str) -> str:
    """The environment variable, or secret file, of a key."""
    return f"AMBASSADOR_{'__'.join(at)}".upper()


def _nearest(name: str, names: Sequence[str]) -> str:
    return did_you_mean(name, names) or f"there are {', '.join(names)}"


def did_you_mean(name: str, names: Iterable[str]) -> str | None:
    """The question that a mistyped name deserves, where one is near."""
    known = {each: _bare(each) for each in names}
    near = process.extractOne(_bare(name), known, scorer=fuzz.ratio, score_cutoff=65)
    return f"did you mean {near[2]}?" if near else None


def _bare(name: str) -> str:
    """What tells a name from others; not what all variables begin with."""
    return name.casefold().removeprefix("ambassador_")


def references(values: Mapping[str, Any]) -> Iterable[str]:
    """Names that must point at something, and people who are named twice. What isn't well-formed is passed over."""
    regions = [each for each in _rows(values, "region") if _name(each)]
    parents = {_name(each): each.get("parent") for each in regions}
    seen: set[str] = set()
    for region in regions:
        name, parent = _name(region), region.get("parent")
        if name.casefold() in seen:
            yield f"[[region]] {name}: it is named twice; give each region one [[region]] and a name of its own"
        seen.add(name.casefold())
        if isinstance(parent, str) and parent not in parents:
            yield f"[[region]] {name}, parent: {_no_region(parent, parents)}"
        elif _circles(name, parents):
            yield f"[[region]] {name}, parent: it goes round in a circle; a region can't be above itself"
    yield from _mentors(values, list(parents))


def _mentors(values: Mapping[str, Any], regions: list[str]) -> Iterable[str]:
    taken: dict[str, int] = {}
    for index, mentor in enumerate(_rows(values, "mentor")):
        head = f"[[mentor]] no. {index + 1}"
        for region in _texts(mentor.get("regions")):
            if region not in regions:
                yield f"{head}, regions: {_no_region(region, regions)}"
        people = mentor.get("person")
        earlier = [taken[each] for each in _texts([people] if isinstance(people, str) else people) if each in taken]
        if earlier:
            yield f"{head}, person: is the same as no. {earlier[0] + 1}; give each mentor one [[mentor]]"
        for each in _texts([people] if isinstance(people, str) else people):
            taken.setdefault(each, index)


def addresses(values: Mapping[str, Any], spoken: Collection[str]) -> Iterable[str]:
    """Rooms and people that no platform of this config reaches. ``spoken``: the platforms that there are sections for.

    Without any such section nobody is reached at all, which is said elsewhere.
    """
    filled = [name for name in spoken if name in values]
    if not filled:
        return
    there = " or ".join(_PLATFORMS[name] for name in filled)
    for kind, wanted, found in (
        (_CHANNEL, "a room", _channels(values)),
        (_PERSON, "an account of theirs", _people(values)),
    ):
        for at, value in found:
            on = _platforms(kind, value)
            if on and not on.intersection(filled):
                yield f"{place(at, values)}: {_stranger(sorted(on), spoken)}; name {wanted} on {there}"


def _channels(values: Mapping[str, Any]) -> Iterable[tuple[Place, object]]:
    for key in CHANNELS:
        for number, value in enumerate(_entries(_section(values, "programme").get(key))):
            yield ("programme", key, number), value
    for number, value in enumerate(_entries(_section(values, "digest").get("channels"))):
        yield ("digest", "channels", number), value
    for index, region in enumerate(_rows(values, "region")):
        for number, value in enumerate(_entries(region.get("channels"))):
            yield ("region", index, "channels", number), value


def _people(values: Mapping[str, Any]) -> Iterable[tuple[Place, object]]:
    for number, value in enumerate(_entries(_section(values, "programme").get("coordinators"))):
        yield ("programme", "coordinators", number), value
    for index, mentor in enumerate(_rows(values, "mentor")):
        yield ("mentor", index, "person"), mentor.get("person")
    for index, region in enumerate(_rows(values, "region")):
        yield ("region", index, "lead"), region.get("lead")


def _platforms(kind: TypeAdapter[Any], value: object) -> set[str]:
    """The platforms of a room or a person; none where it isn't well-formed."""
    try:
        found = kind.validate_python(value)
    except ValidationError:
        return set()
    return {platform_of(each) for each in ([found] if isinstance(found, str) else found)}


def _stranger(on: Sequence[str], spoken: Collection[str]) -> str:
    said = f"it is on {' and '.join(_PLATFORMS[name] for name in on)}"
    never = [_PLATFORMS[name] for name in on if name not in spoken and name != "shell"]
    if never:
        return f"{said}, and this version doesn't speak {' or '.join(never)} yet"
    return f"{said}, which only the demo speaks" if on == ["shell"] else f"{said}, which this config doesn't fill in"


def _no_region(name: str, names: Iterable[str]) -> str:
    return f"no [[region]] is called {name}; " + (did_you_mean(name, names) or "add it, or name another")


def _circles(name: str, parents: Mapping[str, Any]) -> bool:
    seen: set[str] = set()
    above = parents[name]
    while isinstance(above, str) and above in parents and above not in seen:
        seen.add(above)
        above = parents[above]
    return name in seen


def _name(region: Mapping[str, Any]) -> str:
    name = region.get("name")
    return name if isinstance(name, str) else ""


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list | tuple) else []


def _section(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    section = values.get(key)
    return section if isinstance(section, Mapping) else {}


def _entries(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _rows(values: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    rows = values.get(key)
    return [row if isinstance(row, Mapping) else {} for row in rows] if isinstance(rows, list) else []
