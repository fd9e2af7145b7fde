"""Mentors: who there is, who is there, and coordinators bringing them in."""

from bot import digests, offering
from bot.command import COORDINATORS, command
from bot.context import Ctx
from bot.effect import Outcome, answer, tell
from bot.errors import Refused
from bot.message import Many, Value, do, say, write
from bot.model import Role
from bot.parameters import HowMany, Places, Somebody, mention

MOST_PLACES = 100


@command("capacity", who=(Role.MENTOR,), examples=("capacity 3", "capacity 0", "capacity"))
def capacity(ctx: Ctx, number: HowMany = None) -> Outcome:
    """How many cases one takes at a time; 0 takes none."""
    if number is not None and number > MOST_PLACES:
        raise Refused("capacity-too-much", most=MOST_PLACES)
    if number is not None:
        ctx.store.mentors.set_capacity(ctx.me(), number)
    me = ctx.store.mentors.get(ctx.me())
    if me is None:
        raise Refused("no-mentor", mentor=mention(ctx.actor))
    parts = (say("capacity-how"),) if number is None else ()
    offered = offering.freed(ctx, me.person) if number is not None else []
    return answer("capacity", capacity=me.capacity, mentees=me.mentees, parts=parts), offered


@command("mentor add", who=COORDINATORS, examples=("mentor add @ana EMEA", 'mentor add @ana EMEA "North America"'))
def add(ctx: Ctx, person: Somebody, regions: Places) -> Outcome:
    """Make somebody a mentor for regions, or give a mentor more regions."""
    person = person if person.id else ctx.store.people.ensure([person.identity], person.name, ctx.now)
    names = [region.name for region in regions]
    if not ctx.store.mentors.add(person, regions=names):
        raise Refused("mentor-already", mentor=mention(person), regions=Many(tuple(names)))
    digests.begin(ctx.store, person, ctx.now)
    said: dict[str, Value] = {"regions": Many(tuple(names)), "mentor": mention(person)}
    actions = (do("queue"), do("help"), write("capacity", "NUMBER"))
    known = ctx.store.mentors.get(person)
    said |= {"programme": ctx.config.programme.name, "capacity": known.capacity if known is not None else 0}
    if person.id == ctx.actor.id:
        return answer("mentor-added-yourself", said), offering.freed(ctx, person)
    told = tell(person, "mentor-welcome", said, actions=actions)
    return answer("mentor-added", said), told, offering.freed(ctx, person)
