"""One cold start with what a config names, as far as it goes without a network; ``start`` runs it in a process.

The bot's own wiring reads a config, makes the database, puts the engine on it, imports the platform and the health page
and puts them together. What would come next is logging in. The process ends there, at once.
"""

import asyncio
import os
import sys
from pathlib import Path

from bot.cli import log
from bot.cli.config import load
from bot.cli.wiring import opened, platforms


async def ready(config: Path) -> None:
    """Get ready to log in, and end the process."""
    async with opened(load(config, alone=True)) as app:
        from adapters.web.health import HealthPage
        from adapters.web.pulse import Pulse

        served = platforms(app)
        HealthPage(app.config.http, Pulse(app.database, app.clock), served)
        os._exit(0 if served else 1)


if __name__ == "__main__":
    log.configure()
    asyncio.run(ready(Path(sys.argv[1])))
