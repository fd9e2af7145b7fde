"""A mentor leaves: what becomes of every case that hung on them.

Rule of this file: however they left, all of it is done here, in the transaction in which they leave.
"""

from bot import casework
from bot.card import card, pool
from bot.casework import load
from bot.context import Ctx
from bot.effect import Effect, tell
from bot.message import Value
from bot.model import Case, Person
from bot.parameters import mention
from bot.requests import ask_mentor, give_back


def see_off(ctx: Ctx, person: Person) -> tuple[int, list[Effect]]:
    """End somebody's mentoring. Returns how many cases they had, and what is said about all that hung on them."""
    mine = ctx.store.cases.mentored_by(person)
    waiting = ctx.store.cases.waiting_for(person)
    ctx.store.mentors.remove(person)
    effects = [each for case in mine for each in give_back(ctx, case, "mentor left", gone=person)]
    effects += [each for case in waiting for each in _moved_on(ctx, case, person)]
    return len(mine), effects


def _moved_on(ctx: Ctx, case: Case, gone: Person) -> list[Effect]:
    """A case that waited for somebody who left asks the next choice, or the pool."""
    case = load(ctx, case.id)
    if _is(case.offered, gone):
        case = casework.change(ctx, case, "withdraw offer", offered=None)
        return [tell(case.mentor, "handover-gone", case=case.id, number=case.number)] if case.mentor else []
    following = casework.next_asked(ctx, case, without=gone)
    case = casework.change(ctx, case, "ask next", asked=following)
    said: dict[str, Value] = {"mentor": mention(gone), "number": case.number}
    if following is None:
        return [tell(case.candidate, "declined-pool", said, case=case.id), *pool(ctx, case)]
    told = tell(case.candidate, "declined-next", said, case=case.id, next=mention(following))
    return [told, ask_mentor(case, following), *card(ctx, case)]


def _is(one: Person | None, other: Person) -> bool:
    return one is not None and one.id == other.id
