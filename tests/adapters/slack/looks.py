"""What the tests of words share: golden files, and whether Slack would take what was made.

``GOLDEN=write`` writes the golden files anew.
"""

import json
import os
from pathlib import Path
from typing import Any

from adapters.slack.blocks import Block
from adapters.slack.render import Commands, Page
from bot import features
from bot.catalogue import Catalogue
from tests.slack import strict

GOLDEN = Path(__file__).parent / "golden"
CATALOGUE = Catalogue.load()
REGISTRY = features.load()
HOW = Commands("ambassador", ("apply",), lambda text: REGISTRY.find(text) is not None, "slack:T1")


def golden(name: str, made: Any) -> None:
    """What was made is what the file of that name holds: a text as it is, anything else as JSON."""
    path = GOLDEN / (name if isinstance(made, str) else f"{name}.json")
    text = made if isinstance(made, str) else json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def sendable(page: Page) -> dict[str, Any]:
    """The body of a page, which Slack takes as a new message and as one that replaces another."""
    assert strict.message(page.body, edits=True) == []
    return page.body


def showable(view: Block) -> Block:
    """A view that Slack takes."""
    assert strict.view(view) == []
    return view


def shown(blocks: list[Block]) -> str:
    """Everything that blocks of rich text show, without marks: a pill as its id."""
    found: list[str] = []

    def walk(thing: Any) -> None:
        if isinstance(thing, dict):
            if thing.get("type") == "text":
                found.append(thing["text"])
            elif thing.get("type") == "user":
                found.append(f"<{thing['user_id']}>")
            for value in thing.values():
                walk(value)
        elif isinstance(thing, list):
            for each in thing:
                walk(each)

    walk([block for block in blocks if block["type"] == "rich_text"])
    return "".join(found)
