"""An operator's own texts: the files of ``[texts]``, read and checked once, at the start.

Rules of this file: one file a language, called by its code, in a folder beside the config file or below it. What is
wrong is a fault that names file and line, as ``texts/en.ftl:12``; a config with one isn't used.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path, PureWindowsPath
from typing import Any

from bot.cli import faults
from bot.settings import Texts

Sources = Mapping[str, str]
LARGEST = 2**20
"""Bytes of a file that is read: the whole catalogue has less than a tenth of that."""


def read(texts: Texts, beside: Path, values: Mapping[str, Any]) -> tuple[Sources, list[str]]:
    """The files' contents by language, and what is wrong with them. ``beside``: the config file's folder."""
    if texts.folder is None:
        return {}, []
    wrong = _misplaced(texts.folder, beside)
    if wrong is not None:
        return {}, [f"{faults.place(('texts', 'folder'), values)}: {wrong}"]
    found: dict[str, str] = {}
    said: list[str] = []
    for file in sorted((beside / texts.folder).glob("*.ftl")):
        name = f"{texts.folder.rstrip('/')}/{file.name}"
        try:
            found[file.stem] = _source(file)
        except ValueError as unusable:
            said.append(f"{name}: {unusable}")
            continue
        said += [f"{name}{each}" for each in _faults(file.stem, found[file.stem])]
    return found, said


def _misplaced(folder: str, beside: Path) -> str | None:
    if folder.startswith("~") or Path(folder).is_absolute() or PureWindowsPath(folder).anchor:
        return "write where it is from this file on, such as texts"
    there = beside / folder
    if not there.is_dir():
        return f"there is no folder {folder} beside this file; make it, or leave the key out"
    try:
        any_file = next(there.glob("*.ftl"), None)
    except OSError as unreadable:
        return f"{folder} can't be read: {unreadable.strerror}"
    return None if any_file else f"{folder} holds no texts; put en.ftl into it, or leave the key out"


def _source(file: Path) -> str:
    """What stands in a file. Raises ValueError with what to do where it can't be read."""
    from bot import catalogue

    if file.stem not in catalogue.languages():
        there = ", ".join(catalogue.languages())
        raise ValueError(f"the bot doesn't speak {file.stem}; name the file after a language of its own: {there}")
    try:
        if file.stat().st_size > LARGEST:
            raise ValueError("it is far too large for texts")
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it isn't UTF-8 text; save it as UTF-8") from None
    except OSError as unreadable:
        raise ValueError(f"it can't be read: {unreadable.strerror}") from None


def _faults(language: str, source: str) -> Iterator[str]:
    from bot import catalogue, features
    from bot.wording import Wording

    registry = features.load()
    english = dict(catalogue.sources("en"))
    theirs = [*english.values(), *(each for _, each in catalogue.sources(language))]
    wording = Wording(language, theirs, lambda typed: registry.find(typed) is not None)
    for fault in wording.faults(source):
        yield f":{fault.line}: {fault.says}"
