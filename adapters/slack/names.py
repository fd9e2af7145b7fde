"""What those are called whom the config names by their id alone: looked up when the bot comes up.

Rules of this file: a name decides nothing. Without one a mentor would stand in the form as ``U0123ABCD``, and nobody
could write it. Whoever has spoken to the bot has a name already. What Slack can't tell now is asked again.
"""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from adapters.slack.directory import Directory, Unknown
from adapters.slack.workspace import Workspace, slack_id
from bot.backoff import pause
from bot.engine import Engine
from bot.errors import Unavailable
from bot.event import Sender
from bot.model import Person, Role
from bot.ports import Store

log = structlog.get_logger(__name__)

_STAFF = (Role.MENTOR, Role.SPONSOR, Role.LEAD, Role.COORDINATOR)


async def learn(
    engine: Engine,
    directory: Directory,
    workspace: Workspace,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Give a name to everybody of the programme who has none; returns when all have one that Slack knows of."""
    tries = 0
    while True:
        tries += 1
        try:
            nameless = await engine.database.read(lambda store: _nameless(store, workspace))
            for person in nameless:
                sender = await directory.sender(slack_id(person.identity))
                if sender.name and sender.name != person.name:
                    await _keep(engine, sender)
            return
        except Unknown as unknown:
            log.info("names are looked up later", cause=unknown.cause)
            await sleep(max(unknown.after or 0.0, pause(tries)))
        except Unavailable:  # the database has said so
            await sleep(pause(tries))


def _nameless(store: Store, workspace: Workspace) -> list[Person]:
    found = {person.id: person for role in _STAFF for person in store.people.holders(role)}
    return [each for each in found.values() if _ours(each, workspace) and each.name == slack_id(each.identity)]


def _ours(person: Person, workspace: Workspace) -> bool:
    return person.identity.startswith(f"{workspace.source}/")


async def _keep(engine: Engine, sender: Sender) -> None:
    now = engine.clock.now()

    def unit(store: Store) -> None:
        known = store.people.by_identity(sender.identity)
        if known is not None and known.name == slack_id(sender.identity):  # else they spoke meanwhile
            store.people.keep(sender, now)

    await engine.database.write(unit)
