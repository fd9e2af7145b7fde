"""Mentors: who there is, who is there, and coordinators bringing them in."""

from bot import ladder
from bot.command import COORDINATORS, command
from bot.context import Ctx
from bot.effect import Outcome, answer, tell
from bot.errors import Refused
from bot.message import Day, Many, Value, do, write
from bot.model import Absence, Role
from bot.parameters import Count, Places, Somebody, Until, mention

MOST_PLACES = 100


@command("away", who=(Role.MENTOR,), examples=("away until 2027-01-07",))
def away(ctx: Ctx, until: Until) -> Outcome:
    """Say until when one isn't there: nobody new is sent, a claim asks first, and what waits for one is named."""
    me = ctx.store.mentors.get(ctx.me())
    ctx.store.mentors.leave(ctx.me(), Absence.AWAY, until, ctx.now)
    waiting = [
        case
        for case in ctx.store.cases.waiting_for(ctx.me())
        if case.asked is not None and case.asked.id == ctx.actor.id
    ]
    mine = me.mentees if me is not None else 0
    return answer("away", day=Day(until), mentees=mine, waiting=len(waiting), actions=(do("back"), do("mentees")))


@command("back", who=(Role.MENTOR,), examples=("back",))
def back(ctx: Ctx) -> Outcome:
    """Be there again. What waited for it comes with the next working hours."""
    ctx.store.mentors.be_back(ctx.me())
    ladder.recount(ctx, ctx.me())
    return answer("back", actions=(do("mentees"), do("queue")))


@command("capacity", who=(Role.MENTOR,), examples=("capacity 3", "capacity 0"))
def capacity(ctx: Ctx, number: Count) -> Outcome:
    """How many cases one takes at a time; 0 takes none."""
    if number > MOST_PLACES:
        raise Refused("capacity-too-much", most=MOST_PLACES)
    ctx.store.mentors.set_capacity(ctx.me(), number)
    me = ctx.store.mentors.get(ctx.me())
    return answer("capacity", capacity=number, mentees=me.mentees if me is not None else 0)


@command("mentor add", who=COORDINATORS, examples=("mentor add @ana EMEA", 'mentor add @ana EMEA "North America"'))
def add(ctx: Ctx, person: Somebody, regions: Places) -> Outcome:
    """Make somebody a mentor for regions, or give a mentor more regions."""
    person = person if person.id else ctx.store.people.ensure([person.identity], person.name, ctx.now)
    names = [region.name for region in regions]
    if not ctx.store.mentors.add(person, regions=names):
        raise Refused("mentor-already", mentor=mention(person), regions=Many(tuple(names)))
    said: dict[str, Value] = {"regions": Many(tuple(names)), "mentor": mention(person)}
    actions = (do("queue"), do("help"), write("capacity", "NUMBER"))
    known = ctx.store.mentors.get(person)
    said |= {"programme": ctx.config.programme.name, "capacity": known.capacity if known is not None else 0}
    if person.id == ctx.actor.id:
        return answer("mentor-added-yourself", said)
    return answer("mentor-added", said), tell(person, "mentor-welcome", said, actions=actions)
