"""Looking after an absent mentor's cases: somebody is asked, answers or doesn't, and those concerned hear who it is.

Rules of this file: one is asked at a time, and nobody twice in one absence. Who is asked agrees before anything is
theirs, and never gets to see their own case. Where nobody is found, those who answer for the region hear it, once.
A candidate hears who looks after their case, never why their mentor isn't there.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from bot import casework, fitting, guides, leads, reminders, ways, working
from bot.address import Room
from bot.context import Ctx
from bot.due import COVER, REMINDER, Due
from bot.effect import Dm, Effect, Outcome, Post, tell
from bot.errors import Refused
from bot.hours import ends
from bot.message import Day, Many, Message, Text, Value, do, say
from bot.model import Case, Entry, Mentor, Person
from bot.parameters import mention

MOST = 10
"""Cases that are looked at to choose who covers, and that a message names."""
_TOLD = ("cover", "uncovered")
"""Acts of which the candidate heard."""


def word(key: str, absent: Mentor, said: dict[str, Value] | None = None, **more: Value) -> Message:
    """A text about somebody who isn't there: ``key`` with the ``day`` of their return, ``key-open`` without one."""
    values = {**(said or {}), **more}
    if absent.away_until is None:
        return say(f"{key}-open", values)
    return say(key, values, day=Day(absent.away_until))


def arrange(ctx: Ctx, absent: Mentor, colleague: Person | None = None) -> list[Effect]:
    """Ask whom the mentor named; else, where nobody covers or was asked yet, whoever fits best."""
    cases = ctx.store.cases.mentored_by(absent.person)
    if not cases or (colleague is None and (absent.cover is not None or absent.cover_asked is not None)):
        return []
    chosen = colleague or _choose(ctx, absent, cases)
    if chosen is None:
        _search(ctx, absent.person)  # the clock tells those who answer for the region
        return []
    return _ask(ctx, absent, chosen, cases)


def more(ctx: Ctx, cases: Sequence[Case], absent: Mentor | None) -> list[Effect]:
    """Cases got a mentor; if they aren't there, who covers hears it, or, where nobody does or is asked, some are."""
    if absent is None or not absent.absent:
        return []
    theirs = [case for case in cases if guides.looked_after(absent, case)]
    if len(theirs) < len(cases) and absent.cover_asked is None:
        _search(ctx, absent.person)
    if absent.cover is None or not theirs or absent.cover.id == ctx.actor.id:
        return []
    said: dict[str, Value] = {"mentor": mention(absent.person), "count": len(theirs), "numbers": _numbers(theirs)}
    actions = do("case", theirs[0].number), do("mentees")
    return [tell(absent.cover, "cover-more", said, case=theirs[0].id, actions=actions)]


def moved(before: Mentor, absent: Mentor) -> list[Effect]:
    """Who is away already is for longer, or less long: whoever covers hears it."""
    if absent.cover is None or before.away_until == absent.away_until:
        return []
    shown = word("cover-moved", absent, mentor=mention(absent.person))
    return [Dm(absent.cover, shown)]


def may_cover(ctx: Ctx, absent: Mentor, colleague: Person) -> None:
    """Raises Refused unless somebody can be asked to look after a mentor's cases."""
    mentor = ctx.store.mentors.get(colleague) if colleague.id else None
    if colleague.id == absent.person.id:
        raise Refused("cover-yourself")
    if mentor is None:
        raise Refused("suggest-no-mentor", mentor=mention(colleague))
    if mentor.absent:
        raise Refused("cover-not-there", mentor=mention(colleague))
    if absent.cover is not None and absent.cover.id == colleague.id:
        raise Refused("cover-theirs", mentor=mention(colleague))
    cases = ctx.store.cases.mentored_by(absent.person)
    if cases and not _others(cases, colleague):
        raise Refused("own-mentor", mentor=mention(colleague), number=cases[0].number)


def _ask(ctx: Ctx, absent: Mentor, colleague: Person, cases: Sequence[Case]) -> list[Effect]:
    before = absent.cover_asked
    moved = [_withdrawn(absent, before)] if before is not None and before.id != colleague.id else []
    ctx.store.mentors.set_cover(absent.person, absent.cover, colleague)
    until = ends(ctx.now, ctx.config.mentoring.cover, working.hours_of(ctx, colleague))
    ctx.store.dues.put(COVER, _key(absent.person), until, since=ctx.now, person=absent.person.id)
    theirs = _others(cases, colleague)
    for case in theirs:
        casework.change(ctx, case, "ask cover", whom=colleague)
    said: dict[str, Value] = {"mentor": mention(absent.person), "count": len(theirs), "numbers": _numbers(theirs)}
    asked = word("cover-asked", absent, said)
    address = absent.person.identity
    actions = do("cover for", address), do("cover decline", address)
    return [*moved, Dm(colleague, Message(asked.key, asked.args, (), actions), wanted=True)]


def _choose(ctx: Ctx, absent: Mentor, cases: Sequence[Case]) -> Person | None:
    """Who fits the most of the cases; of several, whoever is the first for the first of them."""
    asked = {entry.whom.id for case in cases for entry in _meanwhile(ctx, absent, case) if _asks(entry) and entry.whom}
    besides = {*asked, absent.person.id}
    orders = [[fit.mentor.person for fit in fitting.order(ctx, case, besides)] for case in cases[:MOST]]
    fits = Counter(person.id for order in orders for person in order)
    return max((person for order in orders for person in order), key=lambda each: fits[each.id], default=None)


def _asks(entry: Entry) -> bool:
    return entry.act == "ask cover"


def _meanwhile(ctx: Ctx, absent: Mentor, case: Case) -> list[Entry]:
    """What happened in a case in this absence."""
    return [each for each in ctx.store.cases.history(case.id) if absent.away_since and each.at >= absent.away_since]


# Answers


def accept(ctx: Ctx, absent: Mentor) -> list[Effect]:
    """The asker looks after a mentor's cases from now on. Raises Refused where they aren't asked to."""
    me = ctx.me()
    if absent.absent and absent.cover is not None and absent.cover.id == me.id:
        raise Refused("cover-yours", mentor=mention(absent.person))
    _asked_for(ctx, absent)
    ctx.store.mentors.set_cover(absent.person, me, None)
    ctx.store.dues.remove(_rows(ctx, absent.person))
    told: list[Effect] = []
    if absent.cover is not None:
        told.append(tell(absent.cover, "cover-replaced", mentor=mention(absent.person), cover=mention(me)))
    cases = ctx.store.cases.mentored_by(absent.person)
    for case in _others(cases, me):
        told += _covered(ctx, absent, case, me)
    if len(_others(cases, me)) < len(cases):
        _search(ctx, absent.person)  # their own needs somebody else's eyes
    return [*told, tell(absent.person, "cover-found", cover=mention(me))]


def _covered(ctx: Ctx, absent: Mentor, case: Case, me: Person) -> list[Effect]:
    before = _last_told(ctx, absent, case)
    case = casework.change(ctx, case, "cover")
    row = ctx.store.dues.get(REMINDER, reminders.key(case, absent.person))
    if row is not None and ways.guides_rung(row.rung):
        reminders.put_again(ctx, case, me, row, row.rung)
    known = before is not None and before.act == "cover" and before.actor is not None and before.actor.id == me.id
    return [] if known else [_tell_candidate(absent, case, mention(me))]


def decline(ctx: Ctx, absent: Mentor) -> None:
    """The asker can't; the clock asks the next at once. Raises Refused where they weren't asked."""
    _asked_for(ctx, absent)
    ctx.store.mentors.set_cover(absent.person, absent.cover, None)
    _search(ctx, absent.person)


def _asked_for(ctx: Ctx, absent: Mentor) -> None:
    if not absent.absent:
        raise Refused("cover-over", mentor=mention(absent.person))
    if absent.cover_asked is None or absent.cover_asked.id != ctx.actor.id:
        raise Refused("cover-not-asked", mentor=mention(absent.person))


# The search


def search(ctx: Ctx, row: Due) -> Outcome:
    """Who was asked hasn't answered, or isn't there any more: the next is asked, or those who answer for the region."""
    person = ctx.store.people.get(row.person or 0)
    absent = ctx.store.mentors.get(person) if person is not None else None
    ctx.store.dues.remove([row])
    if absent is None or not absent.absent:
        return None
    told: list[Effect] = []
    if absent.cover_asked is not None:
        told.append(tell(absent.cover_asked, "cover-passed-on", mentor=mention(absent.person)))
        ctx.store.mentors.set_cover(absent.person, absent.cover, None)
        absent = ctx.store.mentors.get(absent.person) or absent
    bare = [case for case in ctx.store.cases.mentored_by(absent.person) if not guides.looked_after(absent, case)]
    following = _choose(ctx, absent, bare) if absent.cover is None else None
    if following is not None:
        return told, _ask(ctx, absent, following, bare)
    return told, _uncovered(ctx, absent, bare)


def _uncovered(ctx: Ctx, absent: Mentor, cases: Iterable[Case]) -> list[Effect]:
    """Nobody looks after these: those who answer for the region hear which, and until when; each candidate, too."""
    lacking: dict[Person | Room, list[Case]] = {}
    told: list[Effect] = []
    for case in cases:
        before = _last_told(ctx, absent, case)
        if before is not None and before.act == "uncovered":
            continue
        casework.change(ctx, case, "uncovered")
        for each in (responsible := _responsible(ctx, case)):
            lacking.setdefault(each, []).append(case)
        people = tuple(mention(each) for each in responsible if isinstance(each, Person))
        named = bool(guides.leads(ctx, case))
        told.append(_tell_candidate(absent, case, Many(people) if named else Text("those-who-run")))
    return [*told, *(_lacks(absent, each, theirs) for each, theirs in lacking.items())]


def _responsible(ctx: Ctx, case: Case) -> list[Person | Room]:
    """The nearest leads who are there; else the coordinators, in their room where they have one."""
    if nearest := guides.leads(ctx, case):
        return [*nearest]
    return [*ctx.config.programme.coordinators_channels] or [*leads.coordinators(ctx, {case.candidate.id})]


def _lacks(absent: Mentor, whom: Person | Room, cases: Sequence[Case]) -> Effect:
    """A room reads no name."""
    said: dict[str, Value] = {"count": len(cases), "numbers": _numbers(cases)}
    actions = [do("case", case.number) for case in cases[:1]]
    if isinstance(whom, Person):
        shown = word("cover-missing", absent, said, mentor=mention(absent.person))
        return Dm(whom, Message(shown.key, shown.args, (), tuple(actions)), wanted=True)
    shown = word("cover-missing-room", absent, said)
    return Post(whom, Message(shown.key, shown.args, (), tuple(actions)))


def _last_told(ctx: Ctx, absent: Mentor, case: Case) -> Entry | None:
    """Of what the candidate heard last in this absence."""
    return next((each for each in reversed(_meanwhile(ctx, absent, case)) if each.act in _TOLD), None)


def _tell_candidate(absent: Mentor, case: Case, who: Value) -> Effect:
    said: dict[str, Value] = {"mentor": mention(absent.person), "who": who, "number": case.number}
    return Dm(case.candidate, word("cover-candidate", absent, said), case.id)


# The end


def dropped(ctx: Ctx, person: Person) -> list[Person]:
    """Somebody goes away or leaves who covers, or was asked to: the clock asks others. Returns for whom."""
    left = ctx.store.mentors.covered_by(person)
    for absent in left:
        cover, asked = _besides(absent.cover, person), _besides(absent.cover_asked, person)
        ctx.store.mentors.set_cover(absent.person, cover, asked)
        if asked is None:  # else whoever was asked has their time
            _search(ctx, absent.person)
    return [absent.person for absent in left if _besides(absent.cover, person) is not absent.cover]


def _besides(one: Person | None, other: Person) -> Person | None:
    return one if one is not None and one.id != other.id else None


def over(ctx: Ctx, absent: Mentor) -> list[Effect]:
    """The mentor is there again: who covers, or was asked to, hears that it's over."""
    ctx.store.dues.remove(_rows(ctx, absent.person))
    told: list[Effect] = []
    if absent.cover is not None:
        told.append(tell(absent.cover, "cover-ended", mentor=mention(absent.person)))
    if absent.cover_asked is not None:
        told.append(_withdrawn(absent, absent.cover_asked))
    return told


def released(gone: Mentor, besides: Collection[int]) -> list[Effect]:
    """The mentor is none any more: who covered, or was asked to, hears that they needn't; ``besides`` some, by id."""
    people = [each for each in (gone.cover, gone.cover_asked) if each is not None and each.id not in besides]
    return [_withdrawn(gone, each) for each in people]


def _withdrawn(absent: Mentor, person: Person) -> Dm:
    return tell(person, "cover-withdrawn", mentor=mention(absent.person))


def _search(ctx: Ctx, person: Person) -> None:
    """Somebody is looked for as soon as the clock ticks."""
    ctx.store.dues.put(COVER, _key(person), ctx.now, since=ctx.now, person=person.id)


def _rows(ctx: Ctx, person: Person) -> list[Due]:
    row = ctx.store.dues.get(COVER, _key(person))
    return [row] if row is not None else []


def _key(person: Person) -> str:
    return str(person.id)


def _others(cases: Sequence[Case], person: Person) -> list[Case]:
    """Those that aren't somebody's own."""
    return [case for case in cases if case.candidate.id != person.id]


def _numbers(cases: Collection[Case]) -> Many:
    return Many(tuple(f"#{case.number}" for case in list(cases)[:MOST]))
