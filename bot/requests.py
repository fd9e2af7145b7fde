"""What is asked of mentors: the message that puts a case before one of them, and giving a case back to all."""

from bot import aside, casework
from bot.card import pool, region_name, tongues
from bot.context import Ctx
from bot.effect import Dm, Effect, Still, tell
from bot.message import Action, Message, Words, do, say, write
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
    return [*told, *pool(ctx, case)]


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
