"""Commands are found by what was typed, and mistyped ones by what is near; other bots' commands are near nothing."""

import pytest

from bot import features
from bot.command import Registry, command
from bot.context import Ctx
from bot.model import Role

REGISTRY = features.load()
EVERYBODY = frozenset({Role.MEMBER})
ALL = frozenset(Role)


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("claim 42", "claim", "42"),
        ("CLAIM   #42 anyway", "claim", "#42 anyway"),
        ("mentors EMEA", "mentors", "EMEA"),
        ("mentor add @lee EMEA", "mentor add", "@lee EMEA"),
        ("Role  GRANT sponsor @lee", "role grant", "sponsor @lee"),
        ("case\u00a042", "case", "42"),
    ],
)
def test_a_command_is_found(text: str, name: str, rest: str) -> None:
    found = REGISTRY.find(text)
    assert found is not None
    assert (found[0].name, found[1]) == (name, rest)


@pytest.mark.parametrize("text", ["", "claims", "mentor", "role", "42 claim", "clai m", "👍"])
def test_what_is_no_command_is_not_found(text: str) -> None:
    assert REGISTRY.find(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("clam 1", "claim"),
        ("calim 1", "claim"),
        ("thumbs up 1", "thumbsup"),
        ("thumbup 1", "thumbsup"),
        ("witdraw", "withdraw"),
        ("aply", "apply"),
        ("mentrs", "mentors"),
        ("mentor ad @lee", "mentor add"),
        ("role", "help role"),
        ("region shw EMEA", "region show"),
        ("region xyz", "help region"),
        ("hand over 1", "handover"),
        ("take back 1", "takeback"),
        ("not yet 1", "notyet"),
    ],
)
def test_a_mistyped_command_is_near(text: str, name: str) -> None:
    assert REGISTRY.nearest(text, ALL) == name


@pytest.mark.parametrize("text", ["clam 1", "queu", "rlease 3"])
def test_only_what_the_asker_may_do_is_near(text: str) -> None:
    assert REGISTRY.nearest(text, EVERYBODY) is None
    assert REGISTRY.nearest(text, ALL) is not None


OTHERS = """
karma ++; remind me at 5; poll lunch? a b; giphy party; weather Berlin; ping; 8ball well?; seen bob; !!; that was loud;
wiki maps; roll 2d6; deploy main; oncall; tell bob hi; quote me; standup; kick bob; topic maps
"""


@pytest.mark.parametrize("text", ["", *OTHERS.split(";")])
def test_another_bots_commands_are_near_nothing(text: str) -> None:
    assert REGISTRY.nearest(text, ALL) is None


def test_a_name_is_declared_once() -> None:
    @command("twice", examples=("twice",))
    def once(ctx: Ctx) -> None: ...

    with pytest.raises(ValueError, match="twice"):
        Registry.of([once, once])


@pytest.mark.parametrize("name", REGISTRY.commands)
def test_usage_names_every_word(name: str) -> None:
    one = REGISTRY.commands[name]
    assert one.usage.startswith(name)
    assert one.usage.count("[") == sum(parameter.optional for parameter in one.parameters)
