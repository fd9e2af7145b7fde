"""All of the bot's own modules, imported: for whoever is forked from a process that has done so (``forks.py``)."""

import importlib
import pkgutil

for _package in ("adapters", "bot", "storage"):
    for _found in pkgutil.walk_packages(importlib.import_module(_package).__path__, f"{_package}."):
        if not _found.name.endswith("__main__") and ".migrations." not in _found.name:
            importlib.import_module(_found.name)
