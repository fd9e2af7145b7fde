"""What people think, by theme, region and time: in chat, or as a file, for those who run the programme and leads.

Rules of this file: it only looks. There is no name beside any of it, in a list or in a file. Leads see what was said in
their regions and those below; what belongs to none is the coordinators'.
"""

from bot import looking, telling
from bot.command import LEADS, command
from bot.context import Ctx
from bot.effect import Outcome, answer
from bot.errors import Refused
from bot.looking import Look
from bot.message import Csv, do, say
from bot.parameters import Sayings
from bot.telling import ROWS

PAGE = 8
_HEADS = ("head-number", "head-day", "head-region", "head-tags", "head-quoted", "head-words")


@command(
    "feedback list",
    who=LEADS,
    examples=("feedback list", "feedback list #docs EMEA since last month"),
    reads=True,
)
def feedback_list(ctx: Ctx, wanted: Sayings = "") -> Outcome:
    """What people think, without their names, the newest first."""
    look = _look(ctx, wanted)
    found, many = ctx.store.week.feedback(look.which, (look.page - 1) * PAGE, PAGE)
    if not found:
        raise _nothing(look)
    lines = [say("feedback-line", telling.of_feedback(ctx, each)) for each in found]
    actions = [*look.pages("feedback list", many, PAGE), look.typed("feedback csv", "do-as-file")]
    return answer("feedback-list", look.said, count=many, parts=[*lines, say("feedback-nameless")], actions=actions)


@command("feedback csv", who=LEADS, examples=("feedback csv", "feedback csv #docs since 2026-01-01"))
def csv(ctx: Ctx, wanted: Sayings = "") -> Outcome:
    """The same as a file, for a spreadsheet."""
    look = _look(ctx, wanted)
    found, many = ctx.store.week.feedback(look.which, (look.page - 1) * ROWS, ROWS)
    if not found:
        raise _nothing(look)
    file = Csv(f"feedback-{ctx.today.isoformat()}.csv", _HEADS, telling.rows_of(ctx, found))
    return telling.file(ctx, look, "feedback csv", file, many)


def _look(ctx: Ctx, wanted: str) -> Look:
    return looking.look(ctx, wanted, looking.theirs(ctx), tags=True)


def _nothing(look: Look) -> Refused:
    if look.page > 1:
        return Refused("page-past-end", page=look.page, actions=(look.typed("feedback list", "do-feedback-list"),))
    return Refused("feedback-none", look.said, actions=(do("feedback list"),) if look.narrow else ())
