"""What the environment and secret files say about the config.

Rules of this file: a name is the key's, ``AMBASSADOR_MATRIX__PASSWORD``, whether it is a variable or a file; one that
isn't known is a fault, because a mistyped secret would otherwise just be missing; values are never shown.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_settings import BaseSettings, EnvSettingsSource

from bot.cli import faults

PREFIX = "AMBASSADOR_"
SECRETS_DIR = f"{PREFIX}SECRETS_DIR"
PLACES = (SECRETS_DIR, "CREDENTIALS_DIRECTORY")
"""The variables that may name the folder of secret files; the first that does, does. Else it is:"""
CONTAINER = "/run/secrets"


class Variables(EnvSettingsSource):
    """Values by the names of their variables. What isn't the JSON that a list wants is left for its own check."""

    def __init__(self, settings: type[BaseSettings], found: Mapping[str, str]) -> None:
        self._found = found
        super().__init__(settings)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value for name, value in self._found.items()}

    def decode_complex_value(self, field_name: str, field: Any, value: Any) -> Any:
        """The value from its JSON, or as it is."""
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value


def known(sections: Mapping[str, type[BaseModel]], lists: frozenset[str]) -> list[str]:
    """Every variable there is: one a key; one, in JSON, a section, also one that may be there several times."""
    found: list[str] = []
    for section, owner in sections.items():
        parts = section.split(".")
        found += [faults.variable(*parts[: end + 1]) for end in range(len(parts))]
        found += [faults.variable(*parts, key) for key in owner.model_fields] if section not in lists else []
    return list(dict.fromkeys(found))


def environment(names: list[str]) -> tuple[dict[str, str], list[str]]:
    """The config's variables with their values, and the faults of those that aren't known."""
    found = {name: value for name, value in os.environ.items() if name.upper().startswith(PREFIX)}
    found.pop(SECRETS_DIR, None)
    return _sorted_out(found, names, "unknown variable")


def secret_files(names: list[str]) -> tuple[dict[str, str], list[str]]:
    """The config's secret files with what stands in them, and their faults."""
    named = os.environ.get(SECRETS_DIR)
    if named and not Path(named).is_dir():
        return {}, [f"{SECRETS_DIR}: there is no such folder; name the one that holds the secret files"]
    folders = (Path(path) for path in [*map(os.environ.get, PLACES), CONTAINER] if path)
    folder = next((each for each in folders if each.is_dir()), None)
    found: dict[str, str] = {}
    faulty: list[str] = []
    try:
        files = sorted(folder.iterdir()) if folder is not None else []
        for file in files:
            if file.is_file() and file.name.upper().startswith(PREFIX):
                found[file.name] = file.read_text(encoding="utf-8-sig").strip("\r\n")
    except UnicodeDecodeError:
        faulty.append(f"secret file {file}: it isn't UTF-8 text; write it anew")
    except OSError as unreadable:
        faulty.append(f"secret file {unreadable.filename}: it can't be read ({unreadable.strerror}); mend its rights")
    known_ones, unknown = _sorted_out(found, names, "unknown secret file")
    return known_ones, [*faulty, *unknown]


def _sorted_out(found: Mapping[str, str], names: list[str], what: str) -> tuple[dict[str, str], list[str]]:
    known_ones = {name: value for name, value in found.items() if name.upper() in names}
    unknown = [
        f"{name}: {what}; {faults.did_you_mean(name, names) or 'docs/config.md lists them all'}"
        for name in found
        if name not in known_ones
    ]
    return known_ones, unknown
