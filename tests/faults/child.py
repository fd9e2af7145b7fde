"""A process of the bot's own on a database: ``python -m tests.faults.child URL NAME`` takes a lease of that name and
every parcel that is due, for an hour, says what it got, and lives until it is killed. So it lets nothing go.
"""

import asyncio
import sys
from datetime import timedelta

from bot.cli import log
from bot.clock import SystemClock
from bot.ports import Store
from storage.database import SqlDatabase


async def main(url: str, name: str) -> None:
    """Hold what can be had."""
    log.configure()
    database = SqlDatabase(url)
    database.open()
    now = SystemClock().now()
    until = now + timedelta(hours=1)

    def hold(store: Store) -> str:
        fence = store.leases.take(name, f"owner of {name}", now, until)
        parcels = store.outbox.lease("shell", now, until, 10)
        return f"{fence} {' '.join(parcel.token for parcel in parcels)}"

    print(await database.write(hold), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
