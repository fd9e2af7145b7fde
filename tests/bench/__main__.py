"""``make bench``: everything once, as Markdown on stdout; what it is doing goes to stderr. Twenty minutes or so."""

import sys
from datetime import UTC, datetime

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
from tests.simulation.programme import YEAR


def main() -> None:
    """Measure and print."""
    with ground.places() as places:
        print(report.machine(datetime.now(UTC).date(), places.version), end="\n\n")
        for name, place in places.each():
            _say(f"claims on {name} ...")
            waiting = ground.waiting(place("claims"), cases=3000, mentors=claim.CALLERS)
            print(report.claims(name, claim.measure(waiting, rounds=5)))
        for name, place in places.each():
            _say(f"a thousand cases and a million on {name} ...")
            small, large = ground.crowd(place("small"), 1000), ground.crowd(place("large"), 1_000_000)
            print(report.scale(name, scale.measure(small, large, rounds=9)))
            ground.drop(large.url)
        for name, place in places.each():
            _say(f"a tick among a thousand open cases and a million on {name} ...")
            few, many = ground.clocked(place("few"), 1000, ticks=10), ground.clocked(place("many"), 1_000_000, ticks=10)
            print(report.ticks(name, clock.measure(few, many, rounds=9)))
            ground.drop(many.url)
        for name, place in places.each():
            _say(f"choosing among ten thousand mentors on {name} ...")
            print(report.choices(name, choosing.measure(place, mentors=10_000, rounds=200)))
        for name, place in places.each():
            _say(f"who is where among a hundred thousand people on {name} ...")
            print(report.whereabouts(name, who.measure(place, people=100_000, regions=1000, rounds=200)))
        for name, place in places.each():
            _say(f"the pipeline on {name} ...")
            sides = []
            for label, every in (("usual", 25), ("all-open", 1)):
                grown = pipeline.grown(place(label), 1_000_000, every=every)
                sides.append(pipeline.measure(grown, rounds=9))
                ground.drop(grown.url)
            print(report.pipeline(name, sides))
        for name, place in places.each():
            _say(f"digests on {name} ...")
            told = []
            for chart in (False, True):
                url = digests.grown(place(f"digests-{chart}"), regions=200, cases=1_000_000, reports=1_000_000)
                told.append(digests.measure(url, regions=200, cases=1_000_000, chart=chart))
                ground.drop(url)
            print(report.digests(name, *told))
        for name, place in places.each():
            _say(f"memory on {name} ...")
            print(report.memory(name, memory.measure(ground.crowd(place("memory"), 1000), events=50_000)))
    with ground.folder() as folder:
        _say("a simulated year ...")
        print(report.year(clock.year(YEAR, folder)))
        _say("dropped events ...")
        print(report.dropped(dropped.measure(folder, events=50_000, rounds=5)))
        _say("Slack beside a bare bolt app ...")
        print(report.slack(slack.measure(folder, rounds=5, requests=4000, claims=1000)))
        _say("a stream of events from Slack ...")
        print(report.stream(slack.stream(folder, seconds=30)))
        _say("cold starts ...")
        measured = {
            "Python alone": start.interpreter(5),
            "`ambassador shell`, nothing to do, until it has left": start.shell(5),
            "with Matrix, until it logs in": start.matrix(folder, 5),
            "with Matrix and Slack, until it logs in": start.both(folder, 5),
        }
        print(report.starts(measured))


def _say(what: str) -> None:
    print(what, file=sys.stderr)


if __name__ == "__main__":
    main()
