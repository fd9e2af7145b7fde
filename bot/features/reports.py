"""What was reported, by region and time: in chat, or as a file.

Rules of this file: it only looks. Coordinators see everything, leads their regions and those below, ambassadors those
that they are ambassador of, and those below: what colleagues nearby do is theirs to know.
"""

from bot import looking, telling
from bot.command import command
from bot.context import Ctx
from bot.effect import Outcome, answer
from bot.errors import Refused
from bot.looking import Look
from bot.message import Csv, do, say
from bot.model import Role
from bot.parameters import Reports
from bot.telling import ROWS

PAGE = 8
READERS = (Role.AMBASSADOR, Role.LEAD, Role.COORDINATOR)
_HEADS = ("head-number", "head-day", "head-region", "head-kind", "head-who", "head-words")


@command(
    "reports", who=READERS, examples=("reports", "reports EMEA talk since last month", "reports list EMEA"), reads=True
)
def reports(ctx: Ctx, wanted: Reports = "") -> Outcome:
    """What ambassadors reported, the newest first."""
    look = _look(ctx, wanted)
    found, many = ctx.store.week.reports(look.which, (look.page - 1) * PAGE, PAGE)
    if not found:
        raise _nothing(look)
    lines = [say("report-line", telling.of_report(ctx, each)) for each in found]
    actions = [*look.pages("reports", many, PAGE), look.typed("reports csv", "do-as-file")]
    return answer("reports", look.said, count=many, parts=lines, actions=actions)


@command("reports csv", who=READERS, examples=("reports csv", "reports csv EMEA since 2026-01-01"))
def csv(ctx: Ctx, wanted: Reports = "") -> Outcome:
    """The same as a file, for a spreadsheet."""
    look = _look(ctx, wanted)
    found, many = ctx.store.week.reports(look.which, (look.page - 1) * ROWS, ROWS)
    if not found:
        raise _nothing(look)
    file = Csv(f"reports-{ctx.today.isoformat()}.csv", _HEADS, telling.rows_of(ctx, found))
    return telling.file(ctx, look, "reports csv", file, many)


def _look(ctx: Ctx, wanted: str) -> Look:
    return looking.look(ctx, wanted, looking.theirs(ctx, ambassadors=True), kinds=True)


def _nothing(look: Look) -> Refused:
    if look.page > 1:
        return Refused("page-past-end", page=look.page, actions=(look.typed("reports", "do-reports"),))
    return Refused("reports-none", look.said, actions=(do("reports"),) if look.narrow else ())
