"""Files as Slack takes them: an address, the bytes, and then the file in a channel.

Rules of this file: an address serves once, for so many bytes as were announced, and wants no token. A file is shared
once; what was never uploaded can't be. Nobody is told as what message it stands there. A picture has words for whoever
doesn't see it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.slack import strict
from tests.slack.methods import Body, Refusal, method
from tests.slack.methods_chat import say, target, thread_of

if TYPE_CHECKING:
    from tests.slack.api import FakeApi

ALT = 1000
"""Characters of a picture's words, at most."""
_PICTURES = (".png", ".jpg", ".gif")


@dataclass
class Stored:
    """A file, or where one is expected. ``content`` is None until it came."""

    id: str
    name: str
    length: int
    alt: str
    title: str = ""
    content: bytes | None = None
    shared: bool = False

    @property
    def body(self) -> Body:
        """It as it stands in a message."""
        kind = "image/png" if self.name.endswith(_PICTURES) else "text/csv"
        alt = {"alt_txt": self.alt} if self.alt else {}
        return {"id": self.id, "name": self.name, "title": self.title, "mimetype": kind, "size": self.length, **alt}


@method("files.getUploadURLExternal", "filename length", "alt_txt snippet_type", scope="files:write", writes=True)
def get_upload_url(api: "FakeApi", arguments: Body) -> Body:
    """Where the bytes of a file are to go."""
    where, name, alt = "files.getUploadURLExternal", arguments["filename"], arguments.get("alt_txt", "")
    if arguments["length"] <= 0:
        raise Refusal("missing_argument")
    if len(alt) > ALT:
        raise Refusal("alt_txt_too_large")
    if name.endswith(_PICTURES) and not alt.strip():
        api.violation(where, "a picture without words: who doesn't see it has nothing")
    if "." not in name or "/" in name:
        api.violation(where, f"no name of a file: {name}")
    made = Stored(f"F{api.town.number():07d}", name, arguments["length"], alt)
    address = f"{api.town.number()}"
    api.files[made.id] = api.uploads[address] = made
    return {"upload_url": f"{api.root}/upload/{address}", "file_id": made.id}


def take(api: "FakeApi", address: str, content: bytes, token: str) -> None:
    """Bytes come. Raises Refusal where none are expected."""
    expected = api.uploads.pop(address, None)
    if token:
        api.violation("upload", "the token goes to an address that needs none")
    if expected is None:
        api.violation("upload", "no such address, or it was used")
        raise Refusal("not_found", status=404)
    if len(content) != expected.length:
        api.violation("upload", f"{len(content)} bytes, where {expected.length} were announced")
        raise Refusal("invalid_length", status=400)
    expected.content = content


@method(
    "files.completeUploadExternal",
    "files",
    "channel_id channels thread_ts initial_comment blocks",
    scope="files:write",
    writes=True,
)
def complete_upload(api: "FakeApi", arguments: Body) -> Body:
    """Uploaded files are shown, with what is said to them. They have their titles, and no message that one is told."""
    where = "files.completeUploadExternal"
    files = [_ready(api, each, where) for each in arguments["files"]]
    if not files:
        raise Refusal("invalid_arguments")
    if "channel_id" not in arguments or "channels" in arguments:
        api.violation(where, "one channel_id: else nobody sees it, or several do")
        raise Refusal("invalid_channel")
    channel = target(api, {"channel": arguments["channel_id"]}, where, inside=True)
    thread = thread_of(api, channel, arguments, where)
    said = _said(api, arguments, where)
    for stored, given in zip(files, arguments["files"], strict=True):
        stored.shared, stored.title = True, given.get("title") or stored.name
    say(api, channel, said, thread, [each.body for each in files])
    return {"files": [{"id": each.id, "title": each.title} for each in files]}


def _ready(api: "FakeApi", given: object, where: str) -> Stored:
    if not isinstance(given, dict) or not {"id"} <= set(given) <= {"id", "title", "highlight_type"}:
        api.violation(where, "files are objects with an id and a title")
        raise Refusal("invalid_arguments")
    stored = api.files.get(str(given["id"]))
    if stored is None or stored.content is None or stored.shared:
        raise Refusal("file_not_found")
    return stored


def _said(api: "FakeApi", arguments: Body, where: str) -> Body:
    """What stands beside them: blocks of rich text, or a comment, which Slack takes where there are both."""
    if "initial_comment" in arguments:
        if "blocks" in arguments:
            api.violation(where, "blocks beside an initial_comment are ignored")
        return {"text": arguments["initial_comment"]}
    blocks = arguments.get("blocks") or []
    if any(not isinstance(each, dict) or each.get("type") != "rich_text" for each in blocks):
        api.violation(where, "a file stands beside rich text alone")
        raise Refusal("invalid_blocks")
    if blocks:
        api.look(where, strict.message({"text": "said", "blocks": blocks}))
    return {"text": "", "blocks": blocks}
