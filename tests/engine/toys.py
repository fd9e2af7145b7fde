"""Commands that no programme has, for what a handler can do wrong. They stand beside the real ones."""

from dataclasses import dataclass, field

from bot import features
from bot.address import Room
from bot.command import Registry, command
from bot.context import Ctx
from bot.effect import Outcome, Post, answer, tell
from bot.errors import Refused
from bot.message import Words, say
from bot.parameters import Sentence
from tests.world import MENTORS


@dataclass
class Trouble:
    """How often ``stumble`` still breaks, and how often it ran."""

    left: int = 0
    ran: list[str] = field(default_factory=list)


def registry(trouble: Trouble | None = None) -> Registry:
    """Every feature, and the toys."""
    trouble = trouble or Trouble()

    @command("stumble", examples=("stumble over words",))
    def stumble(ctx: Ctx, words: Sentence) -> Outcome:
        """Change something, queue something, then break while trouble is left."""
        trouble.ran.append(words)
        ctx.me()
        ctx.store.outbox.add([Post(MENTORS, say("queue-empty"))], ctx.event.id, ctx.now)
        if trouble.left:
            trouble.left -= 1
            raise LookupError(f"broke at: {words}")
        return answer("unknown", typed=Words(words)), tell(ctx.me(), "queue-empty")

    @command("balk", examples=("balk at it",))
    def balk(ctx: Ctx, words: Sentence) -> Outcome:
        """Change something and queue something, then refuse."""
        ctx.me()
        ctx.store.outbox.add([Post(Room("shell:mentors"), say("queue-empty"))], ctx.event.id, ctx.now)
        raise Refused("nothing-asked")

    @command("twofold", examples=("twofold",))
    def twofold(ctx: Ctx) -> Outcome:
        """Answer twice, which no handler may."""
        ctx.me()
        return answer("queue-empty"), answer("queue-empty")

    real = features.load()
    toys = {each.name: each for each in (stumble, balk, twofold)}
    return Registry({**real.commands, **toys}, real.forms, real.hooks, real.duties)
