"""What becomes of an answer: it goes back through the call that brought the event, or, where nobody waits, out."""

from dataclasses import replace
from datetime import timedelta

from bot.effect import Answer, Dm, Effect, Outcome, Post, flatten
from bot.event import AnyEvent, Said
from bot.message import say
from bot.model import Person

NOTICED_WITHIN = timedelta(minutes=5)
"""How long a word in a room that an answer waits elsewhere is worth reading."""


def split(outcome: Outcome) -> tuple[Answer | None, list[Effect]]:
    """The answer (at most one) and the effects of an outcome."""
    answers: list[Answer] = []
    effects: list[Effect] = []
    for each in flatten(outcome):
        if isinstance(each, Answer):
            answers.append(each)
        else:
            effects.append(each)
    if len(answers) > 1:
        raise ValueError("a handler may answer once")
    return (answers[0] if answers else None), effects


def as_effects(reply: Answer, event: AnyEvent, actor: Person) -> list[Effect]:
    """What an answer becomes where nobody waits on the call: a message here, or a direct one and a neutral line."""
    if not reply.private and not event.direct:
        return [Post(event.room, reply.message)]
    person = replace(actor, identity=event.sender.identity)
    if event.direct:
        return [Dm(person, reply.message, room=event.room)]
    if not isinstance(event, Said):
        return [Dm(person, reply.message)]  # who reacts or presses isn't waiting for words in the room
    noticed = Post(event.room, say("answered-privately"), within=NOTICED_WITHIN)
    return [Dm(person, reply.message), noticed]
