"""Which texts are refusals: read off the code, so that a new one is known from the day it is written."""

import ast
from functools import cache
from pathlib import Path

import bot

CODE = Path(bot.__file__).parent


@cache
def refusals() -> frozenset[str]:
    """The catalogue keys that are handed to ``Refused``."""
    calls = [
        node
        for file in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in {"Refused", "misused"}
    ]
    keys = [each.value for call in calls for each in call.args[:1] if isinstance(each, ast.Constant)]
    return frozenset(map(str, keys)) | {
        "choose-not-there",
        "claim-taken",
        "claim-given",
        "form-answer-gone",
        "form-decline-gone",
    }  # by a variable
