"""What every test may ask for, where tests keep their files (in memory, if there is room), and that none is hurried."""

import os
import shutil
from pathlib import Path

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.postgres.fixture", "tests.synapse.fixture"]

_MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of this user's own there
_ENOUGH = 2 * 1024**3

settings.register_profile("unhurried", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")  # a machine that does something else meanwhile breaks nothing


def pytest_configure() -> None:
    """A test's database needn't outlive the machine: what a commit does on a disk is measured by the bench."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_MEMORY))
