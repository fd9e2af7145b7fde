"""A command isn't done without its summary, examples that parse, and stories of an allowed and a refused use.

Rules of this file: a use is refused if the bot's first words to it are a refusal's. Which texts are refusals is read
off the code: the keys that are handed to ``Refused``.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from adapters.shell import START
from adapters.shell.joining import join
from adapters.shell.line import Expect, Fill, Press, React, Say
from bot import features
from bot.catalogue import Catalogue
from bot.command import Command
from bot.dispatch import PREFIXES
from bot.message import Message, Text, say
from bot.model import Role
from bot.ports import Store
from bot.text import plain
from tests.chat import STORIES
from tests.rules.test_catalogue import arguments
from tests.world import World, identity, key, world

ROOT = Path(__file__).parent.parent
REGISTRY = features.load()
CATALOGUE = Catalogue.load()
COMMANDS = sorted(REGISTRY.commands)
ANY_WORDS = {"mentors"}
"""Takes whatever words from whomever: there is nothing to refuse."""
HOLE = "\ue100"
"""Stands for any words in a text."""


@cache
def refusals() -> tuple[re.Pattern[str], ...]:
    """How refusals begin, as patterns over what the shell shows."""
    calls = [
        node
        for file in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in {"Refused", "misused"}
    ]
    keys = [each.value for call in calls for each in call.args[:1] if isinstance(each, ast.Constant)]
    keys += ["claim-taken", "claim-given"]
    patterns = []
    for name in keys:
        said = CATALOGUE.render(Message(str(name), arguments(str(name), HOLE)))
        parts = plain(said).split("\n")[0].split(HOLE)
        if any(len(part) > 3 for part in parts):
            patterns.append(re.compile(".+".join(map(re.escape, parts))))
    return tuple(patterns)


@cache
def uses() -> dict[str, set[str]]:
    """For every command, how it was used in stories: ``allowed``, ``refused``."""
    found: dict[str, set[str]] = {name: set() for name in COMMANDS}
    for file in sorted(STORIES.glob("*.txt")):
        typed: str | None = None
        for logical in join(file.read_text(encoding="utf-8").split("\n")):
            match logical.read():
                case Say(text=text):
                    typed = text
                case Press() | React() | Fill():
                    typed = None
                case Expect(text=said) if typed is not None:
                    command = REGISTRY.find(typed.lstrip("".join(PREFIXES)))
                    if command is not None:
                        first = said.split("\n")[0]
                        found[command[0].name].add(
                            "refused" if any(each.match(first) for each in refusals()) else "allowed"
                        )
                    typed = None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_a_summary(name: str) -> None:
    command = REGISTRY.commands[name]
    assert CATALOGUE.has(command.summary)
    shown = plain(CATALOGUE.render(say("help-line", usage=command.usage, summary=Text(command.summary))))
    assert command.usage in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_has_stories_of_both_ends(name: str) -> None:
    missing = {"allowed", "refused"} - uses()[name] - ({"refused"} if name in ANY_WORDS else set())
    assert not missing, f"tests/stories has no {' and no '.join(sorted(missing))} use of {name}"


def test_refusals_are_known() -> None:
    assert len(refusals()) > 40
    assert any(
        pattern.match("You can't read #1: it's your own application, so somebody else has to.")
        for pattern in refusals()
    )
    assert not any(pattern.match("You now mentor Kim (#1), and I'm telling them.") for pattern in refusals())


async def test_every_example_parses(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await there.say("cora", "!role grant sponsor @cora", mentions={"@cora": "shell:cora"})
        await there.say("cora", "!mentor add @cora EMEA", mentions={"@cora": "shell:cora"})
        await there.database.write(_an_ambassador_too)
        for command in sorted(REGISTRY.commands.values(), key=lambda each: each.name == "mentor leave"):  # it ends that
            assert command.examples, command.name
            for example in command.examples:
                await parses(there, command, example)


def _an_ambassador_too(store: Store) -> None:
    cora, (region, *_) = store.people.by_identity(identity("cora")), store.regions.all()
    assert cora is not None
    store.people.grant(cora, Role.AMBASSADOR, region, cora, START)


async def parses(there: World, command: Command, example: str) -> None:
    """An example is that command, and read to its end: what stands in its way is the programme, not the words."""
    found = REGISTRY.find(example)
    assert found is not None
    assert found[0] is command
    reply = await there.say("cora", f"!{example}")
    assert key(reply) not in {
        "too-few-words", "too-many-words", "not-a-number", "not-a-date", "date-past", "not-a-role", "unknown",
        "unknown-but", "failed", "not-allowed", "said-nothing",
    }, example  # fmt: skip
