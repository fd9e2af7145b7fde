"""Mentors: who there is, who is there, and coordinators bringing them in."""

from bot import ladder
from bot.card import tongues
from bot.command import COORDINATORS, command
from bot.context import Ctx
from bot.effect import Outcome, answer, tell
from bot.errors import Refused
from bot.languages import code_of
from bot.message import Day, Many, Message, Value, do, say, write
from bot.model import Absence, Mentor, Person, Role
from bot.parameters import Count, Filter, Places, Somebody, Until, mention, region_at_front
from bot.typed import Reader, key

MOST_PLACES = 100


@command("mentors", examples=("mentors", "mentors EMEA", "mentors EMEA german"), reads=True)
def mentors(ctx: Ctx, wanted: Filter = "") -> Outcome:
    """The mentors who can be chosen: regions, languages, topics, free places."""
    there = [mentor for mentor in ctx.store.mentors.all() if not mentor.away(ctx.today)]
    reader = Reader(wanted)
    while reader.left:
        region = region_at_front(ctx.regions, reader)
        word = region.name if region is not None else reader.word() or ""
        there = [mentor for mentor in there if _fits(mentor, word)]
    if not there and not wanted:
        return answer("mentors-nobody", actions=(do("apply"),))
    if not there:
        return answer("mentors-none", actions=(do("mentors"),))
    return answer("mentors", count=len(there), parts=[_line(mentor) for mentor in there], actions=(do("apply"),))


def _fits(mentor: Mentor, word: str) -> bool:
    wanted = key(word)
    return wanted in map(key, (*mentor.regions, *mentor.topics)) or code_of(word) in mentor.languages


def _line(mentor: Mentor) -> Message:
    said: dict[str, Value] = {
        "mentor": mention(mentor.person),
        "regions": Many(mentor.regions),
        "languages": tongues(mentor.languages),
        "topics": Many(mentor.topics),
        "spoken": len(mentor.languages),
        "known": len(mentor.topics),
    }
    return say("mentor-line", said, places=max(mentor.free, 0))


@command("away", who=(Role.MENTOR,), examples=("away until 2027-01-07",))
def away(ctx: Ctx, until: Until) -> Outcome:
    """Say until when one isn't there: nobody new is sent, a claim asks first, and what waits for one is named."""
    me = ctx.store.mentors.get(ctx.me())
    ctx.store.mentors.leave(ctx.me(), Absence.AWAY, until, ctx.now)
    waiting = [case for case in ctx.store.cases.waiting_for(ctx.me()) if _is(case.asked, ctx.actor)]
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


def _is(one: Person | None, other: Person) -> bool:
    return one is not None and one.id == other.id
