"""A PostgreSQL that can't be used for a while: who waits is told so, nothing is half done, and it heals by itself."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager

import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot.errors import Unavailable
from storage import postgres as ours
from tests.faults.enduring import back, endures, kept, told_once, whole
from tests.faults.proxy import COMMIT, Fault, Proxy, proxied
from tests.postgres.server import Server
from tests.world import World, key, world

pytestmark = pytest.mark.usefixtures("faster")
SHORT = "options=-c%20lock_timeout%3D300ms"
"""So that a lock isn't waited for as long as usual."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server that may be stopped, and soon has no place left."""
    with Server(settings={"max_connections": "12"}) as made:
        yield made


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    """A database on it, by way of loopback."""
    with server.database() as there:
        yield server.url(str(make_url(there).database), tcp=True)


async def test_a_server_that_is_gone_for_a_while(server: Server, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    @asynccontextmanager
    async def stopped() -> AsyncIterator[str]:
        await asyncio.to_thread(server.stop)
        try:
            yield "the server can't be reached"
        finally:
            await asyncio.to_thread(server.start)

    async with world(url) as there:
        await endures(there, stopped)
    assert told_once("".join(capsys.readouterr()))


async def test_a_server_without_a_place_left(server: Server, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    @asynccontextmanager
    async def taken() -> AsyncIterator[str]:
        with ExitStack() as others:
            await asyncio.to_thread(fill, server, url, others)
            yield "the server can't be reached"

    async with world(url) as there:
        await endures(there, taken)
    assert told_once("".join(capsys.readouterr()))


def fill(server: Server, url: str, others: ExitStack) -> None:
    """Throw the bot out, and let others take every place."""
    throw = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ambassador'"
    server.execute(throw, url)

    def enter() -> None:
        for _ in range(20):
            others.enter_context(psycopg.connect(url))

    with pytest.raises(psycopg.OperationalError, match="too many clients"):
        enter()


async def test_a_lock_that_somebody_holds_for_long(
    server: Server, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    @asynccontextmanager
    async def held() -> AsyncIterator[str]:
        with psycopg.connect(url) as operator:
            operator.execute("LOCK TABLE cases IN ACCESS EXCLUSIVE MODE")
            yield "somebody else held a lock for too long"

    async with world(f"{url}?{SHORT}") as there:
        await endures(there, held)
    assert told_once("".join(capsys.readouterr()))
    assert server.running


async def test_who_waits_behind_a_lock_hears_it_too_and_isnt_begun_later(url: str) -> None:
    async with world(f"{url}?{SHORT.replace('300ms', '20s')}") as there:
        ran: list[bool] = []
        with psycopg.connect(url) as operator:
            operator.execute("LOCK TABLE cases IN ACCESS EXCLUSIVE MODE")
            stuck = asyncio.ensure_future(there.say("kim", "!apply"))
            await asyncio.sleep(0.2)
            behind = (there.database.write(lambda _store: ran.append(True)) for _ in range(100))
            heard = await asyncio.gather(*behind, return_exceptions=True)
            assert {type(each) for each in heard} == {Unavailable}
        assert key(await stuck) in {"form-apply-intro", "not-saved"}
        await back(there)
        assert not ran
        await whole(there)


@asynccontextmanager
async def through(server: Server, url: str) -> AsyncIterator[tuple[Proxy, World]]:
    """The programme, with a proxy before its database."""
    async with proxied(server.port) as proxy, world(proxy.url(url)) as there:
        yield proxy, there


async def test_a_network_that_is_down_for_a_while(server: Server, url: str, capsys: pytest.CaptureFixture[str]) -> None:
    async with through(server, url) as (proxy, there):

        @asynccontextmanager
        async def down() -> AsyncIterator[str]:
            proxy.close()
            try:
                yield "the server can't be reached"
            finally:
                proxy.open()

        await endures(there, down)
    assert told_once("".join(capsys.readouterr()))


async def test_a_server_that_takes_everything_and_answers_nothing(
    server: Server, url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ours, "TAKES", 0.5)
    monkeypatch.setattr(ours, "LOOK", 0.1)
    async with through(server, f"{url}?connect_timeout=2") as (proxy, there):

        @asynccontextmanager
        async def silent() -> AsyncIterator[str]:
            proxy.choose = lambda _said: Fault.HOLE
            try:
                yield "the server can't be reached"
            finally:
                proxy.choose = lambda _said: Fault.NONE

        await endures(there, silent)
    assert told_once("".join(capsys.readouterr()))


@pytest.mark.parametrize("fault", [Fault.CUT, Fault.LOSE])
@pytest.mark.parametrize("window", [True, False])
async def test_a_commit_whose_word_is_lost_is_done_once(server: Server, url: str, fault: Fault, window: bool) -> None:
    async with through(server, url) as (proxy, there):
        left = [fault]

        def choose(said: bytes) -> Fault:
            return left.pop() if COMMIT in said and left else Fault.NONE

        event = there.said("kim", "!apply", window=window)
        proxy.choose = choose
        answer = await there.engine.handle(event)
        assert not left
        assert key(answer) == ("form-apply-intro" if window else None)
        once = await kept(there)
        assert await there.rows("SELECT state FROM cases") == [("draft",)]
        assert len(await there.rows("SELECT 1 FROM outbox")) == (0 if window else 1)
        assert key(await there.engine.handle(event)) == key(answer)
        assert await kept(there) == once
        await whole(there)


async def test_a_commit_that_was_slow_and_whose_word_is_lost_is_looked_at_again(server: Server, url: str) -> None:
    async with through(server, url) as (proxy, there):
        faults = [Fault.DELAY] * 6  # longer together than the bot's patience

        def choose(said: bytes) -> Fault:
            if COMMIT in said and Fault.LOSE not in proxy.done:
                return Fault.LOSE
            return faults.pop() if faults else Fault.NONE

        proxy.choose = choose
        event = there.said("kim", "!apply", window=False)
        assert await there.engine.handle(event) is None
        assert proxy.done[Fault.LOSE] == 1
        assert not faults
        assert await there.rows("SELECT state FROM cases") == [("draft",)]
        await whole(there)


async def test_reads_find_another_connection_where_theirs_has_died(server: Server, url: str) -> None:
    async with world(url) as there:
        await asyncio.gather(*(there.rows("SELECT pg_sleep(0.05)") for _ in range(4)))
        throw = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ambassador'"
        await asyncio.to_thread(server.execute, throw, url)
        assert key(await there.say("kim", "!status")) == "status-none"
        assert there.database.fault is None
