"""Withdrawing: a candidate ends their own application, or deletes their draft."""

from bot import casework, offering
from bot.card import card
from bot.command import command
from bot.context import Ctx
from bot.effect import Outcome, answer, tell
from bot.errors import Refused
from bot.message import do
from bot.model import Role, State
from bot.parameters import Yes, mention


@command("withdraw", examples=("withdraw",))
def withdraw(ctx: Ctx, sure: Yes = False) -> Outcome:
    """End one's own application, after being asked once more; a draft is deleted."""
    case = ctx.store.cases.open_of(ctx.actor) if ctx.actor.id else None
    if case is None:
        again = () if Role.AMBASSADOR in ctx.actor.roles else (do("apply"),)
        raise Refused("nothing-to-withdraw", actions=again)
    ctx.case = case.id
    if not sure:
        draft = case.state is State.DRAFT
        key, label = ("withdraw-draft-sure", "do-discard-yes") if draft else ("withdraw-sure", "do-withdraw-yes")
        return answer(key, number=case.number, actions=(do("withdraw", "yes", label=label),))
    if case.state is State.DRAFT:
        casework.change(ctx, case, "discard")
        return answer("draft-discarded", actions=(do("apply"),))
    told = [person for person in (case.mentor, case.asked, case.offered) if person is not None]
    told += offering.heard(ctx, case)
    case = casework.change(ctx, case, "withdraw", mentor=case.mentor, asked=None, offered=None)
    return (
        answer("withdrawn", number=case.number, actions=(do("apply"),)),
        [
            tell(
                person,
                "withdrawn-mentor",
                case=case.id,
                candidate=mention(case.candidate),
                number=case.number,
            )
            for person in told
        ],
        card(ctx, case),
    )
