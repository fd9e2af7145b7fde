"""The bot's first words, fit for whom they are: a newcomer may apply, a candidate's case goes on, staff have a queue.

Nobody in particular reads what people write to the bot, so whoever writes to it as to a human is told.
"""

import re
from dataclasses import replace

from bot.casework import state_name
from bot.command import unknown
from bot.context import Ctx
from bot.effect import Answer, answer
from bot.errors import Refused
from bot.message import Action, Value, Words, do, say, write
from bot.model import CLAIMED, OPEN, Case, Role, queues
from bot.typed import key

_GREETINGS = re.compile(
    r"(hello|hi|hey|hallo|hola|greetings|good (morning|day|afternoon|evening))( (there|bot|everybody|everyone|all))?"
)
_ANSWERS = {"yes", "yeah", "yep", "no", "nope", "ok", "okay", "sure", "yes please", "no thanks"}
"""What people type below a question that has buttons."""
_THANKS = re.compile(r"(many )?(thanks|thank you|thx)\b(?P<only>( (so|very) much| a lot| again| you| bot)*$)?")
_STAFF = {
    Role.MENTOR: "welcome-mentor",
    Role.COORDINATOR: "welcome-coordinator",
    Role.LEAD: "welcome-coordinator",
    Role.SPONSOR: "welcome-sponsor",
}


def greets(text: str) -> bool:
    """Whether words are a greeting, and nothing but that."""
    return _GREETINGS.fullmatch(_words(text)) is not None


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", " ", key(text)).split())


def thanks(text: str) -> bool:
    """Whether words thank the bot, and nobody whom they name."""
    return "@" not in text and _THANKS.match(_words(text)) is not None


def thanked(ctx: Ctx, text: str) -> Answer:
    """Somebody thanked the bot. A candidate who wrote more than that, as to a human, hears that nobody reads it."""
    found = _THANKS.match(_words(text))
    only = found is not None and found["only"] is not None
    waits = _text(ctx) is None and Role.AMBASSADOR not in ctx.actor.roles and _case(ctx) is not None
    if waits and not only:
        chat = chatting(ctx, text).message
        return answer("thanks-welcome", parts=(replace(chat, actions=()),), actions=chat.actions)
    return answer("thanks-welcome", actions=(write("thanks", "@PERSON for WHAT"),))


def to(ctx: Ctx) -> Answer:
    """Welcome whoever is there."""
    said: dict[str, Value] = {"programme": ctx.config.programme.name, "name": ctx.actor.name}
    text, case = _text(ctx), _case(ctx)
    if text is not None:
        return answer(text, said, actions=_actions(ctx))
    if case is not None:
        return answer("welcome-candidate", said, number=case.number, state=state_name(case), actions=_own(ctx, case))
    if Role.AMBASSADOR in ctx.actor.roles:
        return answer("welcome-ambassador", said, actions=(do("help"),))
    return answer("welcome", said, actions=(do("apply"), do("help")))


def chatting(ctx: Ctx, text: str) -> Answer:
    """Answer words that are neither a command nor like one, in a direct chat or behind the bot's name.

    Raises Refused where they were probably meant as a command: those who work here know what the bot is.
    """
    case = _case(ctx)
    if " ".join(re.findall(r"\w+", key(text))) in _ANSWERS:
        raise Refused(
            "answer-to-what", typed=Words(key(text)), actions=_actions(ctx) if case is None else _own(ctx, case)
        )
    if _text(ctx) is not None or (case is None and Role.AMBASSADOR in ctx.actor.roles):
        raise unknown(None, text, actions=_actions(ctx))
    if case is None:
        return to(ctx)
    asks = (say("questions-come"),) if case.state in CLAIMED else ()
    return answer("nobody-reads", number=case.number, state=state_name(case), parts=asks, actions=_own(ctx, case))


def _text(ctx: Ctx) -> str | None:
    """The welcome to somebody who works here; None for everybody else."""
    return next((text for role, text in _STAFF.items() if role in ctx.actor.roles), None)


def _case(ctx: Ctx) -> Case | None:
    """The case of a candidate, or the one that was closed last; an ambassador's is done with."""
    if not ctx.actor.id:
        return None
    case = ctx.store.cases.open_of(ctx.actor)
    return case if case is not None or Role.AMBASSADOR in ctx.actor.roles else ctx.store.cases.last_of(ctx.actor)


def _own(ctx: Ctx, case: Case) -> tuple[Action, ...]:
    waits = case.state in OPEN or (case.retry_on is not None and ctx.today < case.retry_on)
    return do("status"), do("help") if waits else do("apply")


def _actions(ctx: Ctx) -> tuple[Action, ...]:
    mentors = (do("mentees"),) if Role.MENTOR in ctx.actor.roles else ()
    queue = (do("queue"),) if queues(ctx.actor) else ()
    return *queue, *mentors, do("help")
