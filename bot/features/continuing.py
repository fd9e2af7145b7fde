"""Going on: a candidate who was asked, because it has been quiet, whether they would still like to."""

from bot import casework, guides, ladder
from bot.command import command
from bot.context import Ctx
from bot.effect import Outcome, answer, tell
from bot.errors import Refused
from bot.message import Value, do, say, write
from bot.model import State
from bot.parameters import mention


@command("continue", examples=("continue",))
def go_on(ctx: Ctx) -> Outcome:
    """Say that one would still like to go on. Unless one was asked, there is nobody who need hear it."""
    case = ctx.store.cases.open_of(ctx.actor) if ctx.actor.id else None
    mentor = case.mentor if case is not None and case.state is State.MENTORING else None
    if case is None or mentor is None:
        raise Refused("nothing-to-continue", actions=(do("status"),))
    ctx.case = case.id
    asked = casework.questioned(ctx, case)
    parts, actions = ([say("continue-answers")], (do("answer"), do("status"))) if asked else ([], (do("status"),))
    there = guides.of(ctx, case)
    said: dict[str, Value] = {"number": case.number, "mentor": mention(there[0] if len(there) == 1 else mentor)}
    row = ladder.current(ctx, case.id)
    if row is None or row.rung != "lapse":
        return answer("continues-anyway", said, parts=parts, actions=actions)
    case = casework.change(ctx, case, "go on")
    heard: dict[str, Value] = {"candidate": mention(case.candidate), "number": case.number}
    back = do("done", case.number), write("ask", case.number, "QUESTION"), do("release", case.number)
    told = [tell(mentor, "continues-mentor", heard, case=case.id, actions=back)]
    instead = [each for each in there if each.id != mentor.id]
    told += [
        tell(each, "continues-instead", heard, case=case.id, actions=(do("case", case.number),)) for each in instead
    ]
    return answer("continues", said, parts=parts, actions=actions), told
