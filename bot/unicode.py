"""Text that can be kept: what a chat platform sends may hold halves of characters, which no database and no file takes.

Rule of this file: it changes nothing else. What people may write, and how it is shown, is decided elsewhere.
"""

from typing import Any


def whole(text: str) -> str:
    """A text with the halves of one character put together (UTF-16 surrogates), and a lone half as U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def all_whole(value: Any) -> Any:
    """The same for every text in a value made of dictionaries and sequences; anything else is left as it is."""
    match value:
        case str():
            return whole(value)
        case dict():
            return {all_whole(key): all_whole(each) for key, each in value.items()}
        case list() | tuple():
            return type(value)(all_whole(each) for each in value)
        case _:
            return value
