"""Files on Matrix: their bytes are uploaded, then an event with their address shows them with their words.

Rules of this file: an upload that is repeated leaves nothing but an address that nobody is told, so it is simply done
again; the event is sent once, as any other. A picture's words are its description, too: for whoever doesn't see it.
"""

from typing import Any

from adapters.matrix.homeserver import Homeserver, HomeserverError
from adapters.matrix.render import Content
from bot.files import File
from bot.platform import Fileless

_TOO_LARGE = 413
_NEVER = {
    "M_TOO_LARGE": "the homeserver takes no file so large: its admins can raise max_upload_size",
    "M_FORBIDDEN": "the homeserver takes no files of the bot's: its admins can allow it",
    "M_GUEST_ACCESS_FORBIDDEN": "the homeserver takes no files of the bot's: its admins can allow it",
    "M_RESOURCE_LIMIT_EXCEEDED": "the homeserver takes no more files: its admins can make room",
}
"""What a homeserver says that will never take a file, and what its admins can do."""


async def uploaded(homeserver: Homeserver, file: File) -> str:
    """Bring a file's bytes to the homeserver; returns their address. Raises HomeserverError, and Fileless."""
    try:
        return await homeserver.upload(file.content, file.kind, file.title if file.kind == "text/csv" else file.name)
    except HomeserverError as failure:
        if failure.passing and failure.status != _TOO_LARGE:
            raise
        code = "M_TOO_LARGE" if failure.status == _TOO_LARGE else failure.code or ""
        fix = _NEVER.get(code, "")
        raise Fileless(f"the homeserver takes no file: {failure}", f"{fix} ({failure})" if fix else "") from failure


def content(said: Content, file: File, address: str) -> Content:
    """A message with a file: ``said`` is what stands beside it."""
    picture = file.kind.startswith("image/")
    info: dict[str, Any] = {"mimetype": file.kind, "size": len(file.content)}
    if picture:
        info |= {"w": file.width, "h": file.height}
    name = file.name if picture else file.title
    return {**said, "msgtype": "m.image" if picture else "m.file", "filename": name, "url": address, "info": info}
