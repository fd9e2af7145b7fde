"""The tests' own homeserver keeps what its fixture promises."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from nio import AsyncClient, JoinedRoomsResponse, LoginResponse, RoomCreateResponse, SyncResponse

from tests.synapse import server
from tests.synapse.server import Synapse, SynapseError, User


@asynccontextmanager
async def logged_in(homeserver: Synapse, user: User) -> AsyncIterator[AsyncClient]:
    """A client of this user's, logged in by password."""
    client = AsyncClient(homeserver.url, user.user_id)
    try:
        assert isinstance(await client.login(user.password), LoginResponse)
        yield client
    finally:
        await client.close()


async def test_a_registered_user_logs_in_and_syncs(homeserver: Synapse) -> None:
    ana = homeserver.user("ana")
    async with logged_in(homeserver, ana) as client:
        assert isinstance(await client.sync(timeout=0), SyncResponse)
        assert (await client.get_displayname()).displayname == "ana"


def test_every_user_is_a_new_one(homeserver: Synapse) -> None:
    ana, other = homeserver.user("ana"), homeserver.user("ana")
    assert ana.user_id.startswith("@ana-")
    assert ana.user_id != other.user_id


async def test_a_restart_keeps_users_and_rooms(homeserver: Synapse) -> None:
    async with logged_in(homeserver, homeserver.user("bo")) as client:
        room = await client.room_create()
        assert isinstance(room, RoomCreateResponse)
        homeserver.stop()
        assert not homeserver.running
        homeserver.start()
        joined = await client.joined_rooms()
        assert isinstance(joined, JoinedRoomsResponse)
        assert joined.rooms == [room.room_id]


def test_a_failed_start_shows_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "SERVER_NAME", "not a name")
    with pytest.raises(SynapseError, match="not a name"), Synapse():
        pass


def test_a_missing_synapse_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PYTHON", server.ROOT / ".venv-nowhere" / "bin" / "python")
    with pytest.raises(SynapseError, match="make test"), Synapse():
        pass
