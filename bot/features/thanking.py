"""Thanks: anybody thanks anybody but themselves, who hears it privately; the week's digest tells how it was.

Rules of this file: a thank-you is worth something because it is seldom: not the same twice, not at once again, and not
without end. Words to the bot that only sound like one ("thanks!") are answered as what they are.
"""

import re

from bot import book, home, telling, welcome
from bot.book import Thank
from bot.command import command
from bot.context import Ctx
from bot.effect import Outcome, answer, tell
from bot.errors import Refused
from bot.event import Said
from bot.message import Value, Words
from bot.model import Person
from bot.parameters import Whom, mention, somebody_at_front
from bot.typed import Reader, brief, key

_AND = re.compile(r"^[\s,;&+]*(and\s+)?@", re.IGNORECASE)
_FOR = re.compile(r"^[\s,:;–—-]*(for\s+)?", re.IGNORECASE)


@command("thanks", examples=("thanks @ana for the long evening with our map",))
def thanks(ctx: Ctx, words: Whom = "") -> Outcome:
    """Thank somebody. They hear it from the bot, privately."""
    reader = Reader(words)
    named = _whom(ctx, reader)
    if named is None:
        return welcome.thanked(ctx, f"thanks {words}")
    if isinstance(ctx.event, Said) and _AND.match(reader.left) and _names_another(ctx.event, reader.left):
        raise Refused("thanks-one")
    me = ctx.me()
    if named.id == me.id or named.identity == me.identity:
        raise Refused("thanks-yourself")
    whom = named if named.id else ctx.store.people.ensure([named.identity], named.name, ctx.now)
    why = telling.fits(_FOR.sub("", reader.rest()).strip(), book.THANKS)
    _not_again(ctx, ctx.store.week.thanked(me, ctx.now - book.DAY), whom, why)
    region = home.of_words(ctx)
    ctx.store.week.thank(me, whom, region.id if region is not None else None, why, ctx.now)
    said: dict[str, Value] = {"whom": mention(whom), "by": mention(me), "words": Words(why), "said": int(bool(why))}
    if ctx.store.people.standing(whom.identity) is False:
        return answer("thanks-kept", said)
    return answer("thanks-told", said), tell(whom, "thanked", said)


def _whom(ctx: Ctx, reader: Reader) -> Person | None:
    """Whoever stands first; None where the words are for the bot. Raises Refused for somebody who isn't found."""
    if key(reader.left.split(maxsplit=1)[0] if reader.left else "") == "to":
        reader.word()
    if not brief(reader.left):
        return None
    meant = reader.left.lstrip().startswith("@")
    try:
        return somebody_at_front(ctx, reader)
    except Refused:
        if meant:
            raise
        return None


def _names_another(event: Said, left: str) -> bool:
    """Whether somebody stands right behind the first who is named: they would hear nothing."""
    behind = left[left.index("@") :]
    return any(behind.startswith(each) for each in event.mentions)


def _not_again(ctx: Ctx, before: list[Thank], whom: Person, why: str) -> None:
    """Raises Refused for the same once more, for one and the same person at once, and for very many in a day."""
    same = [each for each in before if each.whom == whom.id]
    said: dict[str, Value] = {"whom": mention(whom), "minutes": int(book.SOON.total_seconds()) // 60}
    if any(key(each.words) == key(why) for each in same):
        raise Refused("thanks-same", said)
    if any(each.at > ctx.now - book.SOON for each in same):
        raise Refused("thanks-soon", said)
    if len(before) >= book.THANKED:
        raise Refused("thanks-many", most=book.THANKED)
