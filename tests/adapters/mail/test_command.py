"""``ambassador mail test``: an operator's own mail, and a sentence on what came of it."""

import asyncio

import pytest

from tests.adapters.mail.post import ACCOUNT, HOST, USER, Authority, Post, post, serving
from tests.adapters.mail.test_render import golden
from tests.config.desk import CANARY, GOOD, Desk


def section(office: Post, more: str = 'security = "none"\n') -> str:
    """A config that leads to the server."""
    return f'{GOOD}[mail]\nhost = "{HOST}"\nport = {office.port}\nsender = "bot@example.org"\n{more}'


async def tried(desk: Desk, text: str, address: str = "ops@example.org") -> tuple[int, str, str]:
    """What the command says: its exit status, and what stands on stdout and stderr."""
    desk.write(text)
    done = await asyncio.to_thread(desk.run, "mail", "test", address)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


async def test_it_arrives(desk: Desk, office: Post) -> None:
    assert await tried(desk, section(office)) == (
        0,
        f"{HOST}:{office.port} took the mail and said: 250 2.0.0 taken\n"
        "Look whether it arrives at ops@example.org, in its spam, too.\n",
        "",
    )
    (got,) = office.got
    assert (got.to, got.message["Subject"]) == ("ops@example.org", "Example: a test")
    assert got.message["To"] == "ops@example.org"
    golden("test.txt", got.part("plain"))
    golden("test.html", got.part("html"))
    assert [path.name for path in desk.folder.iterdir()] == ["config.toml"], "no database is made for it"


async def test_the_machine_may_be_told_whom_to_trust(desk: Desk, authority: Authority) -> None:
    path = desk.folder / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    async with post(tls_context=serving(authority)) as office:
        status, _, said = await tried(desk, section(office, ""))
        assert (status, said.startswith(f"The mail wasn't sent: the certificate of {HOST}:")) == (2, True)
        desk.set(SSL_CERT_FILE=str(path))
        assert (await tried(desk, section(office, "")))[0] == 0
    assert office.encrypted == [True]


async def test_the_servers_own_words_are_shown(desk: Desk, office: Post) -> None:
    office.replies["RCPT"] = "550 5.1.1 <ops@example.org>: no such user"
    assert await tried(desk, section(office)) == (
        2,
        "",
        f"The server can be used, but didn't take the mail: {HOST}:{office.port} refuses the address (550 5.1.1).\n"
        "The server said: 5.1.1 <ops@example.org>: no such user\n",
    )


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_a_wrong_password_is_said_and_not_shown(desk: Desk) -> None:
    async with post(**ACCOUNT, auth_require_tls=False) as office:
        account = f'security = "none"\nuser = "{USER}"\npassword = "{CANARY}"\n'
        status, shown, said = await tried(desk, section(office, account))
    assert (status, shown) == (2, "")
    assert "refuses the login (535 5.7.8): check mail.user and mail.password." in said
    assert CANARY not in said


@pytest.mark.parametrize(
    ("mail", "address", "says"),
    [
        (False, "ops@example.org", "the config has no [mail]: fill it in as config.example.toml shows\n"),
        (True, "ops", "ops isn't an address that a mail can be sent to; write one such as kim@example.org\n"),
    ],
)
async def test_what_cant_be_tried(desk: Desk, office: Post, mail: bool, address: str, says: str) -> None:
    assert await tried(desk, section(office) if mail else GOOD, address) == (2, "", says)
    assert office.heard == []
