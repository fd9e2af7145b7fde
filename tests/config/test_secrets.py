"""A secret never shows: not in a fault, a repr, a traceback or a log, whatever else is wrong."""

import subprocess
import sys
import traceback

import pytest

from bot.errors import Misconfigured
from tests.config.desk import CANARY, GOOD, MATRIX, Desk

BROKEN: dict[str, str] = {
    "beside another fault": MATRIX.replace("http://", ""),
    "in a list": MATRIX.replace(f'"{CANARY}"', f'["{CANARY}"]'),
    "in a table": MATRIX.replace(f'"{CANARY}"', f'{{ secret = "{CANARY}" }}'),
    "with a mistyped key": MATRIX.replace("password", "pasword"),
    "as both secrets": f'{MATRIX}access_token = "{CANARY}"\n',
    "as the user": MATRIX.replace("@bot:example.org", CANARY),
    "as the homeserver": MATRIX.replace("http://127.0.0.1:1", f"ftp://bot:{CANARY}@example.org"),
    "in place of the section": f'\n[sponsoring]\npolicy = "{CANARY}"\n',
    "in a section nobody knows": f'\n[matrx]\npassword = "{CANARY}"\n',
    "in the database's address": f'\n[storage]\nurl = "mysql://bot:{CANARY}@host/db"\n',
    "in PostgreSQL's address": f'\n[storage]\nurl = "postgresql://bot:{CANARY}@host"\n',
    "where a port is looked for": f'\n[storage]\nurl = "postgresql://bot:{CANARY}/@host/db"\n',
    "in a port": f'\n[http]\nport = "{CANARY}"\n',
    "in a public address": f'\n[http]\npublic_url = "ftp://bot:{CANARY}@example.org"\n',
    "behind broken TOML": f"\n[matrix]\npassword = {CANARY}\n",
    "in a string without an end": f'\n[matrix]\npassword = "{CANARY}\n',
    "set twice": MATRIX + f'password = "{CANARY}"\n',
    "with a bad escape": f'\n[matrix]\npassword = "\\{CANARY}"\n',
    "as a person": f'\n[[region]]\nname = "A"\n[[mentor]]\nperson = "{CANARY}"\nregions = ["A"]\n',
    "as an inviter": f'{MATRIX}accept_invites_from = ["{CANARY}:x"]\n',
    "as a number": MATRIX.replace(f'"{CANARY}"', "77366737"),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_no_fault_shows_a_secret(desk: Desk, text: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        desk.load(GOOD + text)
    shown: list[str] = []
    failure: BaseException | None = caught.value
    while failure is not None:  # also what is behind it, which a careless log would show
        shown += [str(failure), repr(failure), *traceback.format_exception(failure)]
        failure = failure.__context__
    assert CANARY not in "\n".join(shown)
    assert "77366737" not in "\n".join(shown)


@pytest.mark.parametrize(
    "name",
    ["AMBASSADOR_MATRIX", "AMBASSADOR_MATRIX__PASSWORD", "AMBASSADOR_MATRIX__PASWORD", "AMBASSADOR_PASSWORD",
     "AMBASSADOR_HTTP__PORT", "AMBASSADOR_PROGRAMME__COORDINATORS", "AMBASSADOR_SECRETS_DIR"],
)  # fmt: skip
def test_no_fault_of_a_variable_shows_its_value(desk: Desk, name: str) -> None:
    desk.set(**{name: CANARY})
    assert CANARY not in "\n".join(desk.faults(GOOD))


def test_no_fault_of_a_secret_file_shows_what_is_in_it(desk: Desk) -> None:
    desk.set(AMBASSADOR_SECRETS_DIR=str(desk.secret("AMBASSADOR_MATRIX__PASSWORD", CANARY.encode() + b"\xff")))
    assert CANARY not in "\n".join(desk.faults())


def test_a_config_doesnt_show_its_secrets(desk: Desk) -> None:
    config = desk.load(GOOD + MATRIX)
    shown = [repr(config), str(config), repr(config.matrix), str(config.model_dump()), config.model_dump_json()]
    assert CANARY not in "\n".join(shown)
    assert "example.org" in shown[0], "it was a whole config that was shown"


def test_no_command_shows_a_secret(desk: Desk) -> None:
    desk.write(GOOD + MATRIX)
    for arguments in (["config", "check"], ["migrate"], ["config", "check"], ["run"]):
        done = desk.run(*arguments)
        assert CANARY not in done.stdout + done.stderr
    assert "matrix.homeserver: http://127.0.0.1:1 doesn't answer" in done.stderr


CRASH = """
import structlog
from bot.cli import app, log, schema

def crash(config):
    password = config.matrix.password.get_secret_value()
    try:
        raise RuntimeError("crashed")
    except RuntimeError:
        log.configure()
        structlog.get_logger("x").exception("broke", config=config)
        raise

schema.look = crash
app.app(["config", "check"])
"""


def test_a_crash_shows_no_secret(desk: Desk) -> None:
    """Neither Python's own traceback, nor the one that is logged, shows local values."""
    desk.write(GOOD + MATRIX)
    command = [sys.executable, "-P", "-c", CRASH]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=desk.folder)
    assert done.returncode == 1
    assert done.stderr.count("RuntimeError: crashed") == 2, "once logged, once uncaught"
    assert CANARY not in done.stdout + done.stderr
