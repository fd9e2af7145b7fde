"""Who the bot is on Slack, and whether it can do its work there: asked once, at the start.

Rules of this file: whatever the operator can mend is said in one sentence that names the key or the place in the app's
settings. Slack being away for a moment is waited for.
"""

import asyncio

import structlog

from adapters.slack.api import SlackApi, SlackError
from adapters.slack.manifest import SCOPES, SPARED
from adapters.slack.settings import Slack
from adapters.slack.workspace import Workspace
from bot.address import platform_of
from bot.backoff import pause
from bot.engine import Engine
from bot.errors import Misconfigured

log = structlog.get_logger(__name__)

TRIES = 5
"""How often Slack is asked at the start."""


async def introduce(api: SlackApi, settings: Slack, engine: Engine) -> Workspace:
    """The workspace that the token is for. Raises Misconfigured."""
    _commands(settings, engine)
    who, scopes = await _asked(api)
    missing = {scope: f"{scope} ({why})" for scope, why in SCOPES.items() if scope not in scopes}
    if scopes and missing:
        said = "the app lacks scopes; add them under OAuth & Permissions, and install it again"
        if not SPARED.issuperset(missing):
            raise Misconfigured(f"slack: {said}: {', '.join(missing.values())}")
        log.warning("the bot can't do everything on Slack", todo=f"{said}: {', '.join(missing.values())}")
    workspace = Workspace(
        str(who.get("team_id") or ""),
        str(who.get("user_id") or ""),
        str(who.get("bot_id") or ""),
        str(who["enterprise_id"]) if who.get("enterprise_id") else None,
        str(who.get("url") or ""),
        str(who.get("user") or "ambassador"),
    )
    _addresses(workspace, engine)
    return workspace


async def _asked(api: SlackApi) -> tuple[dict[str, object], frozenset[str]]:
    for tries in range(1, TRIES + 1):
        try:
            return await api.introduce()
        except SlackError as failure:
            if failure.revoked:
                said = "copy the Bot User OAuth Token from the app's page OAuth & Permissions"
                raise Misconfigured(f"slack.bot_token: Slack doesn't take it ({failure.code}); {said}") from None
            if not failure.passing or tries == TRIES:
                raise Misconfigured(f"slack.api_url: Slack can't be asked who the bot is ({failure})") from None
            log.warning("Slack can't be reached yet", cause=str(failure))
            await asyncio.sleep(max(failure.after or 0.0, pause(tries)))
    raise AssertionError("the last try returns or raises")


def _commands(settings: Slack, engine: Engine) -> None:
    unknown = [name for name in settings.extra_commands if engine.registry.find(name) is None]
    if unknown:
        there = ", ".join(sorted(engine.registry.commands))
        raise Misconfigured(f"slack.extra_commands: {unknown[0]} isn't a command of the bot; there are: {there}")


def _addresses(workspace: Workspace, engine: Engine) -> None:
    """Whoever and whatever the programme names on Slack is in the bot's workspace."""
    core = engine.config
    people = {address for person in core.programme.coordinators for address in person}
    people |= {address for mentor in core.mentors for address in mentor.person}
    for address in sorted(engine.rooms | people):
        if platform_of(address) == "slack" and not address.startswith(f"{workspace.source}/"):
            there = "people there are written {}/U…" if address in people else "channels there are written {}/C…"
            raise Misconfigured(f"{address} isn't in the bot's workspace: {there.format(workspace.source)}")
