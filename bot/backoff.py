"""How long to wait before trying again: longer each time, and jittered, so that many don't come back at once."""

import random

FIRST = 1.0
"""Seconds after the first failure, at most."""


def pause(tries: int, longest: float = 60.0) -> float:
    """Seconds after the ``tries``-th failure: around 1, 2, 4 … up to ``longest``."""
    longest = min(longest, FIRST * 2.0 ** min(tries - 1, 16))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing
