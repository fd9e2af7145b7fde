"""``help``: what the asker may do, derived from the declarations, and how a single command is typed.

Rules of this file: the list is read on a phone. A command of two words that goes with one of one word, for the same
people, has no line of its own there: ``help feedback`` shows ``feedback quote`` and the others in full.
"""

from collections.abc import Iterator

from bot.command import Command, command, unknown
from bot.context import Ctx
from bot.effect import Outcome, answer
from bot.message import Many, Message, Text, Value, say
from bot.model import Role
from bot.parameters import Topic
from bot.typed import brief


@command("help", examples=("help", "help apply"), reads=True)
def help_(ctx: Ctx, topic: Topic = "") -> Outcome:
    """Everything the asker may type; or one command with its usage, an example, and what goes with it."""
    wanted = topic if ctx.registry.find(topic.lstrip("!/")) is not None else brief(topic)  # "help please" asks for all
    if wanted:
        return _one(ctx, wanted.lstrip("!/"))
    allowed = ctx.registry.allowed(ctx.actor.roles)
    parts: list[Message] = []
    for title, inside in grouped(allowed):
        parts += [say(title), *_lines(inside)]
    return answer("help", programme=ctx.config.programme.name, parts=(*parts, say("help-more")))


def _lines(inside: list[Command]) -> Iterator[Message]:
    """A group's commands, those that go with another on its line."""
    names = {each.name for each in inside}
    for each in inside:
        first, _, second = each.name.partition(" ")
        if second and first in names:
            continue
        beside = [name.removeprefix(f"{each.name} ") for name in sorted(names) if name.startswith(f"{each.name} ")]
        said: dict[str, Value] = {"usage": each.usage, "summary": Text(each.summary)}
        yield say("help-line-more", said, more=Many(tuple(beside))) if beside else say("help-line", said)


def _one(ctx: Ctx, topic: str) -> Outcome:
    found = ctx.registry.find(topic)
    beside = ctx.registry.inside(topic.casefold(), ctx.actor.roles)
    if found is None and beside:
        return answer("help-several", parts=_usages(beside))
    if found is None:
        raise unknown(ctx.registry.nearest(topic, ctx.actor.roles), topic)
    one = found[0]
    examples = [say("help-example", example=example) for example in one.examples]
    if not one.allows(ctx.actor.roles):
        examples = [say("help-others", roles=one.for_whom)]
    more = [say("help-beside"), *_usages(beside)] if beside else []
    return answer("help-one", usage=one.usage, summary=Text(one.summary), parts=[*examples, *more])


def _usages(commands: list[Command]) -> list[Message]:
    return [say("help-line", usage=each.usage, summary=Text(each.summary)) for each in commands]


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
