"""How the words of commands about regions are read. See ``parameters.py``."""

from typing import Annotated

from bot import typed
from bot.context import Ctx
from bot.errors import Refused
from bot.message import Words
from bot.model import Region
from bot.parameters import Kind
from bot.regions import no_region, region_at_front
from bot.typed import Reader

_NOTHING = frozenset(["nothing", "nowhere", "none", "nobody", "top"])


class _Words(Kind):
    """Everything up to the next parameter, as written."""

    __slots__ = ()

    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> str:
        return reader.rest(before=stop)


class _Raw(Kind):
    """Everything that is left, quotes and all: they hold words of a list together."""

    __slots__ = ()

    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> str:
        text = reader.left
        reader.drop(len(text))
        return typed.clean(text)


class _Word(Kind):
    __slots__ = ()

    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> str:
        return typed.key(reader.word() or "")


class _Under(Kind):
    """``under REGION``; under nothing is None."""

    __slots__ = ()

    def take(self, ctx: Ctx, reader: Reader, stop: str | None) -> Region | None:
        word = reader.word() or ""
        if typed.key(word) != self.marker or not reader.left:
            raise Refused("region-under-what", typed=Words(word[:40]))
        if typed.key(reader.left).strip(".!") in _NOTHING:
            reader.rest()
            return None
        region = region_at_front(ctx.regions, reader)
        if region is None:
            raise no_region(ctx.regions, reader.rest())
        return region


NewName = Annotated[str, _Words("NAME")]
Called = Annotated[str, _Words("NAME")]
Where = Annotated[str, _Words("REGION|TOPIC")]
What = Annotated[str, _Word("WHAT")]
Values = Annotated[str, _Raw("VALUE …")]
Under = Annotated[Region | None, _Under("under REGION", marker="under")]
UnderWhat = Annotated[Region | None, _Under("under REGION|nothing", marker="under")]
