"""A call to the homeserver that failed: in its own word, with how long it asks us to wait."""

from collections.abc import Mapping
from typing import Any

from nio import ErrorResponse

UNKNOWN_TOKEN = {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"}


class HomeserverError(Exception):
    """A call that failed. ``code`` is Matrix's errcode, ``status`` HTTP's; both None where no answer came.

    ``after``: the seconds that the homeserver asks us to wait.
    """

    def __init__(self, code: str | None, status: int | None, after: float | None = None) -> None:
        super().__init__(f"{code or 'no answer'}, HTTP {status}" if status else code or "no answer")
        self.code, self.status, self.after = code, status, after

    @property
    def passing(self) -> bool:
        """Whether the same call may well succeed later."""
        if self.code in UNKNOWN_TOKEN or self.code == "M_ROOM_IN_USE" or self.status in {408, 429}:
            return True
        return self.code is None or self.status is None or not 400 <= self.status < 500

    @property
    def token_refused(self) -> bool:
        """Whether our access token is no longer good."""
        return self.code in UNKNOWN_TOKEN


def error_of(response: Any) -> HomeserverError:
    """nio's error response as an exception. Its ``status_code`` is Matrix's errcode."""
    transport = getattr(response, "transport_response", None)
    status = transport.status if transport is not None else None
    said = {"retry_after_ms": response.retry_after_ms} if isinstance(response, ErrorResponse) else {}
    code = response.status_code if isinstance(response, ErrorResponse) else None
    return HomeserverError(code, status, after(said, transport))


def after(said: Mapping[str, Any], response: Any) -> float | None:
    """Seconds that the homeserver asks us to wait, in what it ``said`` or in a header; None where it doesn't."""
    wait = said.get("retry_after_ms")
    return wait / 1000 if isinstance(wait, int) and wait >= 0 else header(response)


def header(response: Any) -> float | None:
    """The same of the header alone."""
    value = response.headers.get("Retry-After", "") if response is not None else ""
    return float(value) if value.isascii() and value.isdecimal() else None
