"""Days off: entries of the config and of regions, and calendars from anywhere."""

import os
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.holidays import calendar, check, days_off

YEARS = range(2026, 2028)


def dates(*written: str) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, written))


# Entries


@pytest.mark.parametrize(
    ("entry", "within", "without"),
    [
        ("DE", ["2026-01-01", "2026-04-03", "2026-12-25", "2027-10-03"], ["2026-01-06", "2026-12-24", "2025-12-25"]),
        ("DE-BY", ["2026-01-01", "2026-01-06", "2026-06-04", "2027-01-06"], ["2026-12-24"]),
        ("GB-SCT", ["2026-11-30"], ["2026-04-06"]),
        ("US", ["2026-07-03", "2026-07-04", "2026-11-26"], ["2026-07-02"]),  # the day for which another is off as well
        ("NP", ["2026-05-29"], ["2026-12-26"]),
    ],
)
def test_public_holidays(entry: str, within: list[str], without: list[str]) -> None:
    off = days_off([entry], YEARS, {})
    assert dates(*within) <= off
    assert not dates(*without) & off
    assert {day.year for day in off} == {2026, 2027}


def test_dates() -> None:
    assert days_off(["2026-12-24"], YEARS, {}) == dates("2026-12-24")
    assert days_off(["2030-12-24"], YEARS, {}) == frozenset()
    assert days_off(["12-24"], YEARS, {}) == dates("2026-12-24", "2027-12-24")
    assert days_off(["02-29"], range(2023, 2029), {}) == dates("2024-02-29", "2028-02-29")


def test_entries_together() -> None:
    camp = dates("2026-08-01", "2026-08-02", "2031-08-01")
    entries = ["DE", "12-24", "2026-05-04", "camp.ics"]
    off = days_off(entries, YEARS, {"camp.ics": camp, "other.ics": dates("2026-02-02")})
    german = days_off(["DE"], YEARS, {})
    assert off == german | dates("2026-12-24", "2027-12-24", "2026-05-04", "2026-08-01", "2026-08-02")
    assert days_off(entries, YEARS, {"camp.ics": frozenset()}) == off - camp, "a calendar that changed is read anew"
    assert days_off([], YEARS, {}) == frozenset()
    with pytest.raises(ValueError, match=r"the calendar camp\.ics isn't there"):
        days_off(entries, YEARS, {})
    with pytest.raises(ValueError, match="write DE"):
        days_off(["de"], YEARS, {})


@pytest.mark.parametrize(
    "entry", ["DE", "DE-BY", "GB-ENG", "IT-Cesena", "12-24", "02-29", "2024-02-29", "our days.ics"]
)
def test_what_can_be_read_is_left_alone(entry: str) -> None:
    check(entry)


@pytest.mark.parametrize(
    ("entry", "instead"),
    [
        ("de", "^write DE$"),
        (" DE ", "^write DE$"),
        ("DEU", "^write DE$"),
        ("Germany", "^write DE$"),
        ("UK", "^write GB$"),
        ("germny", r"^did you mean DE\?$"),
        ("XX", "write a country such as DE"),
        ("XX-BY", "write a country such as DE"),
        ("", "write a country such as DE"),
        ("Christmas", "a date such as 2026-12-24 or 12-24"),
        ("de-by", "^write DE-BY$"),
        ("Germany-BY", "^write DE-BY$"),
        ("DE-by", r"did you mean DE-BY\?"),
        ("DE-Bayern", r"did you mean DE-BY\?"),
        ("DE-Bavern", r"did you mean DE-BY\?"),
        ("DE-ZZ", "DE has no such part; there is BB, BE, BW, BY, HB"),
        ("DE-", "DE has no such part; there is BB"),
        ("NP-BA", "NP is known as a whole only: write NP"),
        ("2026-02-31", "^February 2026 has days from 1 to 28: write a date as 2026-12-24, or as 12-24 for every year$"),
        ("2026-02-29", "February 2026 has days from 1 to 28"),
        ("02-30", "February has days from 1 to 29"),
        ("04-31", "April has days from 1 to 30"),
        ("12-00", "December has days from 1 to 31"),
        ("31 February", "February has days from 1 to 29"),
        ("29 February 2026", "February 2026 has days from 1 to 28"),
        ("24 December", "^write 12-24$"),
        ("24. december 2026", "^write 2026-12-24$"),
        ("24 Dezember", "write a date as"),
        ("24-12", "the month stands before the day"),
        ("2026-13-01", "the month stands before the day"),
        ("24.12.2026", "write a date as 2026-12-24"),
        ("2026-1-1", "write a date as 2026-12-24"),
        ("0000-01-01", "years begin with 0001"),
        ("٢٠٢٦-١٢-٢٤", "write a date as 2026-12-24"),
    ],
)
def test_what_cant_be_read_is_told_what_to_write(entry: str, instead: str) -> None:
    with pytest.raises(ValueError, match=instead):
        check(entry)


# Calendars


def ics(*events: str) -> str:
    """A calendar with events, each told by its lines."""
    told = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{told}END:VCALENDAR\r\n"


def read(folder: Path, text: str | bytes) -> frozenset[date]:
    file = folder / "days.ics"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return calendar(file)


YEARLY = "UID:a\r\nDTSTART;VALUE=DATE:20380301\r\nRRULE:FREQ=YEARLY"
ZONE = (
    "BEGIN:VTIMEZONE\r\nTZID:Here\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0100\r\n"
    "TZOFFSETTO:+0200\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ics("DTSTART;VALUE=DATE:20261224"), ["2026-12-24"]),
        (ics("DTSTART:20261224"), ["2026-12-24"]),
        (ics("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261225"), ["2026-12-24"]),
        (ics("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227"), ["2026-12-24", "2026-12-25", "2026-12-26"]),
        (ics("DTSTART;VALUE=DATE:20261231\r\nDURATION:P2D"), ["2026-12-31", "2027-01-01"]),
        (ics("DTSTART;VALUE=DATE:20191231\r\nDTEND;VALUE=DATE:20200103"), ["2020-01-01", "2020-01-02"]),
        (ics("DTSTART;VALUE=DATE:20401231\r\nDTEND;VALUE=DATE:20410103"), ["2040-12-31"]),
        (ics("DTSTART;VALUE=DATE:20261224", "DTSTART:20261225T100000Z"), ["2026-12-24"]),
        (ics("DTSTART;VALUE=DATE:20261224", "DTSTART;VALUE=DATE:20261225\r\nSTATUS:CANCELLED"), ["2026-12-24"]),
        (ics(YEARLY), ["2038-03-01", "2039-03-01", "2040-03-01"]),
        (ics(YEARLY + ";UNTIL=20390301"), ["2038-03-01", "2039-03-01"]),
        (ics(YEARLY + ";UNTIL=20390301T120000Z"), ["2038-03-01", "2039-03-01"]),
        (ics(YEARLY + ";UNTIL=20370301"), ["2038-03-01"]),
        (ics(YEARLY + ";INTERVAL=2"), ["2038-03-01", "2040-03-01"]),
        (ics(YEARLY + ";COUNT=2"), ["2038-03-01", "2039-03-01"]),
        (ics(YEARLY + ";BYMONTH=3;BYDAY=1MO"), ["2038-03-01", "2039-03-07", "2040-03-05"]),
        (ics(YEARLY + "\r\nDTEND;VALUE=DATE:20380303;X=1;COUNT=1"), None),
        (ics(YEARLY + "\r\nDURATION:P2D\r\nEXDATE;VALUE=DATE:20390301,20400301"), ["2038-03-01", "2038-03-02"]),
        (ics(YEARLY + ";COUNT=1\r\nRDATE;VALUE=DATE:20390401,20390501"), ["2038-03-01", "2039-04-01", "2039-05-01"]),
        (
            ics(YEARLY, "UID:a\r\nRECURRENCE-ID;VALUE=DATE:20390301\r\nDTSTART;VALUE=DATE:20390302"),
            ["2038-03-01", "2039-03-02", "2040-03-01"],
        ),
        (ics("DTSTART;VALUE=DATE:20200229\r\nRRULE:FREQ=YEARLY;COUNT=3"), ["2020-02-29", "2024-02-29", "2028-02-29"]),
        (ics("DTSTART;VALUE=DATE:20261224\r\nBEGIN:VALARM\r\nDTSTART:soon\r\nEND:VALARM"), ["2026-12-24"]),
        (ics("DTSTART;VALUE=DA\r\n TE:20261224\r\nSUMMARY:Fö\r\n\t🎄 END:VEVENT"), ["2026-12-24"]),
        (ics("DTSTART;VALUE=DATE:20261224").replace("\r\n", "\n").lower(), ["2026-12-24"]),
        ("\ufeff" + ics("DTSTART;VALUE=DATE:20261224"), ["2026-12-24"]),
        (ics("DTSTART;VALUE=DATE:20261224\r\nSUMMARY:Fö").encode("latin-1"), ["2026-12-24"]),
        (ics("DTSTART;VALUE=DATE:20261224").replace("VERSION:2.0\r\n", ZONE), ["2026-12-24"]),
        (ics("DTSTART;VALUE=DATE:20261224").replace("VEVENT", "VTODO") + "", None),
    ],
)
def test_a_calendar_tells_its_all_day_events(tmp_path: Path, text: str | bytes, expected: list[str] | None) -> None:
    if expected is None:
        with pytest.raises(ValueError, match=r"days\.ics has "):
            read(tmp_path, text)
    else:
        assert read(tmp_path, text) == dates(*expected)


DAY = "DTSTART;VALUE=DATE:20260101\r\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no calendar: it doesn't begin with BEGIN:VCALENDAR"),
        ("<html>please log in</html>", "is no calendar"),
        (bytes(range(256)) * 1000, "is no calendar"),
        ("\n" * 999_000, "is no calendar"),
        ("BEGIN:VCALENDAR" + "\r\n \r\n" * 190_000, "is cut off"),
        (ics(DAY)[:-15], "is cut off: it doesn't end with END:VCALENDAR"),
        ("BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", "ends before it has begun"),
        ("BEGIN:VCALENDAR\r\n" * 58_000, "is cut off"),
        (ics(), "has no all-day event from 2020 to 2040"),
        (ics("DTSTART;VALUE=DATE:20191231"), "has no all-day event"),
        (ics("DTSTART;VALUE=DATE:99991230\r\nDURATION:P300D"), "has no all-day event"),
        (ics("DTSTART:20260101T100000Z"), "has no all-day event"),
        (ics("DTSTART;VALUE=DATE:20260231"), "has an event without a date that can be read"),
        (ics("SUMMARY:some day"), "has an event without a date that can be read"),
        (ics(DAY + "RRULE:FREQ=YEARLY;UNTIL=later"), "has an event without a date that can be read"),
        (ics(DAY + "DTSTART;VALUE=DATE:20260102"), "has an event with more than one DTSTART"),
        (ics(DAY + "RRULE:FREQ=YEARLY\r\nRRULE:FREQ=DAILY"), "has an event with more than one RRULE"),
        (ics(DAY + "DTEND;VALUE=DATE:99991231"), "has an event that lasts more than a year"),
        (ics(DAY + "RRULE:whenever"), "neither by the day, week, month nor year"),
        (ics(DAY + "RRULE:FREQ=SECONDLY"), "neither by the day, week, month nor year"),
        (ics(DAY + "RRULE:FREQ=DAILY;BYSECOND=1,2,3"), "neither by the day, week, month nor year"),
        (ics(DAY + "RRULE:FREQ=DAILY;INTERVAL=0"), "repeats every 0 days"),
        (ics(DAY + "RRULE:FREQ=YEARLY;BYEASTER=9999"), "RRULE can't be read"),
        (ics(DAY + "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), "repeats on a date that doesn't exist"),
        (ics(DAY + "RRULE:FREQ=DAILY;BYMONTHDAY=" + ",1" * 100), "RRULE is longer than 200 characters"),
        (ics(*[DAY + "RRULE:FREQ=DAILY"] * 100), "repeats too much"),
        (ics(*[f"DTSTART;VALUE=DATE:{year:04}0101\r\nRRULE:FREQ=DAILY" for year in (1, 2)]), "repeats too much"),
        (ics(*[DAY + "DTEND;VALUE=DATE:20270101\r\nRRULE:FREQ=DAILY"]), "repeats too much"),
        (ics(*[DAY + "RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=" + "1,1," * 20 + "1"] * 100), "repeats too much"),
        ("A" * 1_000_001, "is larger than 1 MB"),
    ],
)
def test_a_calendar_that_cant_be_read_is_told_why(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(ValueError, match=f"^days.ics .*{said}"):
        read(tmp_path, text)


def test_what_repeats_for_ever_is_read_until_2040(tmp_path: Path) -> None:
    off = read(tmp_path, ics(DAY + "RRULE:FREQ=DAILY"))
    assert (min(off), max(off), len(off)) == (date(2026, 1, 1), date(2040, 12, 31), 15 * 365 + 4)


def test_a_calendar_is_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.ics")
    for name, said in [("none.ics", "can't be read: No such file"), ("pipe.ics", "is no file"), ("\0.ics", "can't be")]:
        with pytest.raises(ValueError, match=said):
            calendar(tmp_path / name)
    with pytest.raises(ValueError, match="is no file"):
        calendar(tmp_path)


def rules(*often: str) -> st.SearchStrategy[str]:
    """Lines that tell how an event repeats, sound and unsound."""
    parts = st.dictionaries(
        st.sampled_from(["COUNT", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"]),
        st.integers(-400, 400) | st.integers(1, 12),
        max_size=3,
    )
    written = parts.map(lambda told: "".join(f";{name}={value}" for name, value in told.items()))
    return st.tuples(st.sampled_from(often), written).map(lambda told: f"RRULE:FREQ={told[0]}{told[1]}")


def lines(rule: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What may stand in an event, sound and unsound."""
    dated = [
        f"{name}{kind}" for name in ("DTSTART", "DTEND", "RDATE", "EXDATE") for kind in (":20260203", ":x", ":", "")
    ]
    others = ["BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "DURATION:P3D", "STATUS:CANCELLED"]
    any_of = st.lists(st.sampled_from(dated + others) | rule | st.text(max_size=20), max_size=12).map("\r\n".join)
    return any_of | rule.map(lambda told: DAY + told)


HOSTILE = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def check_whatever_it_holds(folder: Path, text: str) -> None:
    try:
        days = read(folder, text)
    except ValueError:
        return
    assert days
    assert all(2020 <= day.year <= 2040 for day in days)


@settings(HOSTILE, max_examples=80)
@given(event=lines(rules("YEARLY")))
def test_a_calendar_is_read_or_refused_whatever_it_holds(tmp_path: Path, event: str) -> None:
    check_whatever_it_holds(tmp_path, ics(event))


@pytest.mark.soak
@settings(HOSTILE, max_examples=400, derandomize=False)
@given(event=lines(rules("YEARLY", "MONTHLY", "WEEKLY", "DAILY")))
def test_calendars_are_read_or_refused_whatever_they_hold(tmp_path: Path, event: str) -> None:
    check_whatever_it_holds(tmp_path, ics(event))


@pytest.mark.soak
def test_every_country_in_every_year() -> None:
    from holidays.registry import COUNTRIES

    for _, code, *_ in COUNTRIES.values():
        check(code)
        off = days_off([code], range(2020, 2036), {})
        assert all(2020 <= day.year < 2036 for day in off)
        for first, second in pairwise(range(2020, 2025)):
            apart = days_off([code], range(first, second), {}) | days_off([code], range(second, second + 1), {})
            assert apart == {day for day in off if day.year in (first, second)}, code
