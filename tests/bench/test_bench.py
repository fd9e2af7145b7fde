"""The benches work. Tiny numbers, and no figure is asserted: how fast a busy machine is proves nothing."""

from datetime import date
from pathlib import Path

from tests.bench import claim, dropped, ground, report, start


def test_claims_are_measured_beside_their_own_statements() -> None:
    with ground.folder() as folder:
        measured = claim.measure(folder, cases=2 * claim.CALLERS, rounds=1)
    assert len(measured.beside_single) == len(measured.beside_grouped) == 1
    assert measured.statements
    assert "raw sqlite3" in report.claims(measured)


def test_dropped_events_never_touch_the_database() -> None:
    with ground.folder() as folder:
        measured = dropped.measure(folder, events=10, rounds=1)
    assert len(measured.kinds) == 4
    assert "Dropped" in report.dropped(measured)


def test_starts_are_measured_in_processes_of_their_own(tmp_path: Path) -> None:
    measured = {"shell": start.shell(1), "matrix": start.matrix(tmp_path, 1)}
    assert "Cold start" in report.starts(measured)


def test_the_machine_is_named() -> None:
    assert "Python 3" in report.machine(date(2026, 11, 21))
