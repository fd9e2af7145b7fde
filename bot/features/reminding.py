"""What each rung of the ladder does.

Rules of this file: the candidate hears at every rung where their case stands, and by when they hear again. Whoever owes
an answer is reminded alone, never in a shared room (``reminders.py``); rooms read that a case waits, and nobody's name.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot import casework, coordinators, guides, ladder, leads, offering, reminders, ways, working
from bot.card import card, pool, region_name
from bot.command import due
from bot.context import Ctx
from bot.due import Due
from bot.effect import Dm, Effect, Outcome, Still, tell
from bot.ladder import Step
from bot.message import Ago, Many, Message, Text, Value, When, do, say
from bot.model import Case, Person, Role
from bot.parameters import mention
from bot.policy import ENDS
from bot.requests import ask_mentor
from bot.rungs import Ladder

Done = tuple[Outcome, Message | None]
"""What goes out, and what the candidate is told."""
Rung = Callable[[Ctx, Case, Due], Done]


def _climb(ctx: Ctx, row: Due, rungs: dict[str, Rung]) -> Outcome:
    """Do the rung that is due, and make the next one due."""
    case = ctx.store.cases.get(row.case or 0)
    if case is None or ladder.ladder_of(ctx, case) != row.kind:
        ctx.store.dues.remove([row])
        return None
    if row.rung in ENDS and (end := ladder.once_asked(ctx, case, row, Step(row.rung, ctx.now))).at > ctx.now:
        ctx.store.dues.move(row, end.at)
        return None
    outcome, word = rungs[row.rung](ctx, case, row)
    ladder.advance(ctx, row)
    return outcome, _heard(ctx, case.id, word) if word is not None else None


def _heard(ctx: Ctx, number: int, word: Message) -> Outcome:
    """The candidate hears where their case stands, and by when they hear again."""
    case, following = ctx.store.cases.get(number), ladder.current(ctx, number)
    if case is None:
        return None
    parts = list(word.parts)
    if following is not None and following.due_at > ctx.now:  # else the next word is on its way
        zone = working.zone_of(ctx, case.candidate, case.region)
        parts += [say("heard-again", next=When(following.due_at, zone)), *reminders.guess(ctx, case.candidate)]
    waits = Still(case.id, (case.state,))
    return Dm(case.candidate, replace(word, parts=tuple(parts)), case.id, still=waits)


# An application


@due(Ladder.APPLICATION)
def application(ctx: Ctx, row: Due) -> Outcome:
    """Nobody has claimed it yet."""
    return _climb(
        ctx, row, {"mentor": _nudge, "next_choice": _next_choice, "pool": _pool, "coordinators": _coordinators}
    )


def _nudge(ctx: Ctx, case: Case, row: Due) -> Done:
    """The mentor who was asked; one who is away isn't waited for."""
    if case.asked is None:
        return None, None
    if working.absent(ctx, case.asked, ctx.now):
        return _next_choice(ctx, case, row)
    again = reminders.put(ctx, case, [case.asked], row)
    return None, say("heard-mentor" if again else "heard-mentor-later", number=case.number, mentor=mention(case.asked))


def _next_choice(ctx: Ctx, case: Case, row: Due) -> Done:
    before = case.asked
    if before is None:
        return None, None
    ladder.forget(ctx, row)
    ctx.store.cases.decline(case, before)
    offering.passed_by(ctx, case, before)
    following = casework.next_asked(ctx, case)
    case = casework.change(ctx, case, "ask next", whom=following, asked=following)
    said: dict[str, Value] = {"mentor": mention(before), "number": case.number}
    if following is None:
        return (_passed_on(ctx, case, before), pool(ctx, case, again=True)), say("waited-pool", said)
    asked = ask_mentor(case, following), card(ctx, case)
    return (_passed_on(ctx, case, before), asked), say("waited-next", said, next=mention(following))


def _passed_on(ctx: Ctx, case: Case, before: Person) -> list[Effect]:
    """Who didn't answer isn't waited for any more, and hears it, unless they are away."""
    if working.absent(ctx, before, ctx.now):
        return []
    said: dict[str, Value] = {"number": case.number, "candidate": mention(case.candidate)}
    return [tell(before, "passed-on", said, case=case.id, still=Still(case.id, (case.state,)))]


def _pool(ctx: Ctx, case: Case, row: Due) -> Done:
    told: list[Effect] = []
    if case.asked is not None:
        before = case.asked
        offering.passed_by(ctx, case, before)
        ladder.forget(ctx, row)  # as the mentor; they may be the lead, who is reminded below
        case = casework.change(ctx, case, "ask next", asked=None)
        told = _passed_on(ctx, case, before)
    reminders.put(ctx, case, leads.of_case(ctx, case), row)
    return (told, pool(ctx, case, again=True)), say("heard-pool", number=case.number)


def _coordinators(ctx: Ctx, case: Case, row: Due) -> Done:
    """In their channel, or each of them alone."""
    waiting = row.kind.replace(" ", "-")
    heard = say(f"heard-coordinators-{waiting}", number=case.number)
    if not ctx.config.programme.coordinators_channels:
        reminders.put(ctx, case, leads.coordinators(ctx, {case.candidate.id}), row)
        return None, heard
    ago = Ago(int((ctx.now - case.since).total_seconds()))
    said: dict[str, Value] = {"number": case.number, "region": region_name(case), "ago": ago}
    word = say(f"coordinators-{waiting}", said, actions=ways.running(case))
    return coordinators.tell(ctx.store, ctx.config, word, case.id, Still(case.id, (case.state,))), heard


# A claimed case


@due(Ladder.MENTORING)
def mentoring(ctx: Ctx, row: Due) -> Outcome:
    """Nothing happens in it."""
    return _climb(ctx, row, {"idle": _idle, "lapse": _lapse})


@due(Ladder.QUESTION)
def question(ctx: Ctx, row: Due) -> Outcome:
    """The candidate hasn't answered yet."""
    return _climb(ctx, row, {"candidate": _ask_candidate, "mentor": _ask_mentor, "idle": _idle, "lapse": _lapse})


def _idle(ctx: Ctx, case: Case, row: Due) -> Done:
    """Whoever guides it is asked how it goes on, and the candidate."""
    people = guides.of(ctx, case)
    reminders.put(ctx, case, [*people, *_back_some_day(case, people), case.candidate], row)
    return None if people else _nobody_guides(ctx, case), None


def _back_some_day(case: Case, asked: Sequence[Person]) -> list[Person]:
    """Its mentor, who isn't there: their reminder waits for them, and keeps the case from its end."""
    return [] if case.mentor is None or case.mentor.id in [each.id for each in asked] else [case.mentor]


def _nobody_guides(ctx: Ctx, case: Case) -> Outcome:
    """Its mentor isn't there, and nobody looks after it: those who run the programme do."""
    said: dict[str, Value] = {"number": case.number, "region": region_name(case)}
    word = say("coordinators-uncovered", said, actions=ways.running(case))
    still = Still(case.id, (case.state,))
    return coordinators.tell(ctx.store, ctx.config, word, case.id, still, besides=case.candidate)


def _ask_candidate(ctx: Ctx, case: Case, row: Due) -> Done:
    reminders.put(ctx, case, [case.candidate], row)
    return None, None


def _ask_mentor(ctx: Ctx, case: Case, row: Due) -> Done:
    if case.mentor is None:
        return None, None
    people = guides.of(ctx, case)
    reminders.put(ctx, case, [*people, *_back_some_day(case, people)], row)
    knows: Value = Many(tuple(map(mention, people))) if people else Text("those-who-run")
    open_ = say("heard-question", number=case.number, mentor=knows, count=len(people), actions=(do("answer"),))
    return None if people else _nobody_guides(ctx, case), open_


def _lapse(ctx: Ctx, case: Case, _row: Due) -> Done:
    offered = case.offered
    case = casework.change(ctx, case, "lapse", offered=None)
    said: dict[str, Value] = {"number": case.number, "candidate": mention(case.candidate)}
    told = [tell(case.candidate, "lapsed-candidate", case=case.id, number=case.number, actions=(do("apply"),))]
    if case.mentor is not None:
        mentor = ctx.store.people.get(case.mentor.id) or case.mentor
        may = casework.may(ctx, case, "reopen", mentor)
        how = (say("lapsed-reopen", number=case.number),) if may else ()
        again = (do("reopen", case.number),) if may else ()
        told.append(tell(mentor, "lapsed-mentor", said, case=case.id, parts=how, actions=again))
    if offered is not None:
        told.append(tell(offered, "lapsed-offered", said, case=case.id))
    return (told, card(ctx, case)), None


# A thumbs-up


@due(Ladder.THUMBS_UP)
def thumbs_up(ctx: Ctx, row: Due) -> Outcome:
    """Nobody has sponsored it yet."""
    return _climb(ctx, row, {"sponsor": _sponsor, "coordinators": _coordinators})


def _sponsor(ctx: Ctx, case: Case, row: Due) -> Done:
    if ctx.config.sponsoring.policy == "mentor":
        people = [case.mentor] if case.mentor is not None else []
    else:
        people = [each for each in ctx.store.people.holders(Role.SPONSOR) if each.id != case.candidate.id]
    sent = reminders.put(ctx, case, people, row) and not all(working.absent(ctx, each, ctx.now) for each in people)
    return None, say("heard-sponsor" if sent else "heard-sponsor-later", number=case.number)


# A draft


@due(Ladder.DRAFT)
def draft(ctx: Ctx, row: Due) -> Outcome:
    """Its writer has left it."""
    return _climb(ctx, row, {"candidate": _ask_candidate, "discard": _discard})


def _discard(ctx: Ctx, case: Case, _row: Due) -> Done:
    casework.change(ctx, case, "discard")
    return tell(case.candidate, "draft-too-old", case=case.id, actions=(do("apply"),)), None
