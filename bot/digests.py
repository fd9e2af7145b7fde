"""The digest of somebody's own queue: what needs an action of theirs, in their morning, once a day or a week.

Rules of this file: it is no second reminder. It says what reminders say, with their first answers; what somebody is
reminded of on the same day isn't in it, before or after, and neither is what they put off. One row of due work a
person, moved on with what is sent: so a digest comes once, whatever stops in between. Never while they are away, on a
day off, or outside their hours; nothing when nothing waits.
"""

from datetime import datetime, time, timedelta

from bot import casework, ladder, offering, reminders, ways, working
from bot.census import Why
from bot.clock import local_day
from bot.context import Ctx
from bot.due import DIGEST, REMINDER, SNOOZE, Due
from bot.effect import Dm
from bot.hours import MIDNIGHT, Hours, Never, begins, end_of_day, instant, next_morning, opening
from bot.message import Action, Message, Value, do, say
from bot.model import STAFF, Case, Digest, Person, Role, State
from bot.parameters import mention
from bot.ports import Store
from bot.rungs import RUNGS

BEGIN = "begin"
"""The rung of a row whose first morning isn't known yet."""
MOST = 10
"""Cases that one digest names."""
_WEEK = timedelta(days=7)
_QUIET = {
    ("mentoring", "lapse"): "mentoring/idle",
    ("question", "idle"): "question/mentor",
    ("question", "lapse"): "question/idle",
}
"""What a mentor is told of a case of theirs that has passed a rung, by its ladder and the rung to come."""
_SOON = timedelta(hours=1)
"""How long after somebody has a queue their first morning is looked for."""


def begin(store: Store, person: Person, now: datetime) -> None:
    """Somebody has a queue from now on: a little later their first morning is found, when they may have said hours."""
    if store.dues.get(DIGEST, str(person.id)) is None:
        store.dues.put(DIGEST, str(person.id), now + _SOON, since=now, rung=BEGIN, person=person.id)


def how(ctx: Ctx, person: Person) -> Digest:
    """How often they read it: weekly, where they said nothing."""
    return ctx.store.schedules.get(person).digest or Digest.WEEKLY


def plan(ctx: Ctx, person: Person) -> datetime | None:
    """Make the next one due, at their next morning. None: they have no queue, or want none."""
    wanted = how(ctx, person)
    if person.roles.isdisjoint(STAFF) or wanted is Digest.OFF:
        row = ctx.store.dues.get(DIGEST, str(person.id))
        ctx.store.dues.remove([row] if row is not None else [])
        return None
    at = _morning(ctx, person, wanted)
    ctx.store.dues.put(DIGEST, str(person.id), at, since=ctx.now, rung=wanted.value, person=person.id)
    return at


def moved(ctx: Ctx, person: Person) -> None:
    """Their hours are others now: so is their morning."""
    if ctx.store.dues.get(DIGEST, str(person.id)) is not None:
        plan(ctx, person)


def _morning(ctx: Ctx, person: Person, wanted: Digest) -> datetime:
    """When work begins on the next day, or in the next week, on which they had none yet."""
    hours, last = working.hours_of(ctx, person), ctx.store.marks.last(_read(person))
    today = last is not None and local_day(last, hours.zone) == local_day(ctx.now, hours.zone)
    first = end_of_day(ctx.now, hours) if today else ctx.now
    monday = local_day(ctx.now, hours.zone) - timedelta(days=local_day(ctx.now, hours.zone).weekday())
    try:
        if wanted is Digest.DAILY:
            at = opening(first, hours)
            return at if at > ctx.now else next_morning(ctx.now, hours)
        weeks = (opening(instant(monday + week * _WEEK, MIDNIGHT, hours.zone), hours) for week in range(3))
        return next(at for at in weeks if at > ctx.now and at >= first)
    except Never:  # who never works hears at nine
        day = monday + _WEEK if wanted is Digest.WEEKLY else local_day(ctx.now, hours.zone) + timedelta(days=1)
        return instant(day, time(9), hours.zone)


def _read(person: Person) -> str:
    return f"digest:{person.id}"


def due_now(ctx: Ctx, person: Person) -> datetime | None:
    """When a digest that is due may leave: now (None), or with their next working hours."""
    at = begins(ctx.now, working.hours_of(ctx, person))
    return at if at > ctx.now else None


def message(ctx: Ctx, person: Person) -> Dm | None:
    """What needs an action of theirs; None: nothing does, or they aren't there."""
    hours = working.hours_of(ctx, person)
    mentor = ctx.store.mentors.get(person)
    if mentor is not None and mentor.absent:
        return None
    told = [*_asked_otherwise(ctx, person, hours), *_reminded_of(ctx, person, hours)]
    if not told:
        return None
    ctx.store.marks.touch(_read(person), ctx.now)
    lines = [line for line, _ in told[:MOST]]
    lines += [say("remind-more", count=len(told) - MOST)] if len(told) > MOST else []
    actions = tuple(action for _, action in told[:MOST] if action is not None)
    word = say("digest-queue", count=len(told), parts=[*lines, say("digest-how")], actions=actions)
    return Dm(person, word, wanted=True, within=reminders.within(ctx.now, hours))


# What waits


def _asked_otherwise(ctx: Ctx, person: Person, hours: Hours) -> list[tuple[Message, Action | None]]:
    """What there is no reminder of: handovers and pool cases that they were offered, and colleagues to cover for."""
    found: list[tuple[Message, Action | None]] = []
    if Role.MENTOR not in person.roles:
        return []
    for case in ctx.store.cases.waiting_for(person):
        if case.offered is not None and case.offered.id == person.id and case.mentor is not None:
            said: dict[str, Value] = {
                "number": case.number,
                "candidate": mention(case.candidate),
                "mentor": mention(case.mentor),
            }
            found.append((say("digest-handover", said), ways.about(case, do("claim", case.number))))
    today = local_day(ctx.now, hours.zone)
    for row, case in offering.known_to(ctx, person):
        if case.asked is None and local_day(row.since, hours.zone) < today:  # not of one that they have just heard of
            line = say("digest-offered", number=case.number, candidate=mention(case.candidate))
            found.append((line, ways.about(case, do("claim", case.number))))
    for mentor in ctx.store.mentors.covered_by(person):
        if mentor.cover_asked is not None and mentor.cover_asked.id == person.id:
            found.append((say("digest-cover", mentor=mention(mentor.person)), do("cover for", mentor.person.identity)))
    return found


def _reminded_of(ctx: Ctx, person: Person, hours: Hours) -> list[tuple[Message, Action | None]]:
    """What reminders would say, but for what they say today, and for what was put off."""
    found: dict[int, tuple[Message, Action | None]] = {}
    ends = end_of_day(ctx.now, hours)
    for case, why in _cases(ctx, person):
        rows = ctx.store.dues.of_case(case.id)
        key = reminders.key(case, person)
        if any(row.kind == SNOOZE and row.key == key for row in rows):
            continue
        if any(row.due_at < ends and (row.kind in RUNGS or row.key == key) for row in rows):
            continue  # they hear of it today in any case, with all its answers, or it moves on
        since = next((row.since for row in rows if row.kind in RUNGS), case.since)
        row = Due(0, REMINDER, key, ctx.now, since, why, case.id, person.id)
        if case.id not in found and reminders.still(ctx, row, case, person) and not _today(ctx, case, person, hours):
            found[case.id] = reminders.line(ctx, row, case, person)
    return list(found.values())


def _today(ctx: Ctx, case: Case, person: Person, hours: Hours) -> bool:
    """Whether they were reminded of it today."""
    today = local_day(ctx.now, hours.zone)
    return any(
        entry.act == "remind" and entry.whom == person and local_day(entry.at, hours.zone) == today
        for entry in ctx.store.cases.history(case.id)
    )


def _cases(ctx: Ctx, person: Person) -> list[tuple[Case, str]]:
    """Cases that may need an action of theirs, each with the rung whose reminder says so."""
    found = [(case, "application/mentor") for case in ctx.store.cases.waiting_for(person) if case.asked is not None]
    for mentor in (person, *_covered(ctx, person)):
        found += [(case, why) for case in ctx.store.cases.mentored_by(mentor) if (why := _why(ctx, case)) is not None]
    if Role.SPONSOR in person.roles and ctx.config.sponsoring.policy != "mentor":
        numbers = ctx.store.census.oldest(State.THUMBS_UP, MOST + 1)
        found += [(case, "thumbs up/sponsor") for number in numbers if (case := ctx.store.cases.get(number))]
    runs = Role.COORDINATOR in person.roles
    if runs or person.leads:
        regions = None if runs else casework.downwards(ctx, person.leads)
        stuck, _ = ctx.store.census.stuck(regions, ctx.now, 0, 2 * MOST)
        risen = [ctx.store.cases.get(each.case) for each in stuck if each.why is Why.RISEN]
        found += [(case, _rung(case)) for case in risen if case is not None and case.state is not State.MENTORING]
    return found


def _covered(ctx: Ctx, person: Person) -> list[Person]:
    """For whom they look after cases."""
    if Role.MENTOR not in person.roles:
        return []
    covered = ctx.store.mentors.covered_by(person)
    return [each.person for each in covered if each.cover is not None and each.cover.id == person.id]


def _why(ctx: Ctx, case: Case) -> str | None:
    """Why a case needs an action of its mentor's; None: it doesn't."""
    if case.state is State.THUMBS_UP:
        return "thumbs up/sponsor" if ctx.config.sponsoring.policy == "mentor" else None
    row = ladder.current(ctx, case.id)
    return _QUIET.get((row.kind, row.rung)) if row is not None else None


def _rung(case: Case) -> str:
    return "application/coordinators" if case.state is State.APPLIED else "thumbs up/coordinators"
