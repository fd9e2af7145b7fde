"""Asking a mentor: the direct message that puts a case before one person, with its answers on it."""

from bot.card import region_name, tongues
from bot.effect import Dm, tell
from bot.message import Action, Message, Words, do, say, write
from bot.model import Case, Person, State
from bot.parameters import mention


def ask_mentor(case: Case, mentor: Person) -> Dm:
    """The candidate would like this mentor: will they?"""
    return tell(
        mentor,
        "asked-mentor",
        case=case.id,
        wanted=True,
        number=case.number,
        candidate=mention(case.candidate),
        parts=(summary(case),),
        actions=answers(case),
    )


def released(before: Case) -> Dm:
    """The candidate hears that their case waits for another mentor, and of the 👍 that went with the one they had."""
    parts = (say("thumbs-gone"),) if before.state is State.THUMBS_UP else ()
    return tell(before.candidate, "released-candidate", case=before.id, parts=parts, number=before.number)


def summary(case: Case) -> Message:
    """The facts of an application for one mentor's eyes: with the address, without the answers."""
    return say(
        "case-summary",
        summary=Words(case.summary),
        region=region_name(case),
        languages=tongues(case.application.languages),
    )


def answers(case: Case) -> tuple[Action, ...]:
    """What a mentor who was asked can do."""
    return do("claim", case.number), do("read", case.number), write("decline", case.number, "REASON")
