"""The whole config: every section's owner declares it, this file puts them together and finds all faults at once.

Order of sources, the first wins: environment (``AMBASSADOR_MATRIX__PASSWORD``), secret files (a file of that name in
``AMBASSADOR_SECRETS_DIR``, systemd's credentials or ``/run/secrets``), the TOML file. A fault names its key and what to
do; it never shows a value, which may be a secret.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, PrivateAttr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from adapters.mail.settings import Mail
from adapters.matrix.settings import Matrix
from adapters.slack.settings import Slack
from bot.cli import calendars, faults, variables
from bot.cli import texts as own_texts
from bot.cli.calendars import Calendars
from bot.cli.texts import Sources
from bot.errors import Misconfigured
from bot.policy import Ladders, Mentoring
from bot.section import Section
from bot.settings import Core, Delivery, Http, MentorSeed, Programme, RegionSeed, Sponsoring, Texts, Weekly
from storage.settings import Storage

if TYPE_CHECKING:
    from bot.catalogue import Catalogue


class Config(BaseSettings):
    """All sections. ``matrix`` and ``slack`` are None where the bot isn't there, ``mail`` where it sends none."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        env_prefix=variables.PREFIX,
        env_nested_delimiter="__",
    )

    programme: Programme
    sponsoring: Sponsoring = Sponsoring()
    storage: Storage = Storage()
    ladder: Ladders = Ladders()
    mentoring: Mentoring = Mentoring()
    digest: Weekly = Weekly()
    delivery: Delivery = Delivery()
    texts: Texts = Texts()
    http: Http = Http()
    matrix: Matrix | None = None
    slack: Slack | None = None
    mail: Mail | None = None
    region: tuple[RegionSeed, ...] = Field(default=())
    mentor: tuple[MentorSeed, ...] = Field(default=())
    _calendars: Calendars = PrivateAttr(default_factory=dict)
    _texts: Sources = PrivateAttr(default_factory=dict)

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, *_others: Any, **_named: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Sources are merged by ``load``, which wants to see the whole before it is checked."""
        return (init_settings,)

    @property
    def core(self) -> Core:
        """What the core is given."""
        return Core(
            programme=self.programme,
            sponsoring=self.sponsoring,
            ladder=self.ladder,
            mentoring=self.mentoring,
            digest=self.digest,
            calendars=self._calendars,
            regions=self.region,
            mentors=self.mentor,
            mail=self.mail is not None,
        )

    @property
    def catalogue(self) -> "Catalogue":
        """All that the bot says, with the operator's own texts before its own."""
        from bot.catalogue import Catalogue

        return Catalogue.load(self.programme.language, self._texts)

    @property
    def platforms(self) -> list[str]:
        """The platforms whose sections are filled in."""
        return [name for name in PLATFORMS if getattr(self, name) is not None]


SECTIONS: dict[str, type[Section]] = {
    "programme": Programme,
    "sponsoring": Sponsoring,
    "storage": Storage,
    **{f"ladder.{name}": type(ladder) for name, ladder in Ladders()},
    "mentoring": Mentoring,
    "digest": Weekly,
    "delivery": Delivery,
    "texts": Texts,
    "http": Http,
    "matrix": Matrix,
    "slack": Slack,
    "mail": Mail,
    "region": RegionSeed,
    "mentor": MentorSeed,
}
"""Every section by its name in the file; one in another behind a point."""
LISTS = frozenset({"region", "mentor"})
"""Sections that stand in double brackets, as often as one likes."""
PLATFORMS = ("matrix", "slack")
"""Sections of platforms that people speak on. Nobody speaks by mail."""
OUTSIDE = (*PLATFORMS, "mail")
"""Sections that hold secrets, and that nobody needs who only looks after the database."""


def load(path: Path, *, alone: bool = False, without: Collection[str] = ()) -> Config:
    """Read and check everything; ``alone``: the file and nothing else; ``without``: but for these sections.

    Raises Misconfigured with every fault, a line each.
    """
    found: list[str] = []
    sources: list[Mapping[str, Any]] = []
    if not alone:
        names = variables.known(SECTIONS, LISTS)
        for source, faulty in (variables.secret_files(names), variables.environment(names)):
            sources.append(variables.Variables(Config, source)())
            found += faulty
    merged = _merged({"programme": {}}, _toml(path), *sources)
    values = {name: section for name, section in merged.items() if name not in without}
    found += [*faults.references(values), *faults.addresses(values, PLATFORMS)]
    try:
        config = Config(**values)
    except ValidationError as invalid:
        found = [*faults.of(invalid, values, SECTIONS), *found]
        raise _misconfigured(path, found) from None
    config._calendars, unusable = calendars.read(config.programme, config.region, path.parent, values)
    config._texts, unsaid = own_texts.read(config.texts, path.parent, values)
    found += [*unusable, *unsaid]
    if found:
        raise _misconfigured(path, found)
    return config


def _numbered(line: str) -> list[tuple[int, str]]:
    """Sorts line 9 of a file before its line 11."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", line)]


def _misconfigured(path: Path, found: Iterable[str]) -> Misconfigured:
    lines = sorted(set(found), key=_numbered)
    return Misconfigured("\n".join([f"{path} can't be used:", *(f"  {line}" for line in lines)]))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise Misconfigured(f"{path} isn't there: copy config.example.toml to it and fill it in") from None
    except IsADirectoryError:
        raise Misconfigured(f"{path} is a folder: name the config file in it") from None
    except UnicodeDecodeError:
        raise Misconfigured(f"{path} isn't UTF-8 text: save it as UTF-8") from None
    except OSError as unreadable:
        raise Misconfigured(f"{path} can't be read: {unreadable.strerror}") from None
    except tomllib.TOMLDecodeError as broken:
        said = (
            f"{path} isn't TOML: {broken}. Texts stand in quotes, lists in [ ], a section's name on a line of its own"
        )
        raise Misconfigured(said) from None


def _merged(*sources: Mapping[str, Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for source in sources:
        for key, value in source.items():
            old = merged.get(key)
            merged[key] = _merged(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged
