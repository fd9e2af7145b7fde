"""How reports and feedback are told: a line each, a file of many, and what is too long, too much or not one's own.

Rules of this file: nobody's name stands beside feedback. What is long is shortened in a list; a file has it whole.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.book import A_DAY, Feedback, Report
from bot.clock import local_day
from bot.context import Ctx
from bot.effect import Dm, Outcome, answer, tell
from bot.errors import Refused
from bot.looking import Look
from bot.message import Csv, Day, Many, Message, Text, Value, Words, do, write
from bot.parameters import mention, openly

SHOWN = 280
"""Characters of a report or of feedback that a list shows."""
ROWS = 2000
"""Rows of one file."""


def fits(words: str, most: int) -> str:
    """The words, if they can be kept. Raises Refused."""
    if len(words) > most:
        raise Refused("words-too-long", length=len(words), most=most)
    return words


def enough(written: int, key: str) -> None:
    """Raises Refused for somebody who has written so many today that another is too many."""
    if written >= A_DAY:
        raise Refused(key, most=A_DAY)


def where(ctx: Ctx, region: int | None) -> Value:
    """A region by its id."""
    named = next((each.name for each in ctx.regions if each.id == region), None)
    return named if named is not None else Text("look-programme")


def short(words: str) -> Words:
    """Words for a list."""
    return Words(words if len(words) <= SHOWN else f"{words[: SHOWN - 1].rstrip()}…")


def of_report(ctx: Ctx, report: Report) -> dict[str, Value]:
    """What is told of a report; its words are shortened."""
    return {
        "number": report.number,
        "kind": Text(f"kind-{report.kind}"),
        "region": where(ctx, report.region),
        "person": openly(report.person),
        "day": Day(_day(ctx, report)),
        "words": short(report.words),
    }


def of_feedback(ctx: Ctx, feedback: Feedback) -> dict[str, Value]:
    """What is told of feedback; its words are shortened."""
    return {
        "number": feedback.number,
        "region": where(ctx, feedback.region),
        "day": Day(_day(ctx, feedback)),
        "words": short(feedback.words),
        "count": len(feedback.tags),
        "tags": tagged(feedback.tags),
        "quoted": int(feedback.quoted),
    }


def tagged(tags: Sequence[str]) -> Many:
    """Tags as people write them."""
    return Many(tuple(f"#{each}" for each in tags))


def _day(ctx: Ctx, each: Report | Feedback) -> date:
    return local_day(each.at, ctx.config.programme.time_zone)


def file(ctx: Ctx, look: Look, command: str, file: Csv, many: int) -> Outcome:
    """A file for whoever asks for it, in their direct chat."""
    actions = look.pages(command, many, ROWS)
    said: dict[str, Value] = {**look.said, "count": len(file.rows), "many": many}
    message = Message("look-file", said, (), actions, None, file)
    asker = replace(ctx.me(), identity=ctx.event.sender.identity)
    room = ctx.event.room if ctx.event.direct else None
    return answer("look-file-comes"), Dm(asker, message, room=room)


def rows_of(ctx: Ctx, found: Sequence[Report] | Sequence[Feedback]) -> tuple[tuple[str, ...], ...]:
    """Rows of a file, the words whole."""
    names = {each.id: each.name for each in ctx.regions}
    return tuple(_row(names, _day(ctx, each).isoformat(), each) for each in found)


def _row(names: dict[int, str], day: str, each: Report | Feedback) -> tuple[str, ...]:
    region = names.get(each.region or 0, "")
    if isinstance(each, Report):
        return each.number, day, region, each.kind.value, openly(each.person).name, each.words
    tags = " ".join(f"#{tag}" for tag in each.tags)
    return each.number, day, region, tags, "yes" if each.quoted else "no", each.words


def removal(ctx: Ctx, each: Report | Feedback, *, sure: bool, reason: str) -> tuple[bool, Outcome]:
    """Whether something goes, and what is said: one's own when one is sure, somebody else's with a reason.

    Its author hears the reason. Who may take it away is asked before.
    """
    kind = "report" if isinstance(each, Report) else "feedback"
    own = each.person.id == ctx.actor.id
    said: dict[str, Value] = {"number": each.number, "words": short(each.words)}
    if own and not sure:
        yes = do(f"{kind} delete", each.number, "yes", label=f"do-{kind}-delete-yes")
        return False, answer(f"{kind}-delete-sure", said, actions=(yes,))
    if not own and not (sure and reason):
        why = write(f"{kind} delete", each.number, "yes REASON")
        return False, answer(f"{kind}-delete-why", said, actions=(why,))
    if own:
        return True, answer(f"{kind}-deleted", said)
    told = tell(each.person, f"{kind}-deleted-author", said, by=mention(ctx.actor), reason=Words(reason))
    return True, (answer(f"{kind}-deleted-other", said), told)
