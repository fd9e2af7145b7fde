"""The digest of one's own queue: how often one reads it, and when it goes out.

Rule of this file: only whoever has a queue has one; what is in it stands in ``digests.py``.
"""

from dataclasses import replace

from bot import digests, working
from bot.command import LEADS, command, due
from bot.context import Ctx
from bot.due import DIGEST, Due
from bot.effect import Outcome, answer
from bot.errors import Refused
from bot.message import Action, Message, When, Words, say
from bot.model import STAFF, Digest, Role, queues
from bot.parameters import HowOften
from bot.typed import key


@command("digest", who=STAFF, examples=("digest", "digest daily", "digest weekly", "digest off"))
def digest(ctx: Ctx, wanted: HowOften = "") -> Outcome:
    """How often one reads what waits for one: daily, weekly or not at all."""
    me = ctx.me()
    word = key(wanted).rstrip(".!?")
    if word and word not in {each.value for each in Digest}:
        runs = not ctx.actor.roles.isdisjoint(LEADS)
        also = (say("digest-what-week"),) if runs else ()
        raise Refused("digest-what", typed=Words(wanted.split()[0][:40]), parts=also, actions=_ways(None))
    if word:
        ctx.store.schedules.save(me, replace(ctx.store.schedules.get(me), digest=Digest(word)))
    at, how = digests.plan(ctx, ctx.actor), digests.how(ctx, me)
    if at is None:
        return answer("digest-off", parts=_shown(ctx), actions=_ways(how))
    return answer(f"digest-{how}", next=When(at, working.zone_of(ctx, me)), actions=_ways(how))


def _shown(ctx: Ctx) -> list[Message]:
    """Where they find by themselves what waits."""
    mentees = [say("digest-off-mentees")] if Role.MENTOR in ctx.actor.roles else []
    return mentees or ([say("digest-off-queue")] if queues(ctx.actor) else [])


def _ways(now: Digest | None) -> list[Action]:
    """The others."""
    return [Action(f"do-digest-{each}", f"digest {each}") for each in Digest if each is not now]


@due(DIGEST)
def send(ctx: Ctx, row: Due) -> Outcome:
    """What needs an action of somebody's, and when the next one comes."""
    person = ctx.store.people.get(row.person or 0)
    ctx.store.dues.remove([row])
    if person is None:
        return None
    wants = digests.how(ctx, person) is not Digest.OFF and not person.roles.isdisjoint(STAFF)
    goes = row.rung != digests.BEGIN and wants
    later = digests.due_now(ctx, person) if goes else None
    if later is not None:  # their day was over, or is a day off now
        ctx.store.dues.put(DIGEST, row.key, later, since=row.since, rung=row.rung, person=person.id)
        return None
    said = digests.message(ctx, person) if goes else None
    digests.plan(ctx, person)
    return said
