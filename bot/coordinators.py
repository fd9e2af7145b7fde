"""What those who run the programme must know at once: in their channels, or, without any, to each of them directly."""

from bot.effect import Dm, Effect, Post, Still
from bot.message import Message
from bot.model import Person, Role
from bot.ports import Store
from bot.settings import Core


def tell(
    store: Store,
    config: Core,
    message: Message,
    case: int | None = None,
    still: Still | None = None,
    *,
    besides: Person | None = None,
) -> list[Effect]:
    """Say it to the coordinators. Nobody who is named ``besides`` gets it directly: a case may be their own."""
    rooms = config.programme.coordinators_channels
    if rooms:
        return [Post(room, message, case, still=still) for room in rooms]
    return [
        Dm(person, message, case, wanted=True, still=still)
        for person in store.people.holders(Role.COORDINATOR)
        if besides is None or person.id != besides.id
    ]
