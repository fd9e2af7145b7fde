"""One event to its handler: decides what was meant, and calls the one function that answers.

Pure routing: no transaction, no sending. ``wanted`` runs before the database and drops what isn't for the bot.
"""

from collections.abc import Set

from bot import dialogue, filling, welcome
from bot.address import Room
from bot.command import Registry, unknown
from bot.context import Ctx
from bot.effect import Outcome
from bot.errors import Refused
from bot.event import (
    AnyEvent,
    Drafted,
    Edited,
    Joined,
    Outside,
    Pressed,
    Reacted,
    Said,
    Submitted,
    Ticked,
)
from bot.message import do, say
from bot.model import queues
from bot.typed import LONGEST, clean, is_thumbs_up, key, plain

PREFIXES = ("!", "/")


def wanted(event: AnyEvent, rooms: Set[Room]) -> bool:
    """Whether an event is for the bot at all: asked before anything touches the database.

    Not wanted: bots; whoever is gone, but for the word that they are; shared rooms the programme isn't bound to; text
    not addressed to the bot; reactions but 👍.
    """
    if event.about:
        return not event.sender.bot
    if event.sender.bot or event.sender.outside is Outside.GONE or not (event.direct or event.room in rooms):
        return False
    if isinstance(event, Said):
        return event.direct or event.addressed or event.text.lstrip().startswith(PREFIXES)
    if isinstance(event, Reacted):
        return is_thumbs_up(event.emoji)
    if isinstance(event, Edited):
        return event.direct
    return True


def reads_only(event: AnyEvent, registry: Registry) -> bool:
    """Whether an event can be answered without writing anything. Bare words in a direct chat may answer a form."""
    if isinstance(event, Pressed):
        found = registry.find(event.text)
    elif isinstance(event, Said) and (prefixed(event) or (event.addressed and not event.direct)):
        found = registry.find(command_text(event))
    else:
        return False
    return found is not None and found[0].reads


def prefixed(event: Said) -> bool:
    """Whether a message can only be a command."""
    return plain(event.text).startswith(PREFIXES)


def command_text(event: Said) -> str:
    """What was typed, without the ``!`` or ``/`` in front. A lone ``?`` asks for help."""
    text = clean(event.text)
    if plain(text) == "?":
        return "help"
    return text[1:].lstrip() if text.startswith(PREFIXES) else text


def handle(ctx: Ctx) -> Outcome:
    """Answer one event. Raises Refused, or whatever a handler's bug raises."""
    event = ctx.event
    if isinstance(event, Ticked):
        raise TypeError("what is due has handlers of its own")
    if event.sender.outside is not None and not event.about:
        return _outside(event, event.sender.outside)
    if isinstance(event, Said):
        return _said(ctx, event)
    if isinstance(event, Pressed):
        return _command(ctx, event.text)
    if isinstance(event, Submitted):
        return filling.submitted(ctx, event)
    if isinstance(event, Edited):
        active = ctx.actor.id and ctx.store.dialogues.active(ctx.actor)
        return dialogue.edited(ctx, event, active) if active else None
    if isinstance(event, Drafted):
        return filling.drafted(ctx, event)
    if isinstance(event, Joined):
        if event.once is not None and not ctx.store.marks.first(event.once, ctx.now):
            return None
        return welcome.to(ctx)
    return [hook.handler(ctx, event) for hook in ctx.registry.hooks if isinstance(event, hook.event)]


def _outside(event: AnyEvent, why: Outside) -> Outcome:
    """Whoever isn't a member of the community's chat hears so when they ask for something; else they get nothing."""
    if isinstance(event, Said | Pressed | Submitted):
        raise Refused(f"outside-{why}")
    return None


def _said(ctx: Ctx, event: Said) -> Outcome:
    if len(event.text) > LONGEST:
        return _too_long(ctx, event)
    if event.direct and not prefixed(event) and ctx.actor.id:
        active = ctx.store.dialogues.active(ctx.actor)
        if active is not None:
            return dialogue.reply(ctx, event, active)
    if event.direct and not prefixed(event):
        return _bare(ctx, event)
    return _command(ctx, command_text(event))


def _bare(ctx: Ctx, event: Said) -> Outcome:
    """A bare word in a direct chat: a command, but for a form's word when no form is asking."""
    text = command_text(event)
    command = ctx.registry.commands.get(key(text))
    if key(text) in dialogue.CONTROLS and (command is None or not command.allows(ctx.actor.roles)):
        raise Refused("nothing-asked", parts=(say("see-queue" if queues(ctx.actor) else "see-status"),))
    return _command(ctx, text)


def _too_long(ctx: Ctx, event: Said) -> Outcome:
    if event.direct or event.addressed or ctx.registry.find(command_text(event)) is not None:
        raise Refused("too-long", length=len(event.text), most=LONGEST)
    return None  # another bot's command in a shared room


def _command(ctx: Ctx, text: str) -> Outcome:
    found = ctx.registry.find(text)
    if found is None:
        return _unknown(ctx, text)
    command, rest = found
    return command.run(ctx, rest)


def _unknown(ctx: Ctx, text: str) -> Outcome:
    event = ctx.event
    spoken = isinstance(event, Said) and (event.direct or event.addressed) and not prefixed(event)
    if spoken and welcome.greets(text):
        return welcome.to(ctx)
    if spoken and welcome.thanks(text):
        return welcome.thanked(ctx, text)
    near = ctx.registry.nearest(text, ctx.actor.roles)
    if near is None and isinstance(event, Said) and not event.direct and not event.addressed:
        return None  # another bot's command in a shared room
    if not plain(text):
        raise Refused("said-nothing", actions=(do("help"),))
    if spoken and near is None:
        return welcome.chatting(ctx, text)
    raise unknown(near, text)
