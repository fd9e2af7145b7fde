"""``[mail]`` says what is wrong with it, never shows a secret, and never lets a password be read on its way."""

import subprocess
import sys
from typing import Any

import pytest
from pydantic import SecretStr

from adapters.mail.settings import Mail
from tests.config.desk import CANARY, GOOD, ROOT, Desk

HERE: dict[str, Any] = {"host": "mail.example.org", "sender": "Maps <bot@example.org>"}
SECTION = '[mail]\nhost = "mail.example.org"\nsender = "bot@example.org"\n'
ACCOUNT = f'user = "bot"\npassword = "{CANARY}"\n'


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({}, ("mail.example.org", 587)),
        ({"security": "tls"}, ("mail.example.org", 465)),
        ({"security": "none"}, ("mail.example.org", 25)),
        ({"security": "none", "port": 1025}, ("mail.example.org", 1025)),
        ({"host": "mail_server"}, ("mail_server", 587)),
        ({"host": "2001:db8::25"}, ("2001:db8::25", 587)),
    ],
)
def test_where_the_server_is(change: dict[str, Any], at: tuple[str, int]) -> None:
    assert Mail(**(HERE | change)).at == at


@pytest.mark.parametrize(
    ("sender", "name", "address"),
    [
        ("bot@example.org", "", "bot@example.org"),
        ("Maps <bot@example.org>", "Maps", "bot@example.org"),
        ('"Maps, Inc." <bot@example.org>', "Maps, Inc.", "bot@example.org"),
        ("Kärtchen <bot@bücher.example.org>", "Kärtchen", "bot@xn--bcher-kva.example.org"),
        ("A. B. & C. <bot@example.org>", "A. B. & C.", "bot@example.org"),
        ("<bot@example.org>", "", "bot@example.org"),
        ("bot@mailhost", "", "bot@mailhost"),
    ],
)
def test_whom_mails_are_from(sender: str, name: str, address: str) -> None:
    mail = Mail(**(HERE | {"sender": sender}))
    assert (mail.name, mail.address, mail.domain) == (name, address, address.split("@")[1])


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("port = 0\n", "mail.port: write a number of 1 or more"),
        ("port = 65536\n", "mail.port: write a number of 65535 or less"),
        ('security = "ssl"\n', "mail.security: write 'starttls', 'tls' or 'none'"),
        (
            'user = "bot"\n',
            "mail.password: an account has a name and a password: give mail.password, too (AMBASSADOR_M",
        ),
        (f'password = "{CANARY}"\n', "mail.user: an account has a name and a password: give mail.user, too, or leave"),
        (f'security = "none"\n{ACCOUNT}', "mail.security: it would send the password readably; write"),
        ('sendr = "x"\n', "mail.sendr: unknown key; did you mean sender?"),
        ('user = 1\npassword = "x"\n', "mail.user: write it as text, in quotes"),
    ],
)
def test_a_fault(desk: Desk, more: str, said: str) -> None:
    (found,) = desk.faults(GOOD + SECTION + more)
    assert found.startswith(said)
    assert CANARY not in found


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("host", "https://mail.example.org", "mail.host: write the mail server's bare name"),
        ("host", "mail.example.org:587", "mail.host: write the mail server's bare name"),
        ("host", "mail..example.org", "mail.host: write the mail server's bare name"),
        ("host", "", "mail.host: write the mail server's bare name"),
        ("host", "mail.example.org\\nx", "mail.host: write the mail server's bare name"),
        ("sender", "bot", "mail.sender: write an address, bot@example.org, or one with a name"),
        ("sender", "Maps bot@example.org", "mail.sender: write an address"),
        ("sender", "a@example.org, b@example.org", "mail.sender: write an address"),
        ("sender", "Maps <bot@example.org>\\r\\nBcc: x@y.org", "mail.sender: write an address"),
        ("sender", "jörg@example.org", "mail.sender: the part before the @ must be of plain letters"),
    ],
)
def test_a_wrong_value(desk: Desk, key: str, value: str, said: str) -> None:
    right = {"host": "mail.example.org", "sender": "bot@example.org", key: value}
    text = "".join(f'{name} = "{each}"\n' for name, each in right.items())
    (found,) = desk.faults(f"{GOOD}[mail]\n{text}")
    assert found.startswith(said)


def test_what_is_missing_is_all_said_at_once(desk: Desk) -> None:
    found = desk.faults(f'{GOOD}[mail]\nport = "x"\nuser = "bot"\n')
    assert [line.split(":")[0] for line in found] == ["mail.host", "mail.password", "mail.port", "mail.sender"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1", "LOCALHOST"])
def test_a_password_may_be_readable_on_this_machine(host: str) -> None:
    mail = Mail(host=host, sender="bot@example.org", security="none", user="bot", password=SecretStr(CANARY))
    assert CANARY not in repr(mail)


@pytest.mark.parametrize("host", ["10.0.0.1", "localhost.example.org", "mail", "0.0.0.0"])  # noqa: S104
def test_and_nowhere_else(desk: Desk, host: str) -> None:
    text = f'[mail]\nhost = "{host}"\nsender = "bot@example.org"\nsecurity = "none"\n{ACCOUNT}'
    (found,) = desk.faults(GOOD + text)
    assert found.startswith("mail.security: ")


def test_the_password_may_come_from_elsewhere(desk: Desk) -> None:
    desk.set(AMBASSADOR_MAIL__PASSWORD=CANARY)
    mail = desk.load(f'{GOOD}{SECTION}user = "bot"\n').mail
    assert mail is not None
    assert mail.password is not None
    assert mail.password.get_secret_value() == CANARY


def test_the_core_knows_whether_there_is_mail(desk: Desk) -> None:
    assert [desk.load(text).core.mail for text in (GOOD, GOOD + SECTION)] == [False, True]


def test_a_bot_with_mail_alone_isnt_begun(desk: Desk) -> None:
    desk.write(GOOD + SECTION)
    done = desk.run("run")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "the config names no platform: fill in [slack] or [matrix], or try `ambassador shell`\n"


def test_reading_a_config_does_not_load_the_library() -> None:
    found = "import sys, bot.cli.config; print(sorted({'aiosmtplib', 'dns', 'nh3'} & set(sys.modules)))"
    shown = subprocess.run([sys.executable, "-c", found], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert shown.strip() == "[]"
