"""Mentors who leave: coordinators see them off."""

from bot import leaving
from bot.command import COORDINATORS, command
from bot.context import Ctx
from bot.effect import Outcome, answer, tell
from bot.errors import Refused
from bot.message import do
from bot.parameters import Somebody, mention


@command("mentor remove", who=COORDINATORS, examples=("mentor remove @ana",))
def remove(ctx: Ctx, person: Somebody) -> Outcome:
    """End somebody's mentoring. Their cases go back to the pool, and whom they were asked for moves on."""
    if ctx.store.mentors.get(person) is None:
        raise Refused("no-mentor", mentor=mention(person), actions=(do("mentors"),))
    cases, effects = leaving.see_off(ctx, person)
    told = tell(person, "mentor-goodbye", programme=ctx.config.programme.name) if person.id != ctx.actor.id else None
    return answer("mentor-removed", mentor=mention(person), cases=cases), effects, told
