"""The whole config: every section's owner declares it, this file puts them together and finds all faults at once.

Order of sources, the first wins: environment (``AMBASSADOR_MATRIX__PASSWORD``), secret files (a file of that name in
``AMBASSADOR_SECRETS_DIR``, systemd's credentials or ``/run/secrets``), the TOML file. A fault names its key and what to
do; it never shows a value, which may be a secret.
"""

import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict
from rapidfuzz import process

from adapters.matrix.settings import Matrix
from bot.errors import Misconfigured
from bot.settings import Core, Http, MentorSeed, Programme, RegionSeed, Section, Sponsoring
from storage.settings import Storage

PREFIX = "AMBASSADOR_"
SECRETS_DIR = f"{PREFIX}SECRETS_DIR"


class Config(BaseSettings):
    """All sections. ``matrix`` is None where the bot isn't on Matrix."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        env_prefix=PREFIX,
        env_nested_delimiter="__",
    )

    programme: Programme
    sponsoring: Sponsoring = Sponsoring()
    storage: Storage = Storage()
    http: Http = Http()
    matrix: Matrix | None = None
    region: tuple[RegionSeed, ...] = Field(default=())
    mentor: tuple[MentorSeed, ...] = Field(default=())

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_others: Any, **_named: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Sources are merged by ``load``, which wants to see the whole before it is checked."""
        return (init_settings,)

    @property
    def core(self) -> Core:
        """What the core is given."""
        return Core(programme=self.programme, sponsoring=self.sponsoring, regions=self.region, mentors=self.mentor)


class _SecretFiles(EnvSettingsSource):
    """Secret files read like environment variables: the file's name is the variable's."""

    def _load_env_vars(self) -> Mapping[str, str | None]:
        named = (os.environ.get(SECRETS_DIR), os.environ.get("CREDENTIALS_DIRECTORY"), "/run/secrets")
        folder = next((Path(path) for path in named if path and Path(path).is_dir()), None)
        if folder is None:
            return {}
        found = (file for file in folder.iterdir() if file.is_file() and file.name.upper().startswith(PREFIX))
        return {file.name.lower(): file.read_text(encoding="utf-8").strip() for file in found}


def load(path: Path, *, alone: bool = False) -> Config:
    """Read and check everything; ``alone``: the file and nothing else.

    Raises Misconfigured with every fault, a line each.
    """
    around = () if alone else (_SecretFiles(Config)(), EnvSettingsSource(Config)())
    values = _merged(_toml(path), *around)
    faults = [*(() if alone else _unknown_variables()), *_references(values)]
    try:
        config = Config(**values)
    except ValidationError as invalid:
        faults = [*map(_fault, invalid.errors(include_input=False, include_context=False)), *faults]
        raise _misconfigured(path, faults) from None
    if faults:
        raise _misconfigured(path, faults)
    return config


def _misconfigured(path: Path, faults: Iterable[str]) -> Misconfigured:
    lines = sorted(set(faults))
    return Misconfigured("\n".join([f"{path} can't be used:", *(f"  {line}" for line in lines)]))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Misconfigured(f"{path} isn't there: copy config.example.toml to it and fill it in") from None
    except (OSError, UnicodeDecodeError) as unreadable:
        raise Misconfigured(f"{path} can't be read: {type(unreadable).__name__}") from None
    except tomllib.TOMLDecodeError as broken:
        raise Misconfigured(f"{path} isn't TOML: {broken}") from None


def _merged(*sources: Mapping[str, Any] | None) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for source in sources:
        for key, value in (source or {}).items():
            old = merged.get(key)
            both = isinstance(value, Mapping) and isinstance(old, Mapping)
            merged[key] = _merged(old, value) if both else value
    return merged


def _fault(error: Any) -> str:
    """One fault of pydantic's as ``key: what to do``. Its input is never shown."""
    at = tuple(error["loc"])
    where = ".".join(str(part) for part in at)
    if error["type"] == "extra_forbidden":
        near = process.extractOne(str(at[-1]), _siblings(at), score_cutoff=60)
        return f"{where}: unknown key; " + (f"did you mean {near[0]}?" if near else "remove it")
    if error["type"] == "missing":
        variable = f"{PREFIX}{'__'.join(str(part) for part in at).upper()}"
        return f"{where}: missing; set it in the file, a secret file or {variable}"
    return f"{where}: {error['msg'].removeprefix('Value error, ')}"


def _siblings(at: tuple[int | str, ...]) -> list[str]:
    """The keys that could stand where an unknown one does."""
    sections = [SECTIONS[part] for part in at[:-1] if part in SECTIONS]
    return list(sections[-1].model_fields if sections else Config.model_fields)


SECTIONS: dict[int | str, type[Section]] = {
    "programme": Programme,
    "sponsoring": Sponsoring,
    "storage": Storage,
    "http": Http,
    "matrix": Matrix,
    "region": RegionSeed,
    "mentor": MentorSeed,
}
"""Every section by its name in the file."""


def _unknown_variables() -> Iterable[str]:
    for name in os.environ:
        if name.startswith(PREFIX) and name != SECRETS_DIR:
            section = name.removeprefix(PREFIX).split("__")[0].lower()
            if section not in Config.model_fields:
                yield f"{name}: unknown variable; sections are {', '.join(Config.model_fields)}"


def _references(values: Mapping[str, Any]) -> Iterable[str]:
    """Names that must point at something: a region's parent, a mentor's regions. Unchecked values are tolerated."""
    regions = [each for each in _rows(values, "region") if isinstance(each.get("name"), str)]
    parents = {each["name"]: each.get("parent") for each in regions}
    for name, parent in parents.items():
        if [each["name"] for each in regions].count(name) > 1:
            yield f"region {name}: named twice; give each region one [[region]]"
        if parent is not None and parent not in parents:
            yield f"region {name}.parent: no [[region]] has that name"
        seen, above = {name}, parent
        while above in parents and above not in seen:
            seen.add(above)
            above = parents[above]
        if above in seen:
            yield f"region {name}.parent: goes round in a circle; a region can't be above itself"
    for index, mentor in enumerate(_rows(values, "mentor")):
        for region in mentor.get("regions") or ():
            if isinstance(region, str) and region not in parents:
                yield f"mentor.{index}.regions: no [[region]] is named {region!r}"


def _rows(values: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    rows = values.get(key)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
