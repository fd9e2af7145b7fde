"""What candidates go through: each function is one candidate's way, with what everybody does on it.

Rules of this file: which way somebody goes is drawn before; nothing hangs on how fast the bot is. What two ways do at
the same time never touches the same case.
"""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.proofs.kill.owed import Owed
from tests.proofs.kill.people import NOBODY_KNOWS, Act, Case, Person, Town, about

QUESTIONS = 9


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays in one story: the candidate, their mentor, and a colleague who comes too late."""

    town: Town
    candidate: Person
    mentor: Person
    rival: Person
    random: random.Random


Story = Callable[[Cast], Awaitable[None]]


async def applies(cast: Cast, wish: Person | None = None) -> Case:
    """They apply: with a whole form, where there are any, or question by question."""
    town, kim = cast.town, cast.candidate
    card = Owed(town.mentors_room, "card-title")
    asked = [wish.owed("asked-mentor", rf"{kim.name}\b")] if wish is not None else []
    said = await (_fills(cast, card) if wish is None and kim.has_forms else _answers(cast, card, wish, asked))
    found = int(card.body.partition("#")[2].partition(" ")[0])
    case = Case(found, "applied", kim.user, card.event_id)
    town.acts[said] = (Act(found, "apply"),)
    town.cases.append(case)
    return case


async def _fills(cast: Cast, card: Owed) -> str:
    """They fill in a form."""
    account = cast.town.word()
    card.holds = (rf"^#\d+ · {account} <",)
    words = [cast.town.word() for _ in range(3)]
    kim, answers = cast.candidate, [account, f"{account}@example.org", "EMEA", "English, German", *words]
    return await kim.fills(answers, kim.owed("applied", r"#\d+"), card)


async def _answers(cast: Cast, card: Owed, wish: Person | None, asked: Sequence[Owed]) -> str:
    """They answer question by question; some begin in a room, and some change an answer."""
    town, kim = cast.town, cast.candidate
    account, why = town.word(), town.word()
    card.holds = (rf"^#\d+ · {account} <",)
    answers = [account, f"{account}@example.org", "EMEA", "English, de", f"I like {why}", town.word(), town.word()]
    answers += ["skip" if cast.random.random() < 0.5 else f"https://example.org/{town.word()}"]
    answers += [wish.mention if wish is not None else "none"]
    begins = town.emea if not kim.has_chat else ""
    await kim.says("!apply", kim.owed("form-apply-intro", question(1)), room=begins)
    follow = [kim.owed("form-position", question(n)) for n in range(2, QUESTIONS + 1)]
    for text, follows in zip(answers, [*follow, kim.owed("form-summary", account)], strict=True):
        said = await kim.says(text, follows)
        if why in text and cast.random.random() < 0.4:
            better = town.word()
            await kim.edits(said, f"I love {better}", kim.owed("form-edited", better))
    return await kim.says("send", kim.owed("applied", r"#\d+"), card, *asked)


def question(n: int) -> str:
    """How the bot numbers a question."""
    return rf"^Question {n} of {QUESTIONS}$"


async def claimed(cast: Cast, case: Case) -> None:
    """The mentor claims; the colleague is told who was first."""
    town, mentor = cast.town, cast.mentor
    room = town.mentors_room if cast.random.random() < 0.5 else ""
    yours = [mentor.owed("claim-done", about(case)), cast.candidate.owed("claim-candidate", about(case), mentor.name)]
    await mentor.says(f"!claim {case.number}", *yours, room=room, acts=(Act(case.number, "claim"),))
    case.state, case.mentor = "mentoring", mentor.user
    taken = cast.rival.owed("claim-taken", f"{mentor.name} claimed {about(case)}")
    await cast.rival.says(f"!claim {case.number}", taken, room=room)


async def asks(cast: Cast, case: Case) -> None:
    """The mentor asks, the candidate answers."""
    kim, mentor = cast.candidate, cast.mentor
    asked, answered = cast.town.word(), cast.town.word()
    put = [mentor.owed("asked", about(case)), kim.owed("question-how", asked)]
    await mentor.says(f"ask {case.number} What of {asked}?", *put, acts=(Act(case.number, "ask", f"What of {asked}?"),))
    told = [kim.owed("reply-sent"), mentor.owed("replied", about(case), asked, answered)]
    await kim.says(f"So {answered}", *told, acts=(Act(case.number, "reply", f"So {answered}"),))


async def notes(cast: Cast, case: Case, times: int) -> None:
    """The mentor writes things down, one right after the other."""
    for _ in range(times):
        text = f"Met {cast.town.word()}"
        noted = cast.mentor.owed("noted", about(case))
        await cast.mentor.says(f"note {case.number} {text}", noted, acts=(Act(case.number, "note", text),))


async def reads(cast: Cast, case: Case) -> None:
    """Both look where it stands."""
    kim, mentor = cast.candidate, cast.mentor
    await mentor.says(f"read {case.number}", mentor.owed("read", about(case)), acts=(Act(case.number, "read"),))
    await kim.says("!status", kim.owed("status", about(case)))


async def sponsored(cast: Cast, case: Case) -> None:
    """The candidate becomes an ambassador."""
    kim, mentor = cast.candidate, cast.mentor
    told = [mentor.owed("sponsored", about(case)), kim.owed("sponsored-candidate")]
    told.append(Owed(cast.town.emea, "congratulations", (rf"{kim.name}\b",)))
    await mentor.says(f"sponsor {case.number}", *told, acts=(Act(case.number, "sponsor"),))
    case.state = "sponsored"
    await kim.says("!apply", kim.owed("already-ambassador"))


async def by_command(cast: Cast) -> None:
    """The whole way, typed."""
    case = await applies(cast)
    await claimed(cast, case)
    await asks(cast, case)
    await notes(cast, case, 2)
    told = [cast.mentor.owed("thumbs-done", about(case)), cast.candidate.owed("thumbs-candidate", about(case))]
    await cast.mentor.says(f"!thumbsup {case.number}", *told, acts=(Act(case.number, "thumbs up"),))
    await sponsored(cast, case)


async def by_reaction(cast: Cast) -> None:
    """The whole way by 👍 on the card, which is taken off once."""
    case = await applies(cast)
    await claimed(cast, case)
    kim, mentor = cast.candidate, cast.mentor
    for last in (False, True):
        told = [mentor.owed("thumbs-done", about(case)), kim.owed("thumbs-candidate", about(case))]
        reaction = await mentor.reacts(case, *told, acts=(Act(case.number, "thumbs up"),))
        if not last:
            taken = [mentor.owed("takeback-done", about(case)), kim.owed("takeback-candidate", about(case))]
            await mentor.unreacts(reaction, *taken, acts=(Act(case.number, "take back"),))
            await notes(cast, case, 2)
    await sponsored(cast, case)


async def withdraws(cast: Cast) -> None:
    """They change their mind."""
    case = await applies(cast)
    await claimed(cast, case)
    await reads(cast, case)
    kim, mentor = cast.candidate, cast.mentor
    await kim.says("withdraw", kim.owed("withdraw-sure", about(case)))
    told = [kim.owed("withdrawn", about(case)), mentor.owed("withdrawn-mentor", about(case))]
    await kim.says("withdraw yes", *told, acts=(Act(case.number, "withdraw"),))
    case.state = "withdrawn"


async def not_yet(cast: Cast) -> None:
    """It is too early for them."""
    case = await applies(cast)
    await claimed(cast, case)
    await asks(cast, case)
    await notes(cast, case, 3)
    reason, day = f"First do {cast.town.word()}", (datetime.now(UTC) + timedelta(days=200)).date()
    told = [cast.mentor.owed("notyet-done", about(case), reason), cast.candidate.owed("notyet-candidate", reason)]
    text = f"notyet {case.number} {reason} until {day}"
    await cast.mentor.says(text, *told, acts=(Act(case.number, "not yet", reason),))
    case.state = "not yet"
    await cast.candidate.says("apply", cast.candidate.owed("too-early"))


async def handed_over(cast: Cast) -> None:
    """Whom they wished for says no; who takes it hands it on."""
    kim, mentor, other = cast.candidate, cast.mentor, cast.rival
    case = await applies(cast, wish=other)
    reason = f"I know no {cast.town.word()}"
    told = [other.owed("decline-pool", about(case)), kim.owed("declined-pool", other.name)]
    told.append(Owed(cast.town.mentors_room, "pool-waits", (about(case),)))
    await other.says(f"decline {case.number} {reason}", *told, acts=(Act(case.number, "decline", reason),))
    await claimed(cast, case)
    offered = [mentor.owed("handover-offered", about(case)), other.owed("handover-asked", about(case))]
    await mentor.says(f"handover {case.number} {other.mention}", *offered, acts=(Act(case.number, "hand over"),))
    told = [other.owed("claim-done", about(case)), mentor.owed("handover-taken", about(case))]
    told.append(kim.owed("handover-candidate", about(case), other.name))
    await other.says(f"claim {case.number}", *told, acts=(Act(case.number, "take over"),))
    case.mentor = other.user


async def hesitates(cast: Cast) -> None:
    """They never send it."""
    kim, account = cast.candidate, cast.town.word()
    await kim.says("apply", kim.owed("form-apply-intro", question(1)))
    await kim.says(account, kim.owed("form-position", question(2)))
    await kim.says(f"no address {account}", kim.owed("bad-email"))
    await kim.says("!note 1 that", kim.owed("not-allowed"))
    await kim.says("!withdraw", kim.owed("withdraw-draft-sure"))
    said = await kim.says("!withdraw yes", kim.owed("draft-discarded"))
    cast.town.acts[said] = (Act(NOBODY_KNOWS, "discard"),)


WAYS: tuple[Story, ...] = (by_command, by_reaction, withdraws, not_yet, handed_over)


async def chatters(somebody: Person, numbers: range) -> None:
    """Somebody writes nonsense, several messages at once, and is told of each that it is."""
    first = [somebody.owed("unknown", rf"\bnonsense-{n}\b") for n in numbers]
    for n, owed in zip(numbers, first, strict=True):
        somebody.blurts(f"!xyzzy nonsense-{n}", owed)
    for owed in first:
        await owed.paid.wait()
