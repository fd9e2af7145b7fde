"""The bot as operators run it, only less patient: ``python -m tests.proofs.kill.bot CONFIG``.

Rules of this file: it shortens durations and changes nothing else. What is short here is long only so that nothing is
asked for too often; a bot that must be waited for a minute after each kill would make a proof of an hour.
"""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from adapters.matrix import lease, sync
from bot import backoff, courier, parking
from bot.cli import log, wiring
from bot.cli.config import load


def hurry() -> None:
    """Shorten what is waited for."""
    backoff.FIRST = 0.05
    courier.DELIVER_WITHIN, courier.LEASE, courier.POLL = 1.2, timedelta(seconds=1.5), 0.1
    lease.TTL, lease.RENEW, lease.WAIT = timedelta(seconds=1.5), 0.5, 0.1
    parking.PAUSE = timedelta(seconds=0.2)
    sync.IDLE = 0.05
    wiring.RECOVER_EVERY = 0.3


def main(config: Path) -> None:
    """Run until killed."""
    hurry()
    log.configure()
    asyncio.run(wiring.serve(load(config)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
