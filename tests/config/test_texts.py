"""``[texts]``: an operator's own words, looked at with the config, and told by file and line."""

import pytest

from tests.config.desk import GOOD, MATRIX, Desk

TEXTS = f'{GOOD}[texts]\nfolder = "texts"\n'


def lay(desk: Desk, text: str | bytes, name: str = "texts/en.ftl") -> None:
    """Put a file beside the config, or below it."""
    file = desk.folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_they_are_said(desk: Desk) -> None:
    lay(desk, "\ufeff-mentor = buddy\nnone = nobody at all\n")
    said = desk.load(TEXTS).catalogue
    assert (said.text("none"), said.text("relation-mentor")) == ("nobody at all", "a buddy")
    assert desk.load(GOOD).catalogue.text("none") == "none"


def test_every_fault_is_told_with_its_line(desk: Desk) -> None:
    lay(desk, "none = nobody\n\nnon = x\n-mentor = { $x }\nsaid-nothing = `!clam 1`\nnot fluent\n")
    lay(desk, "none = niemand\n", "texts/xx.ftl")
    lay(desk, "Read me", "texts/README.md")
    assert desk.faults(TEXTS) == [
        "texts/en.ftl:3: no text is called non; did you mean none?",
        "texts/en.ftl:4: -mentor: a title is given no $x",
        "texts/en.ftl:5: said-nothing: `!clam 1` is no command of the bot",
        'texts/en.ftl:6: this isn\'t Fluent: “not fluent” (Expected token: "=")',
        "texts/xx.ftl: the bot doesn't speak xx; name the file after a language of its own: en",
    ]


def test_faults_stand_in_the_order_of_the_lines(desk: Desk) -> None:
    lay(desk, "\n".join(f"non{number} = x" for number in range(1, 12)))
    assert [each.split(":")[1] for each in desk.faults(TEXTS)] == [str(number) for number in range(1, 12)]


@pytest.mark.parametrize(
    ("folder", "says"),
    [
        ("nowhere", "there is no folder nowhere beside this file; make it, or leave the key out"),
        ("empty", "empty holds no texts; put en.ftl into it, or leave the key out"),
        ("/etc", "write where it is from this file on, such as texts"),
        ("~/texts", "write where it is from this file on, such as texts"),
        ("C:/texts", "write where it is from this file on, such as texts"),
        ("", "it is empty; fill it in"),
    ],
)
def test_a_folder_that_cant_be_used(desk: Desk, folder: str, says: str) -> None:
    (desk.folder / "empty").mkdir()
    assert desk.faults(f'{GOOD}[texts]\nfolder = "{folder}"\n') == [f"texts.folder: {says}"]


def test_a_file_that_cant_be_read(desk: Desk) -> None:
    lay(desk, b"none = \xff\xfe\n")
    assert desk.faults(TEXTS) == ["texts/en.ftl: it isn't UTF-8 text; save it as UTF-8"]
    lay(desk, "# " + "x" * 2**20)
    assert desk.faults(TEXTS) == ["texts/en.ftl: it is far too large for texts"]


def test_the_check_names_them_and_the_start_doesnt_go_on(desk: Desk) -> None:
    lay(desk, "non = x\n")
    desk.write(TEXTS + MATRIX)
    for command in (("config", "check"), ("run",)):
        done = desk.run(*command)
        assert done.returncode == 2
        assert "texts/en.ftl:1: no text is called non; did you mean none?" in done.stderr
    lay(desk, "none = nobody\n")
    assert desk.run("config", "check").returncode == 0
