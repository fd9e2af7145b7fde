"""What is due in a region is planned anew when the region was changed: its zone, its holidays, where it hangs.

Rules of this file: a few at a time, each batch a transaction of its own, so that nobody waits for a large region. First
its weeks to come, then those who work there, whose own hours may be the region's; then its drafts and open cases. What
was due stays due until its turn comes: nothing is lost on the way, and doing it twice changes nothing.
"""

from bot import absence, atlas, digests, ladder, weekly
from bot.command import due
from bot.context import Ctx
from bot.due import REGION, Due
from bot.effect import Outcome
from bot.model import Role

BATCH = 50
_WEEKS, _STAFF, _CASES = "weeks", "staff", "cases"


@due(REGION)
def replan(ctx: Ctx, row: Due) -> Outcome:
    """The next few of a region and those below it."""
    what, _, last = row.rung.partition(":")
    regions = atlas.of(ctx.regions).below({int(row.key)})
    after = int(last or 0)
    if what in ("", _WEEKS):
        coming = sorted(each for each in regions if each > after)[:BATCH]
        there = atlas.of(ctx.regions).by_id
        weekly.moved(ctx, [there[each] for each in coming if each in there])
        following = f"{_WEEKS}:{coming[-1]}" if len(coming) == BATCH else f"{_STAFF}:0"
    elif what == _STAFF:
        found = ctx.store.regions.staff(regions, after, BATCH)
        _staff(ctx, found)
        following = f"{_STAFF}:{found[-1]}" if len(found) == BATCH else f"{_CASES}:0"
    else:
        found = ctx.store.regions.waiting(regions, after, BATCH)
        _cases(ctx, found)
        following = f"{_CASES}:{found[-1]}" if len(found) == BATCH else ""
    if following:
        ctx.store.dues.put(REGION, row.key, row.due_at, since=row.since, rung=following)
    else:
        ctx.store.dues.remove([row])
    return None


def _staff(ctx: Ctx, people: list[int]) -> None:
    for id in people:
        person = ctx.store.people.get(id)
        if person is None:
            continue
        ladder.recount(ctx, person)
        if Role.MENTOR in person.roles:
            absence.follow(ctx, person)
        digests.moved(ctx, person)


def _cases(ctx: Ctx, numbers: list[int]) -> None:
    for number in numbers:
        case = ctx.store.cases.get(number)
        if case is not None:
            ladder.recount(ctx, case.candidate)  # with it their own case, in whosever hours its rungs are counted
