"""Why Slack doesn't take a message, in one sentence for coordinators: where, and what somebody can do about it.

Rules of this file: pure. A sentence names the channel or the person's id and the fix, and ends with Slack's own word
for whoever searches; nobody's words are in it. What isn't known here says so with that word alone.
"""

from adapters.slack.api import SlackError

GONE = frozenset(["message_not_found", "cant_update_message", "edit_window_closed"])
"""What Slack says of a message that can't be updated any more."""
THREADLESS = frozenset(["thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked"])
"""What it says where there is no thread to answer in."""
BLOCKLESS = frozenset(["invalid_blocks", "invalid_blocks_format", "invalid_arguments", "invalid_arg_name"])
"""What it says where it takes no blocks beside a file."""
NO_CHANNEL = frozenset(["channel_not_found", "not_in_channel", "is_archived", "is_inactive"])
"""What it says where the bot isn't in a channel that can be written to."""

_UNREACHABLE = {
    "cannot_dm_bot": "that is a bot: give the role to a person",
    "cannot_dm_person": "their settings don't allow it: tell them yourself",
    "user_disabled": "their account is deactivated: if they still belong to the programme, reactivate it",
    "user_is_deactivated": "their account is deactivated: if they still belong to the programme, reactivate it",
    "is_archived": "their account is deactivated: if they still belong to the programme, reactivate it",
    "is_inactive": "their account is deactivated: if they still belong to the programme, reactivate it",
    "user_not_found": "nobody in this workspace has that id: correct it where it was given",
    "users_not_found": "nobody in this workspace has that id: correct it where it was given",
    "invalid_users": "nobody in this workspace has that id: correct it where it was given",
    "user_not_visible": "the bot may not see them: a guest has to share a channel with it",
    "channel_not_found": "the bot may not see them: a guest has to share a channel with it",
    "messages_tab_disabled": "the app takes no direct messages: turn on the Messages tab in its App Home",
}
_PLACES = frozenset(["invalid_channel", "posting_to_channel_denied", "user_not_found", "user_disabled"])
_FILES = {
    "file_uploads_disabled": "the workspace takes no files: ask its admins to allow them",
    "file_uploads_except_images_disabled": "the workspace takes no files but pictures: ask its admins to allow them",
    "file_type_not_allowed": "the workspace doesn't take this kind of file: ask its admins to allow it",
    "file_upload_size_restricted": "the workspace takes no file so large: ask its admins to allow it",
    "storage_limit_reached": "the workspace's storage is full: delete files, or get more",
    "not_allowed_token_type": "the workspace doesn't let the bot bring files: ask its admins to allow the app",
    "access_denied": "the workspace doesn't let the bot bring files: ask its admins to allow the app",
    "ekm_access_denied": "the workspace doesn't let the bot bring files: ask its admins to allow the app",
}
_TOO_LONG = frozenset(
    ["msg_too_long", "msg_blocks_too_long", "too_many_attachments", "metadata_too_large", "too_many_contact_cards"]
)
_MALFORMED = frozenset(
    [
        "invalid_blocks",
        "invalid_blocks_format",
        "block_mismatch",
        "no_text",
        "markdown_text_conflict",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "metadata_must_be_sent_from_app",
        "invalid_arguments",
        "invalid_arg_name",
        "invalid_array_arg",
        "invalid_charset",
        "invalid_form_data",
        "invalid_post_type",
        "invalid_json",
        "json_not_object",
        "missing_post_type",
        "invalid_thread_ts",
        "attachment_payload_limit_exceeded",
    ]
)
_FORBIDDEN = frozenset(
    [
        "no_permission",
        "access_denied",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "not_allowed_token_type",
        "team_access_not_granted",
        "two_factor_setup_required",
        "user_is_restricted",
        "method_deprecated",
        "deprecated_endpoint",
    ]
)


def fileless(failure: SlackError) -> tuple[str, str]:
    """Why Slack takes no file, for operators, and what coordinators can do about it: nothing where that is empty."""
    fix = _FILES.get(failure.code, "")
    if failure.code == "missing_scope":
        scope = failure.needed or "files:write"
        fix = f"the Slack app may bring no files: add the scope {scope} under OAuth & Permissions, and install it again"
    cause = f"Slack takes no file: {failure}"
    return cause, f"{fix} ({_word(failure)})" if fix else ""


def of_place(failure: SlackError) -> bool:
    """Whether it is about where something should stand, and not about what."""
    return failure.code in NO_CHANNEL | _PLACES or failure.code.startswith("restricted_action")


def to_room(failure: SlackError, channel: str, bot: str) -> str:
    """Why a channel can't be written to. ``channel``: its name or address, ``bot``: the bot's name there."""
    return f"{_of_room(failure, channel, bot)} ({_word(failure)})"


def to_person(failure: SlackError, person: str) -> str:
    """Why somebody can't be written to. ``person``: their address."""
    known = _UNREACHABLE.get(failure.code)
    said = f"{person} can't be written to: {known}" if known is not None else _of_any(failure, person)
    return f"{said} ({_word(failure)})"


def _of_room(failure: SlackError, channel: str, bot: str) -> str:
    code = failure.code
    if code == "not_in_channel":
        return f"the bot isn't in {channel}: write /invite @{bot} there"
    if code == "channel_not_found":
        found = f"the bot finds no channel {channel}"
        return f"{found}: where it is private, write /invite @{bot} there; else its id in the config is wrong"
    if code in NO_CHANNEL:
        return f"{channel} is archived: unarchive it, and write /invite @{bot} there"
    if code.startswith("restricted_action"):
        return f"the bot may not post in {channel}: allow it in the channel's posting permissions"
    return _of_any(failure, channel)


def _of_any(failure: SlackError, to: str) -> str:
    code = failure.code
    if code == "missing_scope":
        scope = failure.needed or "that it needs"
        return f"the Slack app can't write to {to}: reinstall it with the scope {scope}"
    if code in _TOO_LONG:
        return f"a message to {to} is too long for Slack: shorten the text that it is made of"
    if code in _MALFORMED:
        return f"Slack can't read a message to {to}: please report it, it is a fault of the bot"
    if code in _FORBIDDEN:
        return f"the workspace doesn't let the bot write to {to}: ask its admins to allow the app"
    return f"Slack refuses a message to {to}"


def _word(failure: SlackError) -> str:
    return str(failure)
