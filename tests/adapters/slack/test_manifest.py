"""The app's manifest: what an operator pastes is what the bot needs, and no more."""

import json

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from adapters.slack.manifest import EVENTS, SCOPES, manifest
from adapters.slack.settings import Slack
from bot import features
from bot.catalogue import Catalogue
from bot.cli.slack import app
from tests.slack.town import EVENTS as HEARD
from tests.slack.town import Town

CATALOGUE, REGISTRY = Catalogue.load(), features.load()
URL = "https://bot.example.org"


def settings(**more: object) -> Slack:
    secrets = {"bot_token": SecretStr("xoxb-1"), "app_token": SecretStr("xapp-1"), "signing_secret": SecretStr("s")}
    return Slack.model_validate({**secrets, **more})


def printed(*arguments: str) -> tuple[int, str]:
    """What ``ambassador slack manifest`` says."""
    result = CliRunner().invoke(app, ["manifest", *arguments])
    return result.exit_code, result.output


def test_over_socket_mode_nothing_is_posted_anywhere() -> None:
    made = manifest(settings(), "Ambassador", REGISTRY, CATALOGUE, None)
    assert "url" not in json.dumps(made)
    assert made["settings"]["socket_mode_enabled"] is True


def test_over_http_everything_is_posted_to_one_address() -> None:
    made = manifest(settings(mode="http"), "Ambassador", REGISTRY, CATALOGUE, URL)
    posted = [made["settings"]["event_subscriptions"]["request_url"], made["settings"]["interactivity"]["request_url"]]
    posted += [each["url"] for each in made["features"]["slash_commands"]]
    assert posted == [f"{URL}/slack/events"] * 4
    assert made["settings"]["socket_mode_enabled"] is False


def test_its_commands_are_described_by_their_declarations() -> None:
    made = manifest(settings(extra_commands=("apply", "claim")), "Ambassador", REGISTRY, CATALOGUE, None)
    commands = {each["command"]: each for each in made["features"]["slash_commands"]}
    assert list(commands) == ["/ambassador", "/apply", "/claim"]
    assert commands["/claim"]["usage_hint"] == "N [anyway]"
    assert commands["/claim"]["description"] == CATALOGUE.text("command-claim")
    assert "usage_hint" not in commands["/apply"]
    assert all(each["should_escape"] for each in commands.values())


def test_the_tests_slack_tells_of_what_the_manifest_asks_for() -> None:
    assert Town(lambda: 0.0).commands == {
        each["command"]
        for each in manifest(settings(), "Ambassador", REGISTRY, CATALOGUE, None)["features"]["slash_commands"]
    }
    assert set(EVENTS) - {"group_unarchive"} <= HEARD


@pytest.mark.parametrize(
    ("event", "scope"),
    [
        ("app_mention", "app_mentions:read"),
        ("message.im", "im:history"),
        ("reaction_added", "reactions:read"),
        ("reaction_removed", "reactions:read"),
        ("member_joined_channel", "channels:read"),
        ("member_joined_channel", "groups:read"),
        ("channel_unarchive", "channels:read"),
        ("group_unarchive", "groups:read"),
        ("user_change", "users:read"),
    ],
)
def test_each_event_has_the_scope_without_which_slack_refuses_the_manifest(event: str, scope: str) -> None:
    assert event in EVENTS
    assert scope in SCOPES


def test_long_names_are_cut_to_what_slack_takes() -> None:
    made = manifest(settings(), "A" * 100, REGISTRY, CATALOGUE, None)
    assert len(made["display_information"]["name"]) == 35
    assert len(made["display_information"]["description"]) <= 140
    assert all(len(each["description"]) <= 2000 for each in made["features"]["slash_commands"])


def test_the_command_prints_what_is_pasted() -> None:
    status, said = printed(
        "--mode", "http", "--url", f"{URL}/", "--command", "reps", "--name", "Reps", "--extra", "claim"
    )
    assert status == 0
    made = json.loads(said)
    assert made["settings"]["interactivity"]["request_url"] == f"{URL}/slack/events"
    assert [each["command"] for each in made["features"]["slash_commands"]] == ["/reps", "/claim"]
    assert made["features"]["bot_user"]["display_name"] == "reps"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--mode", "carrier-pigeon"], "--mode is socket or http"),
        (["--mode", "http"], "--mode http needs --url https://bot.example.org"),
        (["--mode", "http", "--url", "http://bot.example.org"], "https"),
        (["--extra", "wave"], "--extra wave isn't a command; there are: "),
        (["--extra", "status"], "/status is Slack's own, so no app can have it"),
        (["--command", "Über"], "write a command as ambassador"),
    ],
)
def test_what_it_cant_print_it_says(arguments: list[str], says: str) -> None:
    status, said = printed(*arguments)
    assert status != 0
    assert says in said
    assert "Value error" not in said
