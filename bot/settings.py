"""The core's own sections of the config. Adapters and storage bring theirs; ``bot.cli.config`` puts them together.

Rule of this file: a default is what most programmes want; every key is explained in config.example.toml.
"""

from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.address import Identity, Room

_PLATFORMS = {
    "matrix": ("@name:server", "!id or #alias"),
    "slack": ("T123/U456", "T123/C456"),
    "shell": ("name", "room"),
}


class Section(BaseModel):
    """A section of the config: an unknown key is an error, a secret is never shown."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("isn't a time zone; write it like Europe/Berlin, Asia/Kathmandu or UTC")
    return name


def _address(value: str, *, person: bool) -> str:
    platform, _, native = value.partition(":")
    shape = _PLATFORMS.get(platform)
    good = {
        "matrix": native.startswith("@" if person else ("!", "#")) and (":" in native or native.startswith("!")),
        "slack": "/" in native,
        "shell": native.isidentifier() or native.replace("-", "_").isidentifier(),
    }
    if shape is None or not good[platform]:
        which = 0 if person else 1
        wanted = " or ".join(f"{name}:{shapes[which]}" for name, shapes in _PLATFORMS.items() if name != "shell")
        raise ValueError(f"write {'a person' if person else 'a channel'} as {wanted}")
    return value


def _list(value: object) -> object:
    return [value] if isinstance(value, str) else value


TimeZone = Annotated[str, AfterValidator(_zone)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")]
PersonAddress = Annotated[Identity, AfterValidator(lambda value: _address(value, person=True))]
ChannelAddress = Annotated[Room, AfterValidator(lambda value: _address(value, person=False))]
OnePerson = Annotated[tuple[PersonAddress, ...], BeforeValidator(_list), Field(min_length=1)]
"""One human: an address, or a list of the addresses that are all theirs."""


class Programme(Section):
    """``[programme]``: what it is called, who runs it, where its people read."""

    name: str = Field(min_length=1, max_length=100)
    coordinators: tuple[OnePerson, ...] = Field(min_length=1)
    language: Language = "en"
    time_zone: TimeZone = "UTC"
    mentors_channels: tuple[ChannelAddress, ...] = Field(min_length=1)
    coordinators_channels: tuple[ChannelAddress, ...] = ()
    ambassadors_channels: tuple[ChannelAddress, ...] = ()


class Sponsoring(Section):
    """``[sponsoring]``: who turns a thumbs-up into the title."""

    policy: Literal["mentor", "sponsor"] = "mentor"


class Http(Section):
    """``[http]``: the one HTTP server, for health checks and platforms that call the bot."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str | None = None


class RegionSeed(Section):
    """``[[region]]``: a region to begin with. ``parent`` names another one."""

    name: str = Field(min_length=1, max_length=60)
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    countries: tuple[Annotated[str, Field(pattern="^[A-Z]{2}$")], ...] = ()
    time_zone: TimeZone | None = None
    language: Language | None = None
    channels: tuple[ChannelAddress, ...] = ()


class MentorSeed(Section):
    """``[[mentor]]``: a mentor to begin with."""

    person: OnePerson
    regions: tuple[str, ...] = Field(min_length=1)
    languages: tuple[Language, ...] = ()
    topics: tuple[str, ...] = ()
    capacity: int = Field(default=2, ge=0, le=100)
    time_zone: TimeZone | None = None


class Core(Section):
    """What the core is given of the config."""

    programme: Programme
    sponsoring: Sponsoring = Sponsoring()
    regions: tuple[RegionSeed, ...] = ()
    mentors: tuple[MentorSeed, ...] = ()
