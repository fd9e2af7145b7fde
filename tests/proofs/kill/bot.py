"""The bot as operators run it, only less patient: ``python -m tests.proofs.kill.bot CONFIG``.

Rules of this file: it shortens durations and changes nothing else. What is short here is long only so that nothing is
asked for too often; a bot that must be waited for a minute after each kill would make a proof of an hour.
"""

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from bot import backoff, courier, parking, waiting
from bot.cli import log, wiring
from bot.cli.config import load


def hurry() -> None:
    """Shorten what is waited for on any platform."""
    backoff.FIRST = 0.05
    courier.DELIVER_WITHIN, courier.LEASE, courier.POLL = 1.2, timedelta(seconds=1.5), 0.1
    parking.PAUSE = timedelta(seconds=0.2)
    waiting.LOOKED_UP_WITHIN = timedelta(seconds=1)
    wiring.RECOVER_EVERY = 0.3


def hurry_on_matrix() -> None:
    """Shorten what is waited for there."""
    from adapters.matrix import lease, sync

    lease.TTL, lease.RENEW, lease.WAIT = timedelta(seconds=1.5), 0.5, 0.1
    sync.IDLE = 0.05


def hurry_on_slack() -> None:
    """Shorten what is waited for there."""
    from adapters.slack import deliver, owed, pace, platform, reading, standing

    deliver.SETTLES, pace.APART, reading.APART = 0.3, 0.02, 0.01
    # The fake's moments are whole seconds, so its clock is up to one behind: what seems outdated is looked at again.
    owed.GIVEN_UP, platform.HEARD_EVERY, standing.SKEW = 8.0, 0.3, timedelta(0)


def main(path: Path) -> None:
    """Run until killed."""
    config = load(path)
    hurry()
    if config.matrix is not None:
        hurry_on_matrix()
    if config.slack is not None:
        hurry_on_slack()
    log.configure()
    asyncio.run(wiring.serve(config))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
