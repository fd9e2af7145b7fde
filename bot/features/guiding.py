"""Guiding a candidate: the mentor's questions and the candidate's answers, notes, and an honest "not yet"."""

from collections.abc import Mapping
from dataclasses import replace

from bot import casework, dialogue, filling, guides
from bot.address import Identity
from bot.card import card
from bot.casework import load
from bot.command import MENTORS, command
from bot.context import Ctx
from bot.effect import Dm, Effect, Outcome, Still, answer, tell
from bot.errors import Refused
from bot.form import Field, Form
from bot.message import Day, Message, Value, Words, do, say, write
from bot.model import CLAIMED, STAFF, Case, Dialogue, Person, State
from bot.parameters import CaseNumber, Question, Reason, Sentence, Until, mention


@command("ask", who=MENTORS, examples=("ask 42 Which meetups have you been to?",))
def ask(ctx: Ctx, number: CaseNumber, question: Question) -> Outcome:
    """Ask the candidate something; they answer in their direct chat."""
    case = casework.change(ctx, load(ctx, number), "ask", question)
    waiting = ctx.store.dialogues.active(case.candidate)
    values = {"question": question, "from": ctx.me().name, "by": ctx.me().identity}
    step = None if waiting is not None else "answer"  # one at a time: this one follows when the other is answered
    started = ctx.store.dialogues.start(case.candidate, "answer", case.id, values, step, ctx.now)
    if waiting is not None:
        return answer("asked-later", number=case.number, candidate=mention(case.candidate))
    return answer("asked", number=case.number, candidate=mention(case.candidate)), _put(ctx, case.id, started)


def _put(ctx: Ctx, number: int, asked: Dialogue) -> Effect:
    case = load(ctx, number)
    return Dm(case.candidate, dialogue.question(ctx, asked), number, wanted=True, still=Still(number, CLAIMED))


@command("answer", examples=("answer", "answer I went to three meetups"))
def answer_(ctx: Ctx, text: Sentence = "") -> Outcome:
    """Answer a mentor's question, or be asked it again."""
    asked = ctx.store.dialogues.find(ctx.actor, "answer") if ctx.actor.id else None
    if asked is None:
        raise Refused("nothing-asked", parts=(say("see-status"),), actions=(do("status"),))
    if text:
        return _answered(ctx, asked, {**asked.values, "answer": text})
    if ctx.event.forms:
        quoted = say("question-quoted", _quoted(asked.values))
        return filling.opened(ctx, ANSWER, asked, "answer", quoted)
    ctx.store.dialogues.save(replace(asked, step="answer"))
    return answer("ask-answer-answer", parts=_question(ctx, asked.values))


def _answered(ctx: Ctx, asked: Dialogue, values: dict[str, str]) -> Outcome:
    case = casework.change(ctx, load(ctx, asked.case or 0), "reply", values["answer"])
    ctx.store.dialogues.close(asked)
    said: dict[str, Value] = {
        "number": case.number,
        "candidate": mention(case.candidate),
        "question": Words(values["question"]),
        "answer": Words(values["answer"]),
    }
    told = [_replied(case, said, person) for person in _askers(ctx, case, values)]
    following = ctx.store.dialogues.find(ctx.actor, "answer")
    if following is None:
        return answer("reply-sent", number=case.number), told
    following = replace(following, step="answer")
    ctx.store.dialogues.save(following)
    more = (do("answer"),) if ctx.event.forms else ()
    asks = (dialogue.question(ctx, following),)
    return answer("reply-sent-more", number=case.number, parts=asks, actions=more), told


def _askers(ctx: Ctx, case: Case, values: Mapping[str, str]) -> list[Person]:
    """Who gets an answer: the case's mentor, who guides it while they aren't there, and who asked and still may."""
    asker = ctx.store.people.by_identity(Identity(values["by"]))
    others = [asker] if asker is not None and casework.runs(ctx, case, asker) else []
    mentors = list({each.id: each for each in (case.mentor, *guides.of(ctx, case)) if each is not None}.values())
    return [*mentors, *(each for each in others if each.id not in [mentor.id for mentor in mentors])]


def _replied(case: Case, said: Mapping[str, Value], person: Person) -> Effect:
    guides = case.mentor is not None and case.mentor.id == person.id
    more = (do("thumbsup", case.number),) if guides and case.state is State.MENTORING else ()
    return tell(person, "replied", said, case=case.id, actions=(write("ask", case.number, "QUESTION"), *more))


def _question(ctx: Ctx, values: Mapping[str, str]) -> tuple[Message, ...]:
    """A question, and how it is answered: below it, but not in a channel, where all would read what is typed below.

    It comes to the direct chat from whoever asks it, wherever they do.
    """
    below = not ctx.event.apart or ctx.actor.identity == values["by"]
    return say("question-quoted", _quoted(values)), say("question-how" if below else "question-again")


def _quoted(values: Mapping[str, str]) -> dict[str, Value]:
    return {"mentor": values["from"], "question": Words(values["question"])}


def _as_written(_ctx: Ctx, text: str, _others: Mapping[str, str]) -> str:
    return text


ANSWER = Form(
    "answer", (Field("answer", _as_written, hints=_question, long=True, above=True),), _answered, confirm=False
)


@command("note", who=STAFF, examples=("note 42 Met Kim at the Berlin meetup",))
def note(ctx: Ctx, number: CaseNumber, text: Sentence) -> Outcome:
    """Write something down on a case, for mentors, sponsors and coordinators."""
    case = casework.change(ctx, load(ctx, number), "note", text)
    return answer("noted", number=case.number, actions=(do("case", case.number),))


@command("notyet", who=MENTORS, examples=("notyet 42 Please run one meetup first until 2027-03-31",))
def notyet(ctx: Ctx, number: CaseNumber, reason: Reason, until: Until) -> Outcome:
    """Close a case kindly for now, with a reason that the candidate reads and the day from which they can try again."""
    before = load(ctx, number)
    case = casework.change(ctx, before, "not yet", reason, asked=None, offered=None, retry_on=until)
    said: dict[str, Value] = {"number": case.number, "reason": Words(reason), "day": Day(until)}
    by = mention(ctx.actor)
    told: list[Effect] = [tell(case.candidate, "notyet-candidate", said, case=case.id, by=by)]
    concerned = [each for each in (before.mentor, before.asked, before.offered) if each is not None]
    told += [tell(each, "notyet-mentor", said, case=case.id, by=by) for each in concerned if each.id != ctx.actor.id]
    return answer("notyet-done", said, candidate=mention(case.candidate)), told, card(ctx, case)
