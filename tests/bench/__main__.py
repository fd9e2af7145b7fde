"""``make bench``: everything once, as Markdown on stdout; what it is doing goes to stderr. Takes about two minutes."""

import sys
from datetime import UTC, datetime

from tests.bench import claim, dropped, ground, report, start


def main() -> None:
    """Measure and print."""
    print(report.machine(datetime.now(UTC).date()), end="\n\n")
    with ground.folder() as folder:
        _say("claims ...")
        print(report.claims(claim.measure(folder, cases=3000, rounds=7)))
    with ground.folder() as folder:
        _say("dropped events ...")
        print(report.dropped(dropped.measure(folder, events=50_000, rounds=5)))
    with ground.folder() as folder:
        _say("cold starts ...")
        measured = {
            "Python alone": start.interpreter(5),
            "`ambassador shell`, nothing to do, until it has left": start.shell(5),
            "with Matrix, until it logs in": start.matrix(folder, 5),
        }
        print(report.starts(measured))


def _say(what: str) -> None:
    print(what, file=sys.stderr)


if __name__ == "__main__":
    main()
