"""Every key may come from the environment or a secret file; the environment wins over these, and they over the file."""

import json
from operator import attrgetter
from typing import Any

import pytest

from bot.cli import variables
from bot.cli.config import LISTS, SECTIONS
from tests.config.desk import GOOD, MATRIX, Desk

COORDINATORS = "AMBASSADOR_PROGRAMME__COORDINATORS"
PASSWORD = "AMBASSADOR_MATRIX__PASSWORD"


def password(desk: Desk, text: str = GOOD + MATRIX) -> str:
    """The password that the bot would log in with."""
    matrix = desk.load(text).matrix
    assert matrix is not None
    assert matrix.password is not None
    return matrix.password.get_secret_value()


def test_the_environment_wins_over_secret_files_and_they_over_the_file(desk: Desk) -> None:
    text = GOOD + MATRIX.replace("canary-7f3a9c", "from-file")
    assert password(desk, text) == "from-file"
    desk.set(AMBASSADOR_SECRETS_DIR=str(desk.secret(PASSWORD, "from-secret\n")))
    assert password(desk, text) == "from-secret"
    desk.set(AMBASSADOR_MATRIX__PASSWORD="from-environment")
    assert password(desk, text) == "from-environment"


def test_systemds_credentials_are_secret_files(desk: Desk) -> None:
    desk.set(CREDENTIALS_DIRECTORY=str(desk.secret(PASSWORD, "from-systemd")))
    assert password(desk) == "from-systemd"
    desk.set(AMBASSADOR_SECRETS_DIR=str(desk.secret(PASSWORD.lower(), "named by hand", "own")))
    assert password(desk) == "named by hand"


def test_a_containers_secrets_are_secret_files(desk: Desk) -> None:
    desk.patch.setattr(variables, "CONTAINER", str(desk.secret(PASSWORD, "from-container")))
    assert password(desk) == "from-container"


@pytest.mark.parametrize(
    ("written", "meant"),
    [("word\n", "word"), ("word\r\n", "word"), (" two words ", " two words "), (b"\xef\xbb\xbfword", "word")],
)
def test_a_secret_is_what_the_file_holds_without_the_end_of_its_line(
    desk: Desk, written: str | bytes, meant: str
) -> None:
    desk.set(AMBASSADOR_SECRETS_DIR=str(desk.secret(PASSWORD, written)))
    assert password(desk) == meant


def test_a_section_may_come_from_the_environment_alone(desk: Desk) -> None:
    desk.set(
        AMBASSADOR_PROGRAMME__NAME="Example",
        AMBASSADOR_PROGRAMME__COORDINATORS='[["matrix:@ana:example.org", "slack:T1/U1"], "matrix:@bo:example.org"]',
        AMBASSADOR_PROGRAMME__MENTORS_CHANNELS='["matrix:#mentors:example.org"]',
        AMBASSADOR_HTTP__PORT="9000",
        AMBASSADOR_MATRIX__HOMESERVER="https://m.example.org",
        AMBASSADOR_MATRIX__USER_ID="@bot:example.org",
        AMBASSADOR_MATRIX__PASSWORD="123456",
        AMBASSADOR_MATRIX__ACCEPT_INVITES_FROM='["example.org"]',
        AMBASSADOR_REGION='[{"name": "World"}, {"name": "EMEA", "parent": "World"}]',
        AMBASSADOR_MENTOR='[{"person": "matrix:@bo:example.org", "regions": ["EMEA"]}]',
    )
    config = desk.load("")
    assert config.matrix is not None
    assert config.programme.coordinators[0] == ("matrix:@ana:example.org", "slack:T1/U1")
    assert config.http.port == 9000
    assert config.matrix.accept_invites_from == ("example.org",)
    assert [region.name for region in config.region] == ["World", "EMEA"]
    assert config.mentor[0].regions == ("EMEA",)
    assert password(desk, "") == "123456"


SET: dict[str, dict[str, Any]] = {
    "programme": {
        "name": "Set",
        "coordinators": [["matrix:@set:example.org"]],
        "language": "de",
        "time_zone": "Asia/Kathmandu",
        "hours": "Sun-Thu 8:30-16",
        "holidays": ["NP", "12-24"],
        "mentors_channels": ["matrix:#a:example.org"],
        "coordinators_channels": ["matrix:#b:example.org"],
        "ambassadors_channels": ["matrix:#c:example.org"],
    },
    "sponsoring": {"policy": "sponsor"},
    "storage": {"url": "sqlite:///set.db"},
    "ladder.application": {
        "mentor": "6 working hours",
        "next_choice": "1 working day",
        "pool": "2 days",
        "coordinators": "1 week",
    },
    "ladder.mentoring": {"idle": "2 weeks", "lapse": "3 weeks"},
    "ladder.question": {"candidate": "12 hours", "mentor": "1 day", "idle": "2 days", "lapse": "3 days"},
    "ladder.thumbs_up": {"sponsor": "1 working day", "coordinators": "2 working days"},
    "ladder.draft": {"candidate": "1 day", "discard": "2 days"},
    "ladder.handover": {"receiver": "6 working hours", "mentor": "3 working days"},
    "ladder.rematch": {"lead": "6 working hours", "coordinators": "4 working days"},
    "digest": {
        "send": False,
        "day": "Fri",
        "time": "16:30",
        "channels": ["matrix:#all:example.org"],
        "title": "News",
        "sections": ["thanks", "reports"],
        "chart": False,
    },
    "mentoring": {"offer": "6 working hours", "cover": "2 working days", "silent_after": 5},
    "delivery": {"give_up_after": "90 minutes"},
    "texts": {"folder": "set"},
    "http": {"host": "localhost", "port": 9000, "public_url": "https://bot.example.org"},
    "matrix": {
        "homeserver": "https://m.example.org",
        "user_id": "@set:example.org",
        "password": "set",
        "device_name": "set",
        "store_path": "set",
        "accept_invites_from": ["example.org"],
    },
    "mail": {
        "host": "mail.example.org",
        "port": 2525,
        "security": "tls",
        "user": "set",
        "password": "set",
        "sender": "bot@example.org",
    },
    "slack": {
        "mode": "http",
        "bot_token": "xoxb-set",
        "app_token": "xapp-set",
        "signing_secret": "set",
        "api_url": "https://slack.example.org/api/",
        "command": "rep",
        "extra_commands": ["apply", "claim"],
    },
}
SECRETS = {"access_token", "password", "bot_token", "app_token", "signing_secret"}


def test_every_key_has_a_variable(desk: Desk) -> None:
    for section, keys in SET.items():
        for key, value in keys.items():
            written = value if isinstance(value, str) else json.dumps(value)
            desk.set(**{f"AMBASSADOR_{section.replace('.', '__')}__{key}".upper(): written})
    (desk.folder / "set").mkdir()
    (desk.folder / "set" / "en.ftl").write_text("none = nobody\n", encoding="utf-8")
    read = desk.load(GOOD)
    for section, keys in SET.items():
        shown = json.loads(attrgetter(section)(read).model_dump_json(exclude=SECRETS))
        assert shown == {key: value for key, value in keys.items() if key not in SECRETS}
    assert password(desk, "") == "set"
    assert {*SET} == {*SECTIONS} - LISTS, "a new section has its values here"


def test_a_ladder_may_come_from_one_variable_and_a_rung_of_it_from_another(desk: Desk) -> None:
    desk.set(AMBASSADOR_LADDER='{"draft": {"candidate": "1 day"}}', AMBASSADOR_LADDER__DRAFT__DISCARD="5 days")
    draft = desk.load(f'{GOOD}[ladder.draft]\ncandidate = "2 days"\n').ladder.draft
    assert (str(draft.candidate), str(draft.discard)) == ("1 day", "5 days")
    desk.set(AMBASSADOR_SECRETS_DIR=str(desk.secret("AMBASSADOR_LADDER__MENTORING__IDLE", "3 weeks\n")))
    assert str(desk.load(GOOD).ladder.mentoring.idle) == "3 weeks"


def test_the_token_has_a_variable(desk: Desk) -> None:
    desk.set(AMBASSADOR_MATRIX__ACCESS_TOKEN="token")
    matrix = desk.load(GOOD + MATRIX.replace("password", "# password")).matrix
    assert matrix is not None
    assert matrix.access_token is not None
    assert matrix.access_token.get_secret_value() == "token"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("AMBASSADOR_MATRIX__PASWORD", "did you mean AMBASSADOR_MATRIX__PASSWORD?"),
        ("AMBASSADOR_MATRX__PASSWORD", "did you mean AMBASSADOR_MATRIX__PASSWORD?"),
        ("AMBASSADOR_PROGRAMME_NAME", "did you mean AMBASSADOR_PROGRAMME__NAME?"),
        ("AMBASSADOR_LADDER__APPLICATION__POL", "did you mean AMBASSADOR_LADDER__APPLICATION__POOL?"),
        ("AMBASSADOR_FOO", "docs/config.md lists them all"),
        ("AMBASSADOR_REGION__NAME", "unknown variable"),
    ],
)
def test_an_unknown_variable_is_a_fault(desk: Desk, name: str, says: str) -> None:
    desk.set(**{name: "canary"})
    (said,) = desk.faults(GOOD)
    assert said.startswith(f"{name}: unknown variable; ")
    assert says in said
    assert "canary" not in said


def test_an_unknown_secret_file_is_a_fault_and_other_files_are_none_of_ours(desk: Desk) -> None:
    folder = desk.secret("AMBASSADOR_MATRIX__PASWORD", "canary")
    desk.secret("SOMETHING_ELSE", "x")
    desk.set(AMBASSADOR_SECRETS_DIR=str(folder))
    (said,) = desk.faults()
    assert said == "AMBASSADOR_MATRIX__PASWORD: unknown secret file; did you mean AMBASSADOR_MATRIX__PASSWORD?"


def test_a_folder_of_secrets_that_isnt_there_is_a_fault(desk: Desk) -> None:
    desk.set(AMBASSADOR_SECRETS_DIR=str(desk.folder / "nowhere"))
    (said,) = desk.faults()
    assert said.startswith("AMBASSADOR_SECRETS_DIR: there is no such folder")


def test_a_secret_file_that_isnt_text_is_a_fault(desk: Desk) -> None:
    desk.set(AMBASSADOR_SECRETS_DIR=str(desk.secret(PASSWORD, b"\xff\xfe")))
    (said,) = desk.faults()
    assert "AMBASSADOR_MATRIX__PASSWORD: it isn't UTF-8 text" in said


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (COORDINATORS, "matrix:@a:b", 'programme.coordinators: write a list, such as ["…", "…"]'),
        (COORDINATORS, '["matrix:@a:b"', 'programme.coordinators: write a list, such as ["…", "…"]'),
        ("AMBASSADOR_HTTP__PORT", "", "http.port: write a whole number"),
        ("AMBASSADOR_LADDER__APPLICATION__POOL", "3", "ladder.application.pool: a wait needs a unit: 1 working day"),
        ("AMBASSADOR_LADDER__DRAFT", "3 days", "ladder.draft: write it as a section, [ladder.draft] with its keys"),
        ("AMBASSADOR_LADDER", "slow", "ladder: write it as a section, [ladder] with its keys below"),
        ("AMBASSADOR_HTTP", "8080", "http: write it as a section, [http] with its keys below"),
        ("AMBASSADOR_REGION", '{"name": "x"}', "region: write each as a section of its own, [[region]] with two"),
    ],
)  # fmt: skip
def test_a_variable_that_cant_be_read(desk: Desk, name: str, value: str, said: str) -> None:
    desk.set(**{name: value})
    assert [line[: len(said)] for line in desk.faults()] == [said]
