"""Who leaves: mentors by themselves, or seen off by a coordinator; and whoever the platform says is gone.

Rules of this file: who is gone by one identity and can be reached by another isn't gone. Nobody who comes back is given
back what they had: a coordinator hears how. A candidate's case is never closed because of it.
"""

from collections.abc import Sequence

from bot import casework, coordinators, handing, leads, leaving
from bot.address import platform_of
from bot.command import COORDINATORS, command, on
from bot.context import Ctx
from bot.effect import Effect, Outcome, answer, tell
from bot.errors import Refused
from bot.event import Gone, Returned
from bot.message import Message, Text, Value, do, say, write
from bot.model import OPEN, STAFF, Case, Person, Role
from bot.parameters import Somebody, Yes, mention


@command("mentor remove", who=COORDINATORS, examples=("mentor remove @ana",))
def remove(ctx: Ctx, person: Somebody) -> Outcome:
    """End somebody's mentoring. Their cases go to who covers for them, else to the pool."""
    if ctx.store.mentors.get(person) is None:
        raise Refused("no-mentor", mentor=mention(person), actions=(do("mentors"),))
    theirs, effects = leaving.see_off(ctx, person)
    goodbye = tell(person, "mentor-goodbye", programme=ctx.config.programme.name, cases=len(theirs))
    told = goodbye if person.id != ctx.actor.id else None
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


@on(Gone)
def gone(ctx: Ctx, event: Gone) -> Outcome:
    """Somebody's account was closed: their cases are handed on at once, and who runs things hears what they held."""
    people, identity = ctx.store.people, event.sender.identity
    if not people.standing(identity) or people.set_gone(identity, ctx.now):
        return None
    mentored = Role.MENTOR in ctx.actor.roles
    theirs, effects = leaving.see_off(ctx, ctx.actor) if mentored else ([], [])
    if mentored:
        ctx.store.marks.touch(_left(ctx.actor), ctx.now)
    own = _own(ctx)
    told = _candidate(ctx, casework.change(ctx, own, "gone"), "candidate-gone") if own is not None else []
    return effects, _held(ctx, theirs), told


def _held(ctx: Ctx, theirs: Sequence[leaving.Fate]) -> list[Effect]:
    """What somebody was who is gone, and what became of it: one message."""
    person = ctx.actor
    if person.roles.isdisjoint(STAFF):
        return []
    said: dict[str, Value] = {"person": mention(person), "platform": Text(f"platform-{_platform(ctx)}")}
    parts = [say("gone-mentor", cases=len(theirs))] if Role.MENTOR in person.roles else []
    parts += [_fate(each) for each in theirs[: handing.MOST]]
    parts += [say("cases-more", count=len(theirs) - handing.MOST)] if len(theirs) > handing.MOST else []
    for role, key in ((Role.SPONSOR, "gone-sponsor"), (Role.COORDINATOR, "gone-coordinator")):
        parts += [say(key, identity=person.identity)] if role in person.roles else []
    led = [region.name for region in ctx.regions if region.id in person.leads]
    parts += [say("gone-lead", identity=person.identity, region=region) for region in led]
    return coordinators.tell(ctx.store, ctx.config, say("gone-held", said, parts=parts), besides=person)


def _fate(fate: leaving.Fate) -> Message:
    """In the coordinators' room: a case by its number."""
    if fate.to is None:
        return say("gone-to-pool", number=fate.case.number)
    return say("gone-to-cover", number=fate.case.number, mentor=mention(fate.to))


def _own(ctx: Ctx) -> Case | None:
    """Somebody's own case, where it waits for somebody of the programme."""
    case = ctx.store.cases.open_of(ctx.actor)
    return case if case is not None and case.state in OPEN else None


def _candidate(ctx: Ctx, case: Case, key: str) -> list[Effect]:
    """A candidate's account was closed, or opened again: it shows on the case, and whoever has it hears so."""
    concerned = [each for each in (case.mentor or case.asked,) if each is not None]
    said: dict[str, Value] = {"number": case.number, "candidate": mention(case.candidate)}
    said["platform"] = Text(f"platform-{_platform(ctx)}")
    actions = (do("case", case.number), write("notyet", case.number, "REASON", "until", "DATE"))
    people = concerned or leads.for_case(ctx, case)
    return [tell(each, key, said, case=case.id, actions=actions) for each in people]


@on(Returned)
def returned(ctx: Ctx, event: Returned) -> Outcome:
    """Somebody's account was opened again. They are told nothing they didn't ask, and are a mentor only if made one."""
    people, identity = ctx.store.people, event.sender.identity
    if people.standing(identity) is not False or people.set_gone(identity, None):
        return None
    told: list[Effect] = []
    if Role.MENTOR not in ctx.actor.roles and ctx.store.marks.has(_left(ctx.actor)):
        said: dict[str, Value] = {"person": mention(ctx.actor), "identity": identity}
        word = say("returned-mentor", said, platform=Text(f"platform-{_platform(ctx)}"))
        told = coordinators.tell(ctx.store, ctx.config, word, besides=ctx.actor)
    own = _own(ctx)
    heard = _candidate(ctx, casework.change(ctx, own, "returned"), "candidate-returned") if own is not None else []
    return told, heard


def _platform(ctx: Ctx) -> str:
    return platform_of(ctx.event.sender.identity)


def _left(person: Person) -> str:
    return f"gone as a mentor:{person.id}"
