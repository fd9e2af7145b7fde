"""Feedback: anybody tells those who run the programme what they think, under themes of their own choice.

Rules of this file: nobody is told who wrote it. Others may read its words only where whoever wrote it said so, with one
tap, and never with a name; words that are written anew ask again. Nobody changes somebody else's; coordinators may take
it away, with a reason.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot import book, home, telling, themes, week_words
from bot.book import Feedback, Which
from bot.command import command
from bot.context import Ctx
from bot.effect import Outcome, answer
from bot.errors import Refused
from bot.message import Action, Message, do, say, write
from bot.model import Role
from bot.parameters import No, Number, Page, Reason, Sentence, Tags, Yes

PAGE = 8
_KNOWN = 500
"""Tags that a new one is compared with."""
_MEANT = 2
"""New tags for which another is suggested."""


@command("feedback", examples=("feedback The first steps are hard to find #docs", "feedback I liked the meetup a lot"))
def feedback(ctx: Ctx, text: Sentence) -> Outcome:
    """Tell those who run the programme what one thinks. A word with # is its theme."""
    words, tags = _read(text)
    me = ctx.me()
    mine = Which(since=ctx.now - book.DAY, person=me.id)
    telling.enough(ctx.store.week.feedback(mine, 0, 1)[1], "feedback-enough")
    meant = themes.near(tags, ctx.store.week.known_tags(_KNOWN))
    region = home.of_words(ctx)
    kept = ctx.store.week.say(me, region.id if region is not None else None, words, tags, ctx.now)
    return _asked(ctx, "feedback-kept", kept, meant)


def _read(text: str) -> tuple[str, tuple[str, ...]]:
    """Words and tags. Raises Refused."""
    words, tags = themes.split(text)
    if not words:
        raise Refused("feedback-nothing")
    _few(tags)
    return telling.fits(words, book.FEEDBACK), tags


def _few(tags: Sequence[str]) -> None:
    if len(tags) > themes.MOST or any(len(each) > themes.LONGEST for each in tags):
        raise Refused("feedback-tags", most=themes.MOST, longest=themes.LONGEST)


def _asked(ctx: Ctx, how: str, kept: Feedback, meant: dict[str, str]) -> Outcome:
    """It is kept; may it be quoted, and was another tag meant?"""
    some = list(meant.items())[:_MEANT]
    near = [say("feedback-near", typed=f"#{tag}", near=f"#{other}") for tag, other in some]
    instead = [Action("do-feedback-tag", _tagged(kept, tag, other), about=other) for tag, other in some]
    yes = do("feedback quote", kept.number, label="do-feedback-quote")
    no = do("feedback quote", kept.number, "no", label="do-feedback-quote-no")
    said = telling.of_feedback(ctx, kept)
    return answer(how, said, parts=[say("feedback-consent"), *near], actions=[yes, no, *instead])


def _tagged(kept: Feedback, tag: str, other: str) -> str:
    """What puts another tag in one's place."""
    tags = dict.fromkeys(other if each == tag else each for each in kept.tags)
    return " ".join([f"feedback tag {kept.number}", *(f"#{each}" for each in tags)])


@command("feedback quote", examples=("feedback quote 5", "feedback quote 5 no"))
def quote(ctx: Ctx, number: Number, no: No = False) -> Outcome:
    """Say that one's own feedback may be quoted, without a name; or that it may not."""
    kept = _mine(ctx, number)
    ctx.store.week.save_feedback(replace(kept, quoted=not no))
    if no:
        week_words.take_back(ctx, "digest-quote", kept.words)
    if not no:
        other = do("feedback quote", kept.number, "no", label="do-feedback-quote-no")
        return answer("feedback-quoted", number=kept.number, actions=(other,))
    other = do("feedback quote", kept.number, label="do-feedback-quote")
    return answer("feedback-unquoted", number=kept.number, actions=(other,))


@command("feedback tag", examples=("feedback tag 5 #docs #meetups",))
def tag(ctx: Ctx, number: Number, tags: Tags) -> Outcome:
    """Put one's own feedback under other themes."""
    kept, found = _mine(ctx, number), themes.read(tags)
    if not found:
        raise Refused("feedback-no-tag", number=kept.number)
    _few(found)
    changed = replace(kept, tags=found)
    ctx.store.week.save_feedback(changed)
    return answer("feedback-tagged", telling.of_feedback(ctx, changed))


@command("feedback edit", examples=("feedback edit 5 The first steps are easy to find now #docs",))
def edit(ctx: Ctx, number: Number, text: Sentence) -> Outcome:
    """Write one's own feedback anew."""
    kept = _mine(ctx, number)
    words, tags = _read(text)
    meant = themes.near(tags, [each for each in ctx.store.week.known_tags(_KNOWN) if each not in tags])
    changed = replace(kept, words=words, tags=tags, quoted=False)
    ctx.store.week.save_feedback(changed)
    week_words.take_back(ctx, "digest-quote", kept.words)
    return _asked(ctx, "feedback-changed", changed, meant)


@command(
    "feedback delete",
    examples=("feedback delete 5", "feedback delete 5 yes", "feedback delete 5 yes It names somebody"),
)
def delete(ctx: Ctx, number: Number, sure: Yes = False, reason: Reason = "") -> Outcome:
    """Take one's own feedback back. Coordinators may take anybody's away, with a reason that its author reads."""
    found = ctx.store.week.the_feedback(number)
    if found is None or not (_is_mine(ctx, found) or Role.COORDINATOR in ctx.actor.roles):
        raise _none(number)
    goes, said = telling.removal(ctx, found, sure=sure, reason=reason)
    if goes:
        ctx.store.week.drop_feedback(number)
        week_words.take_back(ctx, "digest-quote", found.words)
    return said


@command("feedback mine", examples=("feedback mine", "feedback mine 2"), reads=True)
def mine(ctx: Ctx, page: Page = 1) -> Outcome:
    """The feedback that one gave, with its numbers."""
    page = max(page, 1)
    found, many = ctx.store.week.feedback(Which(person=ctx.actor.id), (page - 1) * PAGE, PAGE)
    if not found and page > 1:
        raise Refused("page-past-end", page=page, actions=(do("feedback mine"),))
    if not found:
        raise Refused("feedback-none-mine", actions=(write("feedback", "TEXT"),))
    lines: list[Message] = [say("feedback-line", telling.of_feedback(ctx, each)) for each in found]
    more = [do("feedback mine", str(page + 1), label="do-next-page")] if many > page * PAGE else []
    return answer("feedback-mine", count=many, parts=[*lines, say("feedback-mine-how")], actions=more)


def _mine(ctx: Ctx, number: int) -> Feedback:
    """Feedback of one's own. Raises Refused."""
    found = ctx.store.week.the_feedback(number)
    if found is None or not _is_mine(ctx, found):
        raise _none(number)
    return found


def _is_mine(ctx: Ctx, found: Feedback) -> bool:
    return bool(ctx.actor.id) and found.person.id == ctx.actor.id


def _none(number: int) -> Refused:
    return Refused("feedback-not-theirs", number=str(number), actions=(do("feedback mine"),))
