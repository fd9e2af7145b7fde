"""Calendars that the config names: read once, from beside the file, and told where they can't be."""

from datetime import date

import pytest

from bot.cli.config import load
from tests.config.desk import GOOD, MATRIX, Desk
from tests.config.test_commands import start

CLUB = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//club//EN
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20260713
DTEND;VALUE=DATE:20260715
SUMMARY:Camp
END:VEVENT
END:VCALENDAR
"""
CAMP = {date(2026, 7, 13), date(2026, 7, 14)}
REGION = '[[region]]\nname = "EMEA"\n'
HOLIDAYS = GOOD.replace('name = "Example"', 'name = "Example"\nholidays = ["club.ics"]')


def lay(desk: Desk, content: str = CLUB, name: str = "club.ics") -> None:
    """Put a calendar beside the config, or below it."""
    file = desk.folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(content, encoding="utf-8")


def test_a_calendar_is_read_by_the_words_that_name_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(desk)
    lay(desk, CLUB.replace("202607", "202608"), "more/club.ics")
    path = desk.write(f'{HOLIDAYS}{REGION}holidays = ["DE", "more/club.ics", "club.ics"]\n')
    monkeypatch.chdir("/")
    core = load(path).core
    assert {name: {*days} for name, days in core.calendars.items()} == {
        "club.ics": CAMP,
        "more/club.ics": {day.replace(month=8) for day in CAMP},
    }


@pytest.mark.parametrize(
    ("content", "says"),
    [("Dear diary", "club.ics is no calendar: "), (CLUB.replace("END:VCALENDAR", ""), "club.ics is cut off: ")],
)
def test_a_calendar_that_cant_be_used(desk: Desk, content: str, says: str) -> None:
    lay(desk, content)
    (said,) = desk.faults(HOLIDAYS)
    assert said.startswith(f"programme.holidays, no. 1: {says}")


def test_a_calendar_that_only_the_database_names_is_no_day_off_and_is_said(desk: Desk) -> None:
    lay(desk)
    start(desk.write(f'{GOOD}{MATRIX}{REGION}holidays = ["club.ics"]\n'))
    assert "The database agrees with it." in desk.run("config", "check").stdout
    desk.write(GOOD + MATRIX + REGION)
    told = desk.run("config", "check").stdout
    assert "differs: [[region]] EMEA: holidays is club.ics in the database, none here" in told
    assert "not read: EMEA, holidays: the database names club.ics, but no section of this config does" in told
    assert "not read" not in desk.run("config", "check", "-c", desk.write(HOLIDAYS + MATRIX + REGION).name).stdout


def test_a_new_region_begins_with_its_holidays(desk: Desk) -> None:
    start(desk.write(f'{GOOD}{MATRIX}{REGION}holidays = ["DE", "12-24"]\n'))
    desk.write(f'{GOOD}{MATRIX}{REGION}holidays = ["PL"]\n')
    assert "EMEA: holidays is DE, 12-24 in the database, PL here" in desk.run("config", "check").stdout
