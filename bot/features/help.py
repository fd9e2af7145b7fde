"""``help``: what the asker may do, derived from the declarations, and how a single command is typed."""

from bot.command import Command, command, unknown
from bot.context import Ctx
from bot.effect import Outcome, answer
from bot.message import Message, Text, say
from bot.model import Role
from bot.parameters import Topic


@command("help", examples=("help", "help apply"), reads=True)
def help_(ctx: Ctx, topic: Topic = "") -> Outcome:
    """Everything the asker may type; or one command with its usage and an example."""
    if topic:
        return _one(ctx, topic)
    allowed = ctx.registry.allowed(ctx.actor.roles)
    parts: list[Message] = []
    for title, inside in grouped(allowed):
        parts += [
            say(title),
            *(say("help-line", usage=each.usage, summary=Text(each.summary)) for each in inside),
        ]
    return answer("help", programme=ctx.config.programme.name, parts=(*parts, say("help-more")))


def _one(ctx: Ctx, topic: str) -> Outcome:
    found = ctx.registry.find(topic.lstrip("!/"))
    if found is None:
        raise unknown(ctx.registry.nearest(topic, ctx.actor.roles), topic)
    one = found[0]
    examples = [say("help-example", example=example) for example in one.examples]
    if not one.allows(ctx.actor.roles):
        examples = [say("help-others", roles=one.for_whom)]
    return answer("help-one", usage=one.usage, summary=Text(one.summary), parts=examples)


def grouped(commands: list[Command]) -> list[tuple[str, list[Command]]]:
    """The commands by whom they are for, the largest circle first."""
    groups: dict[str, list[Command]] = {"everyone": [], "ambassadors": [], "mentors": [], "coordinators": []}
    for each in commands:
        if Role.MEMBER in each.who:
            groups["everyone"].append(each)
        elif Role.AMBASSADOR in each.who:
            groups["ambassadors"].append(each)
        elif Role.MENTOR in each.who:
            groups["mentors"].append(each)
        else:
            groups["coordinators"].append(each)
    return [(f"help-{name}", inside) for name, inside in groups.items() if inside]
