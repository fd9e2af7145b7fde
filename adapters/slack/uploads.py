"""Files on Slack: an address is asked for, the bytes go there, and then the file is shared with its words.

Rules of this file: nobody sees anything before the last step, so only that can have happened unknown to us; then the
file is looked for by its name, which holds its parcel's token. Words are rich text, which Slack reads nothing into;
where it doesn't take that beside a file, they are its comment, escaped.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from adapters.slack import causes
from adapters.slack.api import SlackError
from adapters.slack.mrkdwn import escaped
from bot.files import File

ASK, SHARE = "files.getUploadURLExternal", "files.completeUploadExternal"
UPLOAD = "upload"
"""What the step between them is called in errors."""
COMMENT = 3_000
"""Bytes of a file's comment."""

Body = dict[str, Any]
Call = Callable[..., Awaitable[Body]]
Upload = Callable[[str, bytes], Awaitable[None]]


async def nowhere(_url: str, _content: bytes) -> None:
    """Where nothing can be uploaded."""
    raise SlackError(UPLOAD, "unavailable", unreached=True)


async def stored(call: Call, upload: Upload, file: File) -> str:
    """Bring a file's bytes to Slack; returns its id there. Raises SlackError: nobody sees anything of it yet."""
    alt = file.alt or None
    given = await call(ASK, filename=file.name, length=len(file.content), alt_txt=alt)
    await upload(str(given["upload_url"]), file.content)
    return str(given["file_id"])


async def shared(call: Call, file_id: str, title: str, words: Body, channel: str, thread: str | None) -> None:
    """Show a stored file in a channel, in a thread where there is that one. Raises SlackError.

    ``words``: ``text`` and ``blocks`` of what is said with it.
    """
    said: Body = {"blocks": words["blocks"]} if words["blocks"] else {}
    while True:
        try:
            files = [{"id": file_id, "title": title}]
            await call(SHARE, files=files, channel_id=channel, thread_ts=thread, **said)
        except SlackError as failure:
            if thread is not None and failure.code in causes.THREADLESS:
                thread = None  # better beside its thread than nowhere
            elif "blocks" in said and failure.code in causes.BLOCKLESS:
                said = {"initial_comment": escaped(str(words["text"]), COMMENT)}
            else:
                raise
        else:
            return


def called(message: Body) -> set[str]:
    """What the files of a message are called."""
    files = message.get("files")
    return {str(each.get("name")) for each in files if isinstance(each, dict)} if isinstance(files, list) else set()
