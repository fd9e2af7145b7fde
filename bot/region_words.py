"""What people write about a region, read and checked: a name, countries, a zone, channels and all the rest.

Rules of this file: nothing is changed here. What can't be read raises Refused with what was probably meant; what is
taken already, with whose it is. ``none`` leaves a thing to the region above, or empties a list. Words of a list are
parted by commas, or by spaces where that can't be mistaken; with ``+`` and ``-`` in front they are added and taken out.
"""

import re
from collections.abc import Callable, Sequence

from bot import atlas, digest_time, gazetteer, languages, places, zones
from bot.address import Room, platform_of
from bot.context import Ctx
from bot.errors import Refused
from bot.event import Pressed, Said
from bot.message import Channel, Many, Tongue, Words, do, say
from bot.model import Region
from bot.typed import Reader, clean, key, plain
from bot.whereabouts import language

MOST_NAME = 60
MOST_ENTRIES = 60
_NONE = frozenset(["", "-", "default", "inherit", "inherited", "no", "none", "nothing"])
_RESERVED = _NONE | {"all", "everywhere", "nowhere", "top", "under", "programme"}
_SHOWN = 8
_QUOTES = re.compile('["“”„‟«»″＂]')
"""What no name holds: in a command, which a button may type for somebody else, a name would end there."""


def nothing(text: str) -> bool:
    """Whether words say that there is to be nothing."""
    return key(text).strip(".!") in _NONE


# Names


def name(ctx: Ctx, text: str, of: Region | None = None, *, under: Region | None = None) -> str:
    """A name that a region may have; ``of``: the region that is to have it, or ``under`` which it is to be. Raises
    Refused, also for a country's that belongs to a region elsewhere: who asks for that country means that region."""
    written = " ".join(_QUOTES.sub("", clean(text)).split())
    shown = Words(written[:MOST_NAME])
    if len(written) > MOST_NAME:
        raise Refused("region-name-long", most=MOST_NAME)
    if not written[:1].isalpha() or key(written) in _RESERVED:
        raise Refused("region-name-what", typed=shown)
    holder = atlas.of(ctx.regions).named.get(key(written))
    if holder is not None and (of is None or holder.id != of.id):
        same = key(holder.name) == key(written)
        show = do("region show", quoted(holder.name))
        raise Refused(
            "region-name-taken" if same else "region-alias-taken", typed=shown, region=holder.name, actions=(show,)
        )
    code, lies = gazetteer.country(written, language(ctx)), of or under
    if code is not None and lies is not None:
        _free(ctx, lies, code)
    return written


def aliases(ctx: Ctx, region: Region, text: str) -> tuple[str, ...]:
    """Other names of a region. Raises Refused."""

    def read(part: str) -> list[str]:
        found = name(ctx, part, region)
        return [found] if key(found) != key(region.name) else []

    return _listed(text, region.aliases, read, _by_words, key)


def quoted(name: str) -> str:
    """A name as it is typed in a command."""
    return f'"{name}"' if " " in name else name


# Where it is


def countries(ctx: Ctx, region: Region, text: str) -> tuple[str, ...]:
    """Countries by their codes. Raises Refused."""
    speaks = language(ctx)

    def read(part: str) -> list[str]:
        words, found = part.split(), list[str]()
        while words:
            for count in range(min(len(words), 6), 0, -1):
                code = gazetteer.country(" ".join(words[:count]), speaks)
                if code is not None:
                    found.append(code)
                    words = words[count:]
                    break
            else:
                raise _no_country(" ".join(words), speaks)
        return found

    codes = _listed(text, region.countries, read, _whole, str)
    for code in codes:
        _free(ctx, region, code)
    return codes


def _no_country(typed: str, speaks: str) -> Refused:
    shown = Words(typed[:MOST_NAME])
    near = gazetteer.near_country(typed, speaks) or gazetteer.near_country(typed.split(maxsplit=1)[0], speaks)
    if near is None:
        return Refused("region-no-country", typed=shown)
    return Refused("region-no-country-but", typed=shown, near=gazetteer.called(near, speaks), code=near)


def _free(ctx: Ctx, region: Region, code: str) -> None:
    """A country may be in a region and in one above it, but not in two beside each other: whose would it be?"""
    tree = atlas.of(ctx.regions)
    near = {each.id for each in tree.path(region)} | tree.below({region.id})
    for each in ctx.regions:
        if code in each.countries and each.id not in near:
            said = gazetteer.called(code, language(ctx))
            raise Refused("region-country-taken", country=said, code=code, region=each.name, edit=quoted(each.name))


def zone(ctx: Ctx, text: str) -> str:
    """A zone by its name, a city or a country. Raises Refused."""
    written = plain(text)
    found = places.zones_of(written, ctx.now.year)
    if not found:
        spot = gazetteer.find(written, language(ctx))
        own = (spot.zone,) if spot is not None and spot.zone is not None else ()
        found = own or places.zones_of_town(written, ctx.now.year)
    if len(found) > 1:
        more = max(len(found) - _SHOWN, 0)
        raise Refused("region-zone-which", typed=Words(written[:60]), zones=Many(found[:_SHOWN]), more=more)
    if found:
        return found[0]
    city = gazetteer.near_city(written, language(ctx))
    near = city.zone if city is not None else zones.near(written)
    if near is not None:
        raise Refused("region-zone-but", typed=Words(written[:60]), near=near)
    raise Refused("region-zone-unknown", typed=Words(written[:60]))


def tongue(_ctx: Ctx, text: str) -> str:
    """A language by its code or name. Raises Refused."""
    written = plain(text)
    if re.fullmatch(r"[A-Za-z]{2,3}-[A-Za-z]{2,4}", written) and languages.code_of(written.partition("-")[0]):
        whole, part = written.split("-")
        return f"{whole.lower()}-{part.title() if len(part) == 4 else part.upper()}"
    code = languages.code_of(written)
    if code is not None:
        return code
    near = languages.near(written)
    if near is not None:
        raise Refused("region-language-but", typed=Words(written[:60]), near=Tongue(near), code=near)
    raise Refused("region-language-unknown", typed=Words(written[:60]))


# When it works, and reads


def days_off(ctx: Ctx, region: Region, text: str) -> tuple[str, ...]:
    """Entries of holidays. Raises Refused."""
    return _listed(text, region.holidays, lambda part: [_entry(ctx, each) for each in _entries(part)], _whole, str)


def _entries(part: str) -> list[str]:
    return [part] if places.country(part) is not None else part.split()


def _entry(ctx: Ctx, typed: str) -> str:
    shown = Words(typed[:MOST_NAME])
    if typed.endswith(".ics"):
        if typed not in ctx.config.calendars:
            raise Refused("region-holidays-calendar", typed=shown)
        return typed
    found = typed if places.holds(typed) else places.country(typed)
    if found is not None:
        return found
    near = places.near(typed)
    if near:
        raise Refused("region-holidays-but", typed=shown, near=Many(near, either=True))
    raise Refused("region-holidays-what", typed=shown)


def digest(_ctx: Ctx, text: str) -> str:
    """When its week is told. Raises Refused."""
    try:
        return str(digest_time.read(text))
    except digest_time.Unreadable:
        raise Refused("region-digest-what", typed=Words(plain(text)[:MOST_NAME])) from None


# Where it reads


def channels(ctx: Ctx, region: Region, text: str) -> tuple[Room, ...]:
    """Channels that the bot is in. Raises Refused."""
    found = _listed(
        text, region.channels, lambda part: [_channel(ctx, region, each) for each in part.split()], _whole, str
    )
    return tuple(map(Room, found))


def _channel(ctx: Ctx, region: Region, typed: str) -> Room:
    """One channel, as its platform told of it with the event, or as the programme knows it already."""
    named = ctx.event.rooms if isinstance(ctx.event, Said | Pressed) else {}
    there = named.get(typed)
    room = there.room if there is not None else Room(typed)
    if there is None and room not in _bound(ctx):
        platform = platform_of(ctx.event.sender.identity)
        raise Refused("region-channel-unknown", typed=Words(typed[:80]), parts=(say(f"region-channel-how-{platform}"),))
    for each in ctx.regions:
        if room in each.channels and each.id != region.id:
            raise Refused("region-channel-taken", channel=Channel(room), region=each.name, edit=quoted(each.name))
    if there is not None and not there.there:
        again = do("region edit", quoted(region.name), "channels", f"+{room}", label="do-look-again")
        how = say(f"region-channel-invite-{platform_of(room)}")
        raise Refused("region-channel-not-in", channel=Channel(room), parts=(how,), actions=(again,))
    return room


def _bound(ctx: Ctx) -> set[str]:
    programme = ctx.config.programme
    own = (*programme.mentors_channels, *programme.coordinators_channels, *programme.ambassadors_channels)
    return {*own, *(room for region in ctx.regions for room in region.channels)}


# Lists


def _listed(
    text: str,
    before: Sequence[str],
    read: Callable[[str], list[str]],
    split: Callable[[str], list[str]],
    alike: Callable[[str], str],
) -> tuple[str, ...]:
    """A list as it is to be. ``read`` reads what stands between two commas, ``split`` parts what has none."""
    if nothing(text):
        return ()
    found: list[str] = list(before) if re.match(r"[+-]", plain(text)) else []
    for sign, part in _signed(text, split):
        entries = read(part)
        taken = {alike(each) for each in entries}
        found = [each for each in found if alike(each) not in taken]
        found += entries if sign != "-" else []
    if len(found) > MOST_ENTRIES:
        raise Refused("region-too-many", most=MOST_ENTRIES)
    return tuple({alike(each): each for each in found}.values())


def _signed(text: str, split: Callable[[str], list[str]]) -> list[tuple[str, str]]:
    """The parts of a list, each with the sign that stands before it, or the one before that."""
    rough = [part for part in re.split(r"[,;]", plain(text)) if part.strip()]
    rough = rough or [""]
    rough = rough if len(rough) > 1 or re.search(r"(?:^|\s)[+-]", rough[0]) else split(rough[0])
    found: list[tuple[str, str]] = []
    sign = ""
    for part in rough:
        for piece in re.split(r"(?:^|(?<=\s))(?=[+-]\s*\S)", part):
            bare = piece.strip()
            if bare[:1] in ("+", "-"):
                sign, bare = bare[0], bare[1:].strip()
            if bare:
                found.append((sign, bare.strip('"')))
    return found


def _whole(part: str) -> list[str]:
    return [part]


def _by_words(part: str) -> list[str]:
    """Words, those in quotes together."""
    reader, found = Reader(part), list[str]()
    while reader.left:
        found.append(reader.word() or "")
    return found
