"""What reads: commands, fields, the shell's grammar, and what Matrix brings.

Rules of this file: whatever stands there is read, or refused with a text that can be shown; nothing else is raised.
What is read is clean: no control character, no half character, nothing longer or larger than there is room for.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from random import Random
from typing import Any

from adapters.matrix.receive import Scene, translate
from adapters.shell import GrammarError
from adapters.shell.grammar import parse
from bot.address import Room
from bot.catalogue import Catalogue
from bot.context import Ctx
from bot.dispatch import command_text, reads_only, wanted
from bot.errors import Refused
from bot.event import EVENT, Said
from bot.message import MESSAGE, Message
from bot.model import Person, Region
from bot.parameters import MOST
from bot.ports import Store
from bot.typed import LONGEST, Reader, clean, is_thumbs_up, key, plain
from tests.proofs.noise import words
from tests.proofs.noise.words import REGISTRY
from tests.world import World, identity

CATALOGUE = Catalogue.load()
_BAD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff]")


def lines(count: int, drawn: Random, there: World, store: Store) -> None:
    """Read so many lines, each as a command, in words, as a field of a form and as a line of the shell."""
    for _ in range(count):
        line = words.broken(words.line(drawn), drawn)
        try:
            _read(line, drawn, there, store)
        except Exception as failure:
            raise AssertionError(f"{line!r}") from failure


def _read(line: str, drawn: Random, there: World, store: Store) -> None:
    said = there.said(drawn.choice(("kim", "ana", "cora")), "").model_copy(update={"text": line})
    _is_clean(clean(line))
    assert "\n" not in plain(line)
    assert key(key(line)) == key(line), "read twice, it is another"
    is_thumbs_up(line)
    wanted(said, frozenset())
    reads_only(said, REGISTRY)
    _shell(line)
    actor = store.people.by_identity(said.sender.identity) or Person(0, "kim", identity("kim"))
    ctx = Ctx(said, store, there.config, REGISTRY, actor)
    found = REGISTRY.find(command_text(said))
    if found is None:
        REGISTRY.nearest(line[:LONGEST], actor.roles)
    try:
        if found is not None and len(line) <= LONGEST:
            for value in found[0]._bind(ctx, Reader(found[1])).values():
                _is_sound(value, ctx.today)
        else:
            field = drawn.choice([field for form in REGISTRY.forms.values() for field in form.fields])
            _is_clean(field.check(ctx, clean(line)[:LONGEST], {}) if clean(line) else "")
    except Refused as refused:
        if drawn.random() < 0.3:
            shown(refused.message)


def _is_sound(value: Any, today: date) -> None:
    match value:
        case str():
            _is_clean(value)
        case bool() | Region() | tuple():
            pass
        case int():
            assert 0 <= value <= MOST
        case datetime():
            assert value.date() >= today
        case date():
            assert value > today
        case Person():
            assert value.identity
            _is_clean(value.identity)


def _is_clean(text: str) -> None:
    assert not _BAD.search(text)
    text.encode()


def shown(message: Message) -> str:
    """A message that can be kept, and put into words."""
    kept = MESSAGE.dump_json(message)
    assert MESSAGE.validate_json(kept) == message
    return "".join(span.text for line in CATALOGUE.render(message).lines for span in line.spans)


def _shell(line: str) -> None:
    try:
        parse(line)
    except GrammarError as error:
        shown(error.message)


# Matrix

_KEYS = (
    "event_id", "sender", "type", "content", "unsigned", "msgtype", "body", "formatted_body", "m.relates_to", "redacts",
    "m.new_content", "rel_type", "key", "m.mentions", "user_ids", "membership", "state_key", "format", "m.in_reply_to",
)  # fmt: skip
_TYPES = ("m.room.message", "m.room.message", "m.reaction", "m.room.redaction", "m.room.member", "m.room.encrypted")
_ME, _ANA = "@bot:example.org", "@ana:example.org"
AT = datetime(2026, 3, 2, tzinfo=UTC)


def events(count: int, drawn: Random) -> None:
    """Translate so many raw events: ones that clients write, bent, and ones that none would."""
    for _ in range(count):
        raw = _event(drawn)
        names = {_ANA: words.broken(words.text(drawn, 3), drawn)}
        room = Room("matrix:!dm:example.org" if drawn.random() < 0.5 else "matrix:#mentors:example.org")
        scene = Scene(_ME, room, drawn.random() < 0.5, AT, display_name=words.text(drawn, 2), names=names)
        try:
            event = translate(raw, scene)
            if event is None:
                continue
            assert EVENT.validate_json(EVENT.dump_json(event)) == event, "can't be kept"
            assert event.sender.identity == f"matrix:{raw['sender']}", "somebody else's authority"
            assert raw["sender"] != _ME
            assert len(event.sender.name) <= 80
            if isinstance(event, Said):
                relation = raw["content"].get("m.relates_to")
                assert not isinstance(relation, dict) or relation.get("rel_type") != "m.replace", "a command by an edit"
                _said(event)
        except Exception as failure:
            raise AssertionError(f"{raw!r}") from failure


def _said(event: Said) -> None:
    wanted(event, frozenset([event.room]))
    reads_only(event, REGISTRY)
    for text, meant in event.mentions.items():
        assert text in event.text
        assert meant.startswith("matrix:@")


def _event(drawn: Random) -> dict[str, Any]:
    content: dict[str, Any] = {
        "msgtype": drawn.choice(("m.text", "m.text", "m.emote", "m.notice", "m.image")),
        "body": words.broken(words.line(drawn), drawn),
    }
    if drawn.random() < 0.3:
        content["formatted_body"] = words.broken(words.text(drawn), drawn)
    if drawn.random() < 0.3:
        relation = drawn.choice(("m.replace", "m.annotation", "m.thread", "m.reference"))
        content["m.relates_to"] = {"rel_type": relation, "event_id": "$1", "key": words.broken("👍", drawn)}
        content["m.new_content"] = {"msgtype": "m.text", "body": words.text(drawn)}
    if drawn.random() < 0.2:
        content["m.mentions"] = {"user_ids": [_ME, _ANA][: drawn.randint(0, 2)]}
    raw = {"event_id": f"${drawn.random()}", "sender": _ANA, "type": drawn.choice(_TYPES), "content": content}
    if drawn.random() < 0.3:
        raw["redacts"] = "$1"
    return _spoilt(raw, drawn) if drawn.random() < 0.5 else raw


def _spoilt(raw: dict[str, Any], drawn: Random) -> dict[str, Any]:
    """The event with something of another type, gone, or where it doesn't belong."""
    for _ in range(drawn.randint(1, 3)):
        holder = drawn.choice([raw, *(each for each in raw.values() if isinstance(each, dict))])
        holder[drawn.choice(_KEYS)] = _anything(drawn, 3)
    return json.loads(json.dumps(raw)) if isinstance(raw.get("content"), Mapping) else raw


def _anything(drawn: Random, depth: int) -> Any:
    if depth and drawn.random() < 0.4:
        inside = [_anything(drawn, depth - 1) for _ in range(drawn.randint(0, 3))]
        return inside if drawn.random() < 0.5 else {drawn.choice(_KEYS): each for each in inside}
    return drawn.choice(
        (None, True, 0, -1, 2**63, 1.5, "", "$1", _ANA, _ME, "m.replace", words.broken(words.text(drawn), drawn))
    )
