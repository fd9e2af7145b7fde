"""``ambassador slack manifest``: the app to make on Slack, ready to paste. It needs no config: the app comes first."""

import json
from typing import Annotated, Literal

import typer
from pydantic import SecretStr, ValidationError

from bot.cli.reporting import reporting
from bot.errors import Misconfigured

app = typer.Typer(help="Prepare the bot's app on Slack.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Commands about Slack."""


@app.command()
def manifest(
    mode: Annotated[
        str, typer.Option(help="socket: the bot connects to Slack. http: Slack posts to the bot.")
    ] = "socket",
    url: Annotated[str | None, typer.Option(help="For http: how the bot's server is reached from outside.")] = None,
    name: Annotated[str, typer.Option(help="What the app is called.")] = "Ambassador",
    command: Annotated[str, typer.Option(help="The slash command for everything, as slack.command.")] = "ambassador",
    extra: Annotated[list[str] | None, typer.Option(help="A command of its own, as in slack.extra_commands.")] = None,
) -> None:
    """Print the app's manifest: paste it at api.slack.com/apps, Create New App, From a manifest."""
    with reporting():
        typer.echo(_manifest(mode, url, name, command, tuple(extra or ("apply",))))


def _manifest(mode: str, url: str | None, name: str, command: str, extra: tuple[str, ...]) -> str:
    from adapters.slack.manifest import manifest as made
    from adapters.slack.settings import Slack
    from bot import features
    from bot.catalogue import Catalogue

    if mode not in ("socket", "http"):
        raise Misconfigured("--mode is socket or http")
    if mode == "http" and not (url or "").startswith("https://"):
        raise Misconfigured("--mode http needs --url https://bot.example.org: Slack posts to an https address")
    chosen: Literal["socket", "http"] = "socket" if mode == "socket" else "http"
    registry = features.load()
    unknown = [each for each in extra if each not in registry.commands]
    if unknown:
        raise Misconfigured(f"--extra {unknown[0]} isn't a command; there are: {', '.join(registry.commands)}")
    try:
        settings = Slack(
            mode=chosen,
            bot_token=SecretStr("xoxb-"),
            app_token=SecretStr("xapp-"),
            signing_secret=SecretStr("-"),
            command=command,
            extra_commands=extra,
        )
    except ValidationError as invalid:
        raise Misconfigured("; ".join(each["msg"].removeprefix("Value error, ") for each in invalid.errors())) from None
    return json.dumps(made(settings, name, registry, Catalogue.load(), (url or "").rstrip("/")), indent=2)
