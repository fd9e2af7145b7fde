"""Files on the shell: told, so that a story can expect them."""

from adapters.shell import files, words
from bot.catalogue import Catalogue
from bot.files import attached
from bot.message import Csv, Message
from tests.painter import chart, table

CATALOGUE = Catalogue.load()


def told(message: Message) -> list[str]:
    """What a story reads."""
    file = attached(message, CATALOGUE, None)
    assert file is not None
    return words.text(files.shown(CATALOGUE.render(message), file, CATALOGUE)).split("\n")


def test_a_chart_is_its_description() -> None:
    assert told(chart("Two wait")) == ["[picture: I don't know “Two wait”. !help shows what I can do for you.]"]


def test_a_table_shows_its_rows_as_they_stand_in_it() -> None:
    assert told(table("x"))[1:] == [
        "[file: reports-2026-11.csv]",
        "> none,the bot",
        "> ana,'=1+1",
        '> bo,"a map, drawn"',
    ]


def test_of_many_rows_it_shows_some() -> None:
    rows = tuple((str(number), "a\nb") for number in range(23))
    lines = told(Message("none", file=Csv("a", ("none", "none"), rows)))
    assert lines[0:4] == ["none", "[file: a.csv]", "> none,none", "> 0,a b"]
    assert lines[-2:] == ["> 19,a b", "… and 3 more rows"]
