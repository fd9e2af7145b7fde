"""Stops, crashes, second processes and ended sessions, on a real Synapse: nothing is lost, nothing happens twice."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.matrix import lease, session
from adapters.matrix.deliver import MatrixCarrier
from adapters.matrix.lease import Lease
from adapters.matrix.sync import Loop
from bot.errors import Misconfigured
from bot.event import AnyEvent
from bot.platform import Parcel, Receipt
from tests.adapters.matrix.world import World, apply, question, until, words

pytestmark = pytest.mark.xdist_group("synapse")


async def settled(there: World) -> None:
    """Wait until what ana asks now is answered: everything before it has been handled."""
    before = len(there.ana.heard(words("status-staff")))
    await there.ana.say(there.mentors, "!status")
    await there.ana.hears(words("status-staff"), times=before + 1)


async def test_a_kill_between_keeping_and_handling_loses_nothing(there: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kim = there.kim
    async with there.bot():
        room = await kim.direct(there.me)
        await kim.say(room, "apply")
        await kim.hears(question(1), room)
    with monkeypatch.context() as patched:
        patched.setattr(Loop, "_handle", nothing)
        async with there.bot() as bot:
            await kim.say(room, "kim")
            await kim.say(room, "kim@example.org")
            await until_pending(bot.app.database, 2)
    async with there.bot():
        await kim.hears(question(3), room)
    assert len(kim.heard(question(2), room)) == len(kim.heard(question(3), room)) == 1


async def nothing(*_: Any) -> None:
    """In place of what a killed process never did."""


async def until_pending(database: Any, count: int) -> None:
    """Wait until so many events are kept and not handled."""
    for _ in range(300):
        if (await database.read(lambda store: store.inbox.counts())).get("pending") == count:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("not kept")


async def test_a_sync_that_comes_again_causes_nothing_again(there: World) -> None:
    kim, ana = there.kim, there.ana
    async with there.bot() as bot:
        name = f"matrix:{there.me}"
        old = await bot.app.database.read(lambda store: store.leases.cursor(name))
        room = await apply(there, kim)
        await ana.say(there.mentors, "!claim 1")
        await kim.hears(words("claim-candidate"), room)
        await settled(there)
        new = await bot.app.database.read(lambda store: store.leases.cursor(name))
    heard = (len(kim.events), len(ana.events))
    async with there.bot() as bot:
        await bot.stop()
        now = bot.app.clock.now()

        def back(store: Any) -> None:
            fence = store.leases.take(name, "test", now, now + timedelta(seconds=1))
            store.leases.move_cursor(name, fence, store.leases.cursor(name), old)
            store.leases.release(name, "test", now)

        assert new != old
        await bot.app.database.write(back)
    async with there.bot():
        await settled(there)
    said = [event for _, event in kim.events[heard[0] :] if event["type"] == "m.room.message"]
    assert said == []
    assert len(ana.heard(words("claim-done"))) == 1


async def test_a_reply_that_was_lost_is_not_sent_twice(there: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between sending and writing down: the parcel goes again under its token, and the homeserver knows it."""
    kim, deliver = there.kim, MatrixCarrier.deliver

    async def cut(self: MatrixCarrier, parcel: Parcel, body: str) -> Receipt:
        await deliver(self, parcel, body)
        raise ConnectionResetError

    with monkeypatch.context() as patched:
        async with there.bot() as bot:
            patched.setattr(MatrixCarrier, "deliver", cut)
            room = await kim.direct(there.me)
            await kim.hears(words("welcome"), room)
            parcels = await bot.app.database.read(lambda store: store.outbox.counts())
            assert "sent" not in parcels
    async with there.bot():
        await kim.say(room, "!status")
        await kim.hears(words("status-none"), room)
    assert len(kim.heard(words("welcome"))) == 1


async def test_a_stop_finishes_what_is_in_hand_and_lets_the_lease_go(there: World) -> None:
    """Four messages wait their turn, a second each: what has begun is finished, the others are the next start's."""
    kim = there.kim
    async with there.bot() as bot:
        room = await kim.direct(there.me)
        await kim.hears(words("welcome"), room)
        engine, database, handle, begun = bot.app.engine, bot.app.database, bot.app.engine.handle, list[AnyEvent]()

        async def slowly(event: AnyEvent) -> Any:
            begun.append(event)
            await asyncio.sleep(1)
            return await handle(event)

        engine.handle = slowly  # type: ignore[method-assign]
        for said in ("apply", "kim", "kim@example.org", "EMEA"):
            await kim.say(room, said)
        await until(lambda: len(begun) == 2)
        await bot.stop()
        assert len(begun) == 2
        states = await database.read(lambda store: [store.inbox.seen(event).state for event in begun])
        assert states == ["done", "done"]
        now = bot.app.clock.now()
        lease_name = f"matrix:{there.me}"
        assert await database.write(lambda store: store.leases.take(lease_name, "next", now, now)) is not None
    async with there.bot():
        await kim.hears(question(4), room)
    assert [len(kim.heard(question(number))) for number in (1, 2, 3, 4)] == [1, 1, 1, 1]


async def test_of_two_processes_one_receives(there: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "WAIT", 0.1)
    async with there.bot() as first:
        waiting = asyncio.create_task(second(there))
        await settled(there)
        assert not waiting.done()
        await first.stop()
        await waiting


async def second(there: World) -> None:
    """Another process of the same bot, which serves one command."""
    async with there.bot():
        await there.bo.say(there.mentors, "!status")
        await there.bo.hears(words("status-staff"))


async def test_a_process_that_slept_past_its_lease_steps_back(there: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While it slept another one took the lease: its fence no longer holds, so it can't move the token."""
    monkeypatch.setattr(lease, "WAIT", 0.1)
    monkeypatch.setattr(Lease, "keep", sleeping)
    async with there.bot() as bot:
        name, clock = f"matrix:{there.me}", bot.app.clock
        await settled(there)
        long_after = clock.now() + timedelta(minutes=5)
        fence = await bot.app.database.write(
            lambda store: store.leases.take(name, "other", long_after, clock.now() + timedelta(seconds=1))
        )
        assert fence is not None
        cursor = await bot.app.database.read(lambda store: store.leases.cursor(name))
        await there.ana.say(there.mentors, "!status")
        await until(lambda: not bot.platform.ready)
        assert await bot.app.database.read(lambda store: store.leases.cursor(name)) == cursor
        await there.ana.hears(words("status-staff"), times=2)  # when the other's lease had ended
    assert len(there.ana.heard(words("status-staff"))) == 2


async def test_a_process_that_lost_its_lease_stops_receiving(there: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "RENEW", 0.1)
    async with there.bot() as bot:
        clock = bot.app.clock
        later = clock.now() + timedelta(minutes=5)
        await bot.app.database.write(lambda store: store.leases.take(f"matrix:{there.me}", "other", later, later))
        await until(lambda: not bot.platform.ready)
        assert not bot.tasks[0].done()


async def sleeping(_lease: Lease) -> None:
    """A process that doesn't get to renew its lease."""
    await asyncio.sleep(3600)


async def test_an_ended_session_stops_loudly_and_a_start_logs_in_again(there: World) -> None:
    kept = there.folder / "matrix" / session.FILE
    async with there.bot() as bot:
        await bot.platform._homeserver.request("POST", "/logout", {})
        receiving = bot.tasks.pop(0)
        with pytest.raises(Misconfigured, match="session"):
            await asyncio.wait_for(receiving, 10)
    device = json.loads(kept.read_text())["device_id"]
    async with there.bot():
        await settled(there)
    assert json.loads(kept.read_text())["device_id"] == device


async def test_a_start_brings_the_same_device_back(there: World) -> None:
    devices = []
    for _ in range(2):
        async with there.bot() as bot:
            devices.append((await bot.platform._homeserver.whoami())["device_id"])
    assert devices[0] == devices[1]


async def test_an_access_token_serves_as_well(there: World) -> None:
    async with there.bot(password=None, access_token=there.account.access_token):
        await settled(there)


async def test_a_wrong_password_and_a_wrong_address_are_named(there: World) -> None:
    with pytest.raises(Misconfigured, match=r"matrix\.password"):
        async with there.bot(password="wrong"):
            pass
    with pytest.raises(Misconfigured, match=r"matrix\.homeserver"):
        async with there.bot(homeserver="http://127.0.0.1:9", store_path=there.folder / "other"):
            pass


async def test_a_restart_of_the_homeserver_is_waited_for(there: World) -> None:
    async with there.bot() as bot:
        await settled(there)
        await asyncio.to_thread(there.homeserver.stop)
        await until(lambda: not bot.platform.ready)
        await asyncio.to_thread(there.homeserver.start)
        await settled(there)
        assert bot.platform.ready


async def test_no_secret_and_no_word_of_anybodys_is_logged(there: World) -> None:
    with capture_logs() as logs:
        async with there.bot():
            await apply(there, there.kim)
            await settled(there)
    token = json.loads((there.folder / "matrix" / session.FILE).read_text())["access_token"]
    for secret in (token, there.account.password, "I like people", "kim@example.org"):
        assert secret not in json.dumps(logs, default=str)
