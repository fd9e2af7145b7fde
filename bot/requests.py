"""What is asked of mentors: the message that puts a case before one of them, and giving a case back to all."""

from bot import aside, casework, leads
from bot.card import pool, region_name, tongues
from bot.context import Ctx
from bot.effect import Dm, Effect, Still, tell
from bot.message import Action, Message, Value, Words, do, say, write
from bot.model import Case, Person, State
from bot.parameters import mention
from bot.rungs import Aside


def ask_mentor(case: Case, mentor: Person, key: str = "asked-mentor", by: Person | None = None) -> Dm:
    """The candidate would like this mentor: will they? Another ``key`` says how else it comes to them, through whom."""
    return tell(
        mentor,
        key,
        {"mentor": mention(by)} if by is not None else {},
        case=case.id,
        wanted=True,
        still=Still(case.id, (State.APPLIED,), mentor.id),
        number=case.number,
        candidate=mention(case.candidate),
        parts=(summary(case),),
        actions=answers(case),
    )


def give_back(ctx: Ctx, before: Case, act: str, reason: str = "", gone: Person | None = None) -> list[Effect]:
    """Give a case back to the pool by an act. Everybody concerned hears it, but for who did it and who is ``gone``."""
    question = ctx.store.dialogues.find(before.candidate, "answer", before.id)
    wished = aside.waits(ctx, before, Aside.REMATCH) is not None
    case = casework.to_pool(ctx, before, act, reason)
    parts = [say("thumbs-gone")] if before.state is State.THUMBS_UP else []
    parts += [say("question-gone")] if question is not None else []
    key = "rematch-pool" if wished else "released-candidate"
    told = [tell(case.candidate, key, case=case.id, parts=parts, number=case.number)]
    for each in (before.mentor, before.offered):
        if each is not None and each.id not in (ctx.actor.id, gone.id if gone is not None else None):
            told.append(tell(each, "released-mentor", case=case.id, number=case.number, by=mention(ctx.actor)))
    return [*told, *wish_settled(ctx, before), *pool(ctx, case)]


def wish_settled(ctx: Ctx, before: Case, mentor: Person | None = None) -> list[Effect]:
    """A claimed case moves on, to a ``mentor`` or the pool, or a wish about it was turned down: whoever else was to
    decide hears that it's settled. To be asked before the row of the wish is gone."""
    row = aside.waits(ctx, before, Aside.REMATCH)
    if row is None or before.mentor is None:
        return []
    people = leads.for_case(ctx, before, {before.mentor.id})
    people += [] if row.rung else leads.coordinators(ctx, {before.candidate.id, before.mentor.id})
    know = {ctx.actor.id, mentor.id if mentor is not None else 0}
    others = {each.id: each for each in people if each.id not in know}
    said: dict[str, Value] = {"number": before.number, "candidate": mention(before.candidate)}
    return [Dm(each, say("rematch-settled", said)) for each in others.values()]


def tell_candidate(case: Case, key: str, mentor: Person, *, gone: bool = False) -> Effect:
    """The candidate hears who mentors them now, and of a 👍 that is ``gone`` with the mentor they had."""
    parts = (say("thumbs-gone"),) if gone else ()
    return tell(case.candidate, key, case=case.id, parts=parts, number=case.number, mentor=mention(mentor))


def summary(case: Case, *, masked: bool = False) -> Message:
    """The facts of an application for one person's eyes: with the address unless ``masked``, without the answers."""
    return say(
        "case-summary",
        summary=Words(case.masked if masked else case.summary),
        region=region_name(case),
        languages=tongues(case.application.languages),
    )


def answers(case: Case) -> tuple[Action, ...]:
    """What a mentor who was asked can do."""
    return do("claim", case.number), do("read", case.number), write("decline", case.number, "REASON")
