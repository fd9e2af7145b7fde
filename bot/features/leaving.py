"""Mentors who leave: by themselves, or because a coordinator sees them off."""

from bot import leaving
from bot.command import COORDINATORS, command
from bot.context import Ctx
from bot.effect import Outcome, answer, tell
from bot.errors import Refused
from bot.message import do, say
from bot.model import Role
from bot.parameters import Somebody, Yes, mention


@command("mentor remove", who=COORDINATORS, examples=("mentor remove @ana",))
def remove(ctx: Ctx, person: Somebody) -> Outcome:
    """End somebody's mentoring. Their cases go to who covers for them, else to the pool."""
    if ctx.store.mentors.get(person) is None:
        raise Refused("no-mentor", mentor=mention(person), actions=(do("mentors"),))
    theirs, effects = leaving.see_off(ctx, person)
    told = tell(person, "mentor-goodbye", programme=ctx.config.programme.name) if person.id != ctx.actor.id else None
    parts = leaving.lines(theirs)
    return answer("mentor-removed", mentor=mention(person), cases=len(theirs), parts=parts), effects, told


@command("mentor leave", who=(Role.MENTOR,), examples=("mentor leave", "mentor leave yes"))
def leave(ctx: Ctx, yes: Yes = False) -> Outcome:
    """Stop being a mentor: first what would become of one's cases, then, with ``yes``, it does."""
    if not yes:
        return _preview(ctx)
    theirs, effects = leaving.see_off(ctx, ctx.me())
    return answer("left", cases=len(theirs), parts=leaving.lines(theirs)), effects


def _preview(ctx: Ctx) -> Outcome:
    theirs, asked = leaving.fates(ctx, ctx.actor), len(ctx.store.cases.waiting_for(ctx.actor))
    parts = [*leaving.lines(theirs), *([say("leave-asked", asked=asked)] if asked else [])]
    sure = do("mentor leave", "yes", label="do-leave-yes")
    return answer("leave-sure", cases=len(theirs), parts=parts, actions=(sure, do("mentees")))
