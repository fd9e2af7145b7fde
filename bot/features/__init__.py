"""What the bot does for people, a file a feature. A new command is one function here and its texts in the catalogue.

Features don't import each other: what two of them need moves down into a shared module of ``bot``.
"""

import pkgutil
from importlib import import_module

from bot.command import Registry


def load() -> Registry:
    """Collect what every feature declares: commands, forms and hooks."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    modules = [import_module(f"{__name__}.{name}") for name in sorted(names)]
    return Registry.of(
        thing for module in modules for thing in vars(module).values() if _declared_in(thing, module.__name__)
    )


def _declared_in(thing: object, module: str) -> bool:
    """A feature's own declarations, not what it imported."""
    return getattr(thing, "module", None) == module
