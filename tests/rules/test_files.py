"""Files in words, and their bytes: in the reader's language, and no cell is more than its text."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from fluent.runtime import FluentBundle, FluentResource
from hypothesis import example, given
from hypothesis import strategies as st

from bot import files
from bot.catalogue import Catalogue
from bot.files import ATTACHED, LARGEST, Picture, Sheet, attached, brought, cells, defused, name_of, size
from bot.message import MESSAGE, Chart, Csv, Message, Series, Words, say
from bot.platform import Fileless, Parcel
from tests.painter import Painter, chart, png, table

CATALOGUE = Catalogue.load()
GERMAN = FluentBundle(["de"], use_isolating=False)
GERMAN.add_resource(FluentResource("state-applied = wartet\nstate-mentoring = wird begleitet\nnone = nichts\n"))
ENGLISH = CATALOGUE._bundles["en"]
BOTH = Catalogue({"en": ENGLISH, "de": GERMAN})


def parcel(message: Message, attempts: int = 1) -> Parcel:
    """One on its way."""
    return Parcel(1, "0123456789abcdef", "shell:emea", False, message, None, datetime.now(UTC), attempts=attempts)


def test_a_chart_is_told_in_the_rooms_language() -> None:
    picture = attached(chart("Zwei warten"), BOTH, "de")
    assert isinstance(picture, Picture)
    assert picture.title == "wartet"
    assert picture.days == ("1. Sept.", "8. Sept.", "15. Sept.")
    assert [line.label for line in picture.series] == ["wartet", "wird begleitet"]
    assert "Zwei warten" in picture.alt
    assert picture.alt.isprintable()


def test_what_no_font_has_isnt_drawn() -> None:
    bundle = FluentBundle(["en"], use_isolating=False)
    bundle.add_resource(FluentResource("state-applied = have the 👍🏽 now\nstate-mentoring = ✔️\n"))
    picture = attached(chart(), Catalogue({"en": ENGLISH, "de": bundle}), "de")
    assert isinstance(picture, Picture)
    assert picture.title == "have the now"
    assert picture.series[1].label == "✔️", "better a box than nothing"


def test_a_description_is_one_line_that_slack_takes() -> None:
    long = say("unknown", typed=Words("x\n" * 900), parts=[say("help-line", usage="a", summary="b")] * 90)
    picture = attached(Message(long.key, long.args, long.parts, file=chart().file), CATALOGUE, None)
    assert isinstance(picture, Picture)
    assert len(picture.alt) <= 1000
    assert "\n" not in picture.alt
    assert picture.alt.endswith("…")


@pytest.mark.parametrize("message", [chart(), table(), say("none")])
def test_a_message_is_kept_with_its_file(message: Message) -> None:
    assert MESSAGE.validate_json(MESSAGE.dump_json(message)) == message
    file = attached(message, CATALOGUE, None)
    assert file is None or ATTACHED.validate_json(ATTACHED.dump_json(file)) == file


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("reports", "reports.csv"),
        ("reports.csv", "reports.csv"),
        ("../../etc/passwd", "etc-passwd.csv"),
        ("a b\n/c", "a-b-c.csv"),
        ("отчёты", "отчёты.csv"),
        ("…", "table.csv"),
        ("x" * 300, "x" * 60 + ".csv"),
    ],
)
def test_a_files_name_is_one_on_every_system(name: str, made: str) -> None:
    sheet = attached(Message("none", file=Csv(name, ("none",), ())), CATALOGUE, None)
    assert isinstance(sheet, Sheet)
    assert sheet.name == made
    assert name_of(parcel(table()), sheet) == made.removesuffix(".csv") + "-0123456789ab.csv"


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
RISKY = st.sampled_from(["=1+1", "+1", "-1", "@x", "\t=x", "\r", " =x", "＝x", "\n-x", '"', ",", "\ufeff=x"])


@given(st.lists(st.lists(CELL | RISKY, min_size=2, max_size=2).map(tuple), max_size=4))
@example([("=HYPERLINK(1)", "-")])
def test_a_table_reads_back_as_it_was_and_no_cell_begins_a_formula(rows: list[tuple[str, ...]]) -> None:
    content = cells(Sheet("a.csv", ("one", "two"), tuple(rows)))
    read = [tuple(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))]
    assert read == [("one", "two"), *(tuple(map(defused, row)) for row in rows)]
    for row, told in zip(rows, read[1:], strict=True):
        for cell, shown in zip(row, told, strict=True):
            assert shown.replace("'", "") == cell.replace("'", "")
            assert shown.lstrip()[:1] not in set("=+-@＝＋－＠")
            assert shown[:1] not in set("\t\r\n")


@pytest.mark.parametrize("sign", [";", "|", "\n", "\r\n", "; ", ";\ufeff"])
def test_no_formula_begins_in_a_cell_for_who_parts_cells_by_another_sign(sign: str) -> None:
    content = cells(Sheet("a.csv", ("one", "two"), (("1", f"a{sign}=HYPERLINK(1)"),))).decode("utf-8-sig")
    for parted in (";", "|", "\t"):
        for row in csv.reader(io.StringIO(content, newline=""), delimiter=parted):
            assert not any(cell.strip("\ufeff \r\n").startswith("=") for cell in row), row
    assert defused("a; b - c") == "a; b - c"


def test_what_no_file_can_hold_is_left_out() -> None:
    assert cells(Sheet("a.csv", ("one",), (("a\0b\ud800c",),))) == b"\xef\xbb\xbfone\r\nabc\r\n"


async def test_a_picture_is_measured_and_what_is_none_is_not_brought() -> None:
    what = attached(chart(), CATALOGUE, None)
    assert what is not None
    painter = Painter()
    made = await brought(parcel(chart()), what, painter)
    assert (made.kind, made.width, made.height, made.content) == ("image/png", 2, 1, png())
    assert size(png(30, 20)) == (30, 20)

    class Liar:
        async def draw(self, picture: Picture) -> bytes:
            return b"<svg/>"

    with pytest.raises(Fileless, match="no picture"):
        await brought(parcel(chart(), files.TRIES), what, Liar())


async def test_what_is_far_too_large_is_not_brought() -> None:
    sheet = Sheet("a.csv", ("one",), (("x" * LARGEST,),))
    with pytest.raises(Fileless, match="too large"):
        await brought(parcel(table()), sheet, Painter())


def test_a_chart_may_be_of_one_day() -> None:
    lone = Chart("none", (date(2026, 1, 1),), (Series("none", (1,)),))
    picture = attached(Message("none", file=lone), CATALOGUE, None)
    assert isinstance(picture, Picture)
    assert picture.days == ("Jan 1",)
