"""Days as people write them, in their language; and whatever else they write is answered, and soon."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import dates, parameters
from bot.dates import NoSuchDay
from bot.week import DAYS_OF_A_WEEK
from tests.rules.test_parameters import refusal, take
from tests.world import World, world

TODAY = date(2026, 11, 18)
"""A Wednesday."""
ENGLISH = {
    "2026-11-27": (2026, 11, 27),
    "next friday": (2026, 11, 20),
    "Friday": (2026, 11, 20),
    "wednesday": (2026, 11, 25),
    "next Wednesday": (2026, 11, 25),
    "tuesday": (2026, 11, 24),
    "fri": (2026, 11, 20),
    "tomorrow": (2026, 11, 19),
    "the day after tomorrow": (2026, 11, 20),
    "in 3 days": (2026, 11, 21),
    "in two weeks": (2026, 12, 2),
    "next week": (2026, 11, 23),
    "next month": (2026, 12, 1),
    "in a month": (2026, 12, 18),
    "next year": (2027, 1, 1),
    "end of month": (2026, 11, 30),
    "the end of the month": (2026, 11, 30),
    "end of next month": (2026, 12, 31),
    "7 Jan": (2027, 1, 7),
    "January 7th, 2027": (2027, 1, 7),
    "27 November": (2026, 11, 27),
    "friday, 27 November 2026": (2026, 11, 27),
    "may": (2027, 5, 1),
    "the 27th": (2026, 11, 27),
    "the 3rd": (2026, 12, 3),
    "30.4.2027": (2027, 4, 30),
    "30.4.": (2027, 4, 30),
    "1.12.26": (2026, 12, 1),
    "4/5/2027": (2027, 4, 5),
    "24/12": (2026, 12, 24),
    "2027/01/07": (2027, 1, 7),
    "29 February": (2028, 2, 29),
    "29.2.": (2028, 2, 29),
    "yesterday": (2026, 11, 17),
    "today!": (2026, 11, 18),
    "till friday": (2026, 11, 20),
    "by the 27th": (2026, 11, 27),
    "for two weeks": (2026, 12, 2),
    "for a week": (2026, 11, 25),
}
OTHERS: dict[str, dict[str, tuple[int, int, int] | None]] = {
    "de": {
        "nächsten Freitag": (2026, 11, 20),
        "Freitag": (2026, 11, 20),
        "übermorgen": (2026, 11, 20),
        "in drei Tagen": (2026, 11, 21),
        "nächste Woche": (2026, 11, 23),
        "nächsten Monat": (2026, 12, 1),
        "7. Januar": (2027, 1, 7),
        "4/5/2027": (2027, 5, 4),
        "next friday": (2026, 11, 20),
        "bis Freitag": (2026, 11, 20),
        "bis zum 7. Januar": (2027, 1, 7),
        "Freitag um 9": None,
    },
    "fr": {
        "vendredi prochain": (2026, 11, 20),
        "demain": (2026, 11, 19),
        "dans deux semaines": (2026, 12, 2),
        "jusqu’au 7 janvier": (2027, 1, 7),
    },
    "es": {
        "el próximo viernes": (2026, 11, 20),
        "hasta el viernes": (2026, 11, 20),
        "próximo viernes": (2026, 11, 20),
        "7 de enero": (2027, 1, 7),
    },
    "pt-BR": {"sexta-feira": (2026, 11, 20), "próxima semana": (2026, 11, 23)},
    "pl": {"jutro": (2026, 11, 19), "w przyszłym tygodniu": (2026, 11, 23)},
    "ja": {"来週": (2026, 11, 23), "明日": (2026, 11, 19)},
    "tlh": {"next friday": (2026, 11, 20), "wa'leS": None},
}
NONE = [
    *("", " ", "soon", "later", "ok", "no", "never", "a boat", "12", "2027", "99999999", "10:30", "5 pm"),
    *(
        "32.1.",
        "1.13.",
        "0.0.",
        "0000-01-01",
        "2026-13-01",
        "2026-W10-2",
        "20261127",
        "next next friday",
        "monday at 9",
        "freitag",
        "x" * 61,
        "½",
    ),
]
SHORT = {
    "2027-02-31": (2027, 2, 28),
    "2028-02-30": (2028, 2, 29),
    "30.2.2027": (2027, 2, 28),
    "31 February": (2027, 2, 28),
    "February 31st": (2027, 2, 28),
    "31st november": (2027, 11, 30),
    "31.4.": (2026, 4, 30),
}


@pytest.mark.parametrize("written", ENGLISH)
def test_english(written: str) -> None:
    found = dates.read(written, TODAY)
    assert found is not None
    assert (found.day, found.exact) == (date(*ENGLISH[written]), written == "2026-11-27")


@pytest.mark.parametrize(("language", "written"), [(each, word) for each, words in OTHERS.items() for word in words])
def test_other_languages(language: str, written: str) -> None:
    found, wanted = dates.read(written, TODAY, [language]), OTHERS[language][written]
    assert (found.day if found is not None else None) == (date(*wanted) if wanted is not None else None)


@pytest.mark.parametrize("written", NONE)
def test_what_is_no_day(written: str) -> None:
    assert dates.read(written, TODAY) is None


@pytest.mark.parametrize("written", SHORT)
def test_a_day_that_its_month_lacks(written: str) -> None:
    with pytest.raises(NoSuchDay) as none:
        dates.read(written, TODAY)
    assert none.value.last == date(*SHORT[written])


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 366), st.sampled_from([[], ["de"], ["fr", "en"]]))
def test_every_day_to_come_is_read_in_figures_and_in_words(today: date, ahead: int, languages: list[str]) -> None:
    day = today + timedelta(days=ahead)
    for written in (f"{day}", f"{day:%d.%m.%Y}", f"{day:%d %B %Y}", f"{day:%B %d, %Y}"):
        found = dates.read(written, today, languages)
        assert found is not None, written
        assert found.day == day, written
    if (day.month, day.day) != (2, 29) and ahead < 365:
        found = dates.read(f"{day:%d.%m.}", today, languages)
        assert found is not None
        assert found.day == day


@pytest.mark.parametrize(
    ("language", "day"),
    [("en-US", date(2027, 4, 5)), ("en", date(2027, 4, 5)), ("en-GB", date(2027, 5, 4)), ("de-DE", date(2027, 5, 4))],
)
def test_day_and_month_stand_as_they_do_where_somebody_lives(language: str, day: date) -> None:
    found = dates.read("4/5/2027", TODAY, [language])
    assert found is not None
    assert found.day == day


@pytest.mark.parametrize("today", [date(2028, 2, 29), date(2028, 3, 1)])
def test_the_next_leap_day_is_to_come(today: date) -> None:
    found = dates.read("29.2.", today)
    assert found is not None
    assert found.day == date(2032, 2, 29)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.sampled_from(DAYS_OF_A_WEEK))
def test_a_weekday_is_the_next_of_that_name(today: date, name: str) -> None:
    for written in (name, f"next {name}", name[:3]):
        found = dates.read(written, today)
        assert found is not None
        assert today < found.day <= today + timedelta(days=7)
        assert found.day.strftime("%A").casefold() == name


@given(st.one_of(st.text(max_size=80), st.text("0123456789./- frijanthoeuwk", max_size=80)))
def test_anything_is_answered(written: str) -> None:
    try:
        found = dates.read(written, TODAY, ["de"])
    except NoSuchDay:
        return
    assert found is None or found.day.year


@pytest.mark.parametrize("hostile", ["1 ", "1/", "12:", "in 1 day ", "friday ", "(", "jan."])
def test_what_is_longer_than_a_date_is_shown_to_nobody(hostile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(dates, "_parsed", lambda words, *_: shown.append(words))
    assert dates.read((hostile * 4000)[:4000], TODAY, ["de"]) is None
    assert not shown


async def test_today_is_the_writers_own(tmp_path: Path) -> None:
    """In the programme it is the 2nd of March; where cora is, still the 1st."""
    async with world(tmp_path) as there:
        await at_home(there, "Pacific/Pago_Pago")
        assert await take(there, parameters.Until, "tomorrow") == (date(2026, 3, 2), "")
        assert await take(there, parameters.Until, "2026-03-02") == (date(2026, 3, 2), "")
        assert await refusal(there, parameters.Until, "today") == "date-past"
        assert (await take(there, parameters.FirstDay, "tomorrow"))[0] == date(2026, 3, 2)
        assert (await take(there, parameters.Later, "tomorrow"))[0].isoformat() == "2026-03-02T20:00:00+00:00"


async def test_a_person_is_read_in_their_language(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        await at_home(there, "UTC")
        assert await refusal(there, parameters.Until, "übermorgen") == "not-a-date"
        await there.change("UPDATE people SET locale = 'de' WHERE identity = 'shell:cora'")
        assert await take(there, parameters.Until, "until übermorgen") == (date(2026, 3, 4), "")


async def at_home(there: World, zone: str) -> None:
    """Cora has said where she is."""
    await there.say("cora", f"!timezone {zone}")
