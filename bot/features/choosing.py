"""``mentors``: who can be chosen, with all that helps to choose, for whoever asks alone.

Rule of this file: anybody may ask, so no more is looked for at a time than somebody who means it names.
"""

from itertools import count

from bot import casework, wishes
from bot.command import command
from bot.context import Ctx
from bot.effect import Outcome, answer
from bot.errors import Refused
from bot.languages import code_of
from bot.message import Action, Words, do, say, write
from bot.model import CLAIMED, OPEN, Case, Role
from bot.parameters import MOST, Filter
from bot.regions import region_at_front
from bot.typed import Reader, number

NAMED = 12
"""Regions, languages and topics that can be named at a time: each costs a look at every mentor."""


@command("mentors", examples=("mentors", "mentors EMEA", "mentors EMEA german", "mentors 2"), reads=True)
def mentors(ctx: Ctx, wanted: Filter = "") -> Outcome:
    """The mentors who can be chosen: regions, languages, topics, free places, their time, how soon they answer."""
    near, words, page = _read(ctx, wanted)
    skip, most = (page - 1) * wishes.SHOWN, wishes.SHOWN
    besides = {ctx.actor.id}
    found, total = ctx.store.mentors.choosable(near, words, besides=besides, skip=skip, most=most)
    if not total and not wanted:
        case = _waits(ctx)
        if case is None:
            return answer("mentors-nobody", actions=(do("apply"),))
        return answer("mentors-nobody-now", number=case.number, actions=(do("status"),))
    if not total:
        return answer("mentors-none", typed=Words(wanted[:60]), actions=(do("mentors"),))
    pages = -(-total // most)
    if not found:
        raise Refused("mentors-no-page", pages=pages, actions=(do("mentors"),))
    lines = [wishes.line(ctx, mentor) for mentor in found]
    if pages > 1:
        lines.append(say("mentors-page", page=page, pages=pages))
    return answer("mentors", count=total, parts=lines, actions=[*_more(wanted, page, pages), *_ways(ctx)])


def _waits(ctx: Ctx) -> Case | None:
    """The application of whoever asks, once it is handed in."""
    case = ctx.store.cases.open_of(ctx.actor) if ctx.actor.id else None
    return case if case is not None and case.state in OPEN else None


def _ways(ctx: Ctx) -> list[Action]:
    """What comes of looking: who has a mentor has chosen, who has applied can choose, and ambassadors just look."""
    if Role.AMBASSADOR in ctx.actor.roles:
        return []
    case = _waits(ctx)
    if case is None:
        return [do("apply"), write("choose", "@MENTOR")]
    return [do("status")] if case.state in CLAIMED else [do("status"), write("choose", "@MENTOR")]


def _read(ctx: Ctx, wanted: str) -> tuple[list[int], list[str], int]:
    """The regions that are meant, the nearest first; languages by code and topics; and the page. Raises Refused."""
    near: list[int] = []
    words: list[str] = []
    page = 1
    reader = Reader(wanted)
    for named in count():
        if not reader.left:
            break
        if named >= NAMED:
            raise Refused("mentors-too-much", most=NAMED, actions=(do("mentors"),))
        region = region_at_front(ctx.regions, reader)
        if region is not None:
            near = casework.upwards(ctx, region.id)
            continue
        word = reader.word() or ""
        last = number(word, MOST) if not reader.left else None
        if last is not None:
            page = max(last, 1)
        elif word:
            words.append(code_of(word) or word)
    return near, words, page


def _more(wanted: str, page: int, pages: int) -> list[Action]:
    """The way to the next page of the same."""
    if page >= pages:
        return []
    words = wanted.split()
    if words and number(words[-1], MOST) is not None:  # this page's
        words = words[:-1]
    return [do("mentors", *words, str(page + 1), label="do-next-page")]
