"""What a command, form or hook can do to a case, read off the code: the acts that it hands to ``casework``.

Rules of this file: nothing is listed by hand, so whatever is added is found. A function does what it hands over itself
and what the functions that it calls do: those of its own module, and those that features share. Where a call names the
module, it is that one's.
"""

import ast
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import Any

from bot import absence, card, casework, covering, features, handing, leaving, offering, requests, states

HANDED_TO = {"change", "allow", "to_pool", "give_back", "of_itself"}
SHARED = (absence, card, casework, covering, handing, leaving, offering, requests)
ACTS = {act.name for act in states.ACTS}
REGISTRY = features.load()


@cache
def _functions(module: ModuleType) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(module))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def acts_of(handler: Callable[..., Any]) -> frozenset[str]:
    """The acts that may come of calling it."""
    module = inspect.getmodule(handler)
    assert module is not None
    return frozenset(_acts(module, handler.__name__, set()))


def _acts(module: ModuleType, name: str, passed: set[tuple[str, str]]) -> Iterator[str]:
    if (module.__name__, name) in passed:
        return
    passed.add((module.__name__, name))
    for call in ast.walk(_functions(module)[name]):
        if not isinstance(call, ast.Call):
            continue
        called = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if called in HANDED_TO:
            words = [node.value for given in call.args for node in ast.walk(given) if isinstance(node, ast.Constant)]
            yield from (word for word in words if word in ACTS)
        for home in _homes(module, call):
            if called in _functions(home):
                yield from _acts(home, called, passed)


def _homes(module: ModuleType, call: ast.Call) -> tuple[ModuleType, ...]:
    """The modules that what is called may be from."""
    named = vars(module).get(getattr(getattr(call.func, "value", None), "id", ""))
    if isinstance(named, ModuleType):
        return (named,) if named in SHARED else ()
    return (module, *SHARED)


COMMANDS: dict[str, frozenset[str]] = {name: acts_of(each.handler) for name, each in REGISTRY.commands.items()}
FORMS: dict[str, frozenset[str]] = {name: acts_of(each.submit) for name, each in REGISTRY.forms.items()}
HOOKS: dict[str, frozenset[str]] = {each.event.__name__: acts_of(each.handler) for each in REGISTRY.hooks}
