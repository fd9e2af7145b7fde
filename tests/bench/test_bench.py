"""The benches work. Tiny numbers, and no figure is asserted: how fast a busy machine is proves nothing."""

from datetime import date
from pathlib import Path

from tests.bench import (
    choosing,
    claim,
    clock,
    digests,
    dropped,
    ground,
    memory,
    pipeline,
    report,
    scale,
    slack,
    start,
    who,
)
from tests.simulation.programme import Scale


def test_claims_are_measured_beside_their_own_statements(database_url: str) -> None:
    waiting = ground.waiting(database_url, cases=2 * claim.CALLERS, mentors=claim.CALLERS)
    measured = claim.measure(waiting, rounds=1)
    assert len(measured.beside_single) == len(measured.beside_grouped) == 1
    assert measured.statements
    assert "plain driver" in report.claims("It", measured)


def test_a_claim_a_status_and_a_queue_are_measured_as_cases_add_up(tmp_path: Path) -> None:
    sides = [ground.crowd(f"sqlite:///{tmp_path / str(cases)}.db", cases) for cases in (400, 800)]
    measured = scale.measure(*sides, rounds=1)
    assert set(measured.ratios) == set(scale.WHAT)
    assert "`queue`" in report.scale("It", measured)


def test_the_pipeline_is_measured_over_many_cases(database_url: str) -> None:
    measured = pipeline.measure(pipeline.grown(database_url, 1000, every=5), rounds=1)
    assert measured.open == 200
    assert measured.took.keys() == set(pipeline.ASKED)
    assert "`pipeline table`" in report.pipeline("It", [measured])


def test_digests_are_measured(database_url: str) -> None:
    url = digests.grown(database_url, regions=15, cases=1000, reports=1000)
    measured = digests.measure(url, regions=15, cases=1000, chart=True)
    assert 5 < measured.said <= 15
    assert "digests over 1,000 cases" in report.digests("It", measured, measured)


def test_ticks_are_measured_as_open_cases_add_up(database_url: str, tmp_path: Path) -> None:
    few = ground.clocked(database_url, 200, ticks=2)
    many = ground.clocked(f"sqlite:///{tmp_path / 'many'}.db", 450, ticks=2)
    measured = clock.measure(few, many, rounds=1)
    assert len(measured.ratios) == 1
    assert "100 due rows" in report.ticks("It", measured)


def test_a_choice_of_a_mentor_is_measured_where_it_is_easy_and_where_it_is_hard(tmp_path: Path) -> None:
    measured = choosing.measure(lambda name: f"sqlite:///{tmp_path / name}.db", mentors=200, rounds=2)
    assert len(measured.took) == 4
    assert "200 mentors" in report.choices("It", measured)


def test_who_is_where_is_measured_in_every_way_to_ask(tmp_path: Path) -> None:
    measured = who.measure(lambda name: f"sqlite:///{tmp_path / name}.db", people=3000, regions=300, rounds=2)
    assert len(measured.took) == 10
    assert "3,000 people" in report.whereabouts("It", measured)


def test_a_simulated_time_is_measured(tmp_path: Path) -> None:
    measured = clock.year(Scale(date(2026, 3, 2), 14, mentors=12, candidates=10), tmp_path)
    assert measured.rungs
    assert not measured.faults
    assert "14 days" in report.year(measured)


def test_memory_is_measured_in_a_process_of_its_own(tmp_path: Path) -> None:
    measured = memory.measure(ground.crowd(f"sqlite:///{tmp_path / 'memory'}.db", 100), events=200)
    assert len(measured.megabytes) == 1 + memory.MARKS
    assert "200 events" in report.memory("It", measured)


def test_dropped_events_never_touch_the_database(tmp_path: Path) -> None:
    measured = dropped.measure(tmp_path, events=10, rounds=1)
    assert len(measured.kinds) == 4
    assert "Dropped" in report.dropped(measured)


def test_starts_are_measured_in_processes_of_their_own(tmp_path: Path) -> None:
    measured = {"shell": start.shell(1), "matrix": start.matrix(tmp_path, 1), "both": start.both(tmp_path, 1)}
    assert "Cold start" in report.starts(measured)


def test_slack_is_measured_beside_a_bare_bolt_app(tmp_path: Path) -> None:
    measured = slack.measure(tmp_path, rounds=1, requests=64, claims=64)
    assert len(measured.status.ratios) == len(measured.claims.ratios) == 1
    assert "Bare bolt" in report.slack(measured)


def test_every_event_of_a_stream_has_its_effect_once(tmp_path: Path) -> None:
    measured = slack.stream(tmp_path, seconds=1)
    assert measured.repeated
    assert "The longest" in report.stream(measured)


def test_the_machine_is_named() -> None:
    assert "Python 3" in report.machine(date(2026, 11, 21), "15")
