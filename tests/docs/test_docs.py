"""The docs' tables are what the code says, and the examples do what they say."""

import re
import subprocess
import sys

import pytest

from bot import features
from bot.cli.config import SECTIONS
from bot.states import ACTS
from tests.docs.generate import DOCS, PAGES, commands, config, main

ROOT = DOCS.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.txt"))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_code_says(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), f"docs/{name} isn't what the code says any more: run `make docs`"


def test_every_command_key_and_act_is_on_its_page() -> None:
    """So that a generator which forgets one is found out."""
    assert sorted(re.findall(r"^\| `([a-z ]+)` \| `", commands(), re.M)) == list(features.load().commands)
    keys = [key for section in SECTIONS.values() for key in section.model_fields]
    assert re.findall(r"^\| `(\w+)` \|", config(), re.M) == keys
    assert [row.split(" | ")[0] for row in re.findall(r"^\| (.*) \|$", PAGES["states.md"](), re.M)[2:]] == [
        act.name for act in ACTS
    ]


def test_every_key_has_a_meaning() -> None:
    for section in SECTIONS.values():
        for key, field in section.model_fields.items():
            assert (field.description or "").endswith((".", ")")), f"{section.__name__}.{key}: say what it means"


def test_make_docs_writes_the_pages(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("docs")
    monkeypatch.setattr("tests.docs.generate.DOCS", folder)
    main()
    assert {page.name: page.read_text(encoding="utf-8") for page in folder.iterdir()} == {
        name: page() for name, page in PAGES.items()
    }
    assert re.search(r"^docs:.*\n\t.*python -m tests\.docs\.generate$", (ROOT / "Makefile").read_text(), re.M)


def test_links_lead_somewhere() -> None:
    for page in [*DOCS.glob("*.md"), ROOT / "README.md"]:
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.name} links to {link}"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_plays_as_it_is_written(example: object) -> None:
    command = [sys.executable, "-P", "-m", "bot", "shell", str(example)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "bot@emea: 🎉 Please welcome Kim, new ambassador for EMEA!" in done.stdout, "it is shown while it is played"


def test_there_is_an_example() -> None:
    assert [path.name for path in EXAMPLES] == ["first-case.txt"]
