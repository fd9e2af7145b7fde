"""What the shell says about itself: who is here, what to type first, and everything that can be typed."""

from dataclasses import dataclass

from adapters.shell.carrier import PLATFORM
from adapters.shell.shell import Shell
from bot.address import native, platform_of
from bot.message import Many, Message, say
from bot.model import Person, Role
from bot.ports import Store

NEWCOMER = "kim"
"""Who types where nobody else was chosen: somebody the programme doesn't know yet."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what is here when the shell starts, by the names that one types."""

    mentors: dict[str, tuple[str, ...]]
    coordinators: tuple[str, ...]
    rooms: tuple[str, ...]
    regions: tuple[str, ...]

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody, the newcomer first."""
        return tuple(dict.fromkeys((NEWCOMER, *self.mentors, *self.coordinators)))


async def cast(shell: Shell) -> Cast:
    """Ask the database who there is."""
    rooms = sorted(native(room) for room in shell.engine.rooms if platform_of(room) == PLATFORM)

    def unit(store: Store) -> Cast:
        mentors = {_name(each.person): each.regions for each in store.mentors.all() if _here(each.person)}
        coordinators = tuple(_name(each) for each in store.people.holders(Role.COORDINATOR) if _here(each))
        return Cast(mentors, coordinators, tuple(rooms), tuple(each.name for each in store.regions.all()))

    return await shell.engine.database.read(unit)


def _here(person: Person) -> bool:
    return platform_of(person.identity) == PLATFORM


def _name(person: Person) -> str:
    return native(person.identity)


def welcome(programme: str, there: Cast, *, lasting: bool) -> Message:
    """The first screen: what this is, who is here, what to type first, how to go on and how to leave."""
    mentors = [say("shell-mentor", who=who, regions=Many(regions)) for who, regions in there.mentors.items()]
    return say(
        "shell-welcome",
        programme=programme,
        parts=(
            say("shell-lasting" if lasting else "shell-passing"),
            say("shell-gap"),
            say("shell-here"),
            say("shell-newcomer", who=NEWCOMER),
            *mentors,
            *(say("shell-coordinator", who=who) for who in there.coordinators),
            say("shell-places", rooms=Many(there.rooms), regions=Many(there.regions)),
            say("shell-gap"),
            say("shell-begin"),
            say("shell-gap"),
            say("shell-then"),
        ),
    )


def everything() -> Message:
    """All that can be typed."""
    return say("shell-help-says", parts=(say("shell-help-does"), say("shell-help-clock"), say("shell-help-leave")))
