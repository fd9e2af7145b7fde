"""What goes out: parcels as Slack messages.

Rules of this file: Slack has no idempotency, so each message carries its parcel's token, and what may have been sent
before is looked for before it is posted; where that can't be known, nobody is told twice. Whatever may pass is Later,
and only what will never do is Undeliverable, with a cause that a coordinator can act on. An update only repeats. Of a
message with a file (``uploads.py``) no id is known: Slack shows it when it has looked at the file.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from adapters.slack import causes, lookup, uploads
from adapters.slack.api import SlackError
from adapters.slack.pace import Pace
from adapters.slack.render import Commands, pages, plain, rich
from adapters.slack.workspace import Workspace, slack_id
from bot.backoff import pause
from bot.catalogue import Catalogue
from bot.files import ATTACHED, Artist, Attached, Nobody, attached, brought, name_of
from bot.platform import Fileless, Later, Parcel, Receipt, Uncertain, Undeliverable

Body = dict[str, Any]
SETTLES = 10.0
"""Seconds until a message whose reply got lost stands where it can be found, if it does at all."""
LOOKED_AT = 40.0
"""The same for a file: Slack looks at it before it shows it."""
REMEMBERED = 5000
"""The most parcels and channels that are kept in mind; beyond that Slack is asked again."""


class SlackCarrier:
    """See ``bot.platform.Carrier``. Before ``use`` everything is Later."""

    platform = "slack"

    def __init__(
        self,
        call: lookup.Call,
        catalogue: Catalogue,
        commands: Commands,
        on_revoked: Callable[[], None],
        pace: Pace | None = None,
        upload: uploads.Upload = uploads.nowhere,
        artist: Artist | None = None,
    ) -> None:
        """``call`` is ``SlackApi.call``, ``upload`` its ``upload``; ``commands`` says how a command is typed here.

        ``on_revoked`` is called whenever Slack doesn't take the bot's token any more.
        """
        self._upload, self._artist = upload, artist or Nobody()
        self._api, self._catalogue, self._commands = call, catalogue, commands
        self._on_revoked, self._pace = on_revoked, pace or Pace()
        self._workspace: Workspace | None = None
        self._directs: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._unsent: dict[str, int] = {}

    def use(self, workspace: Workspace) -> None:
        """Deliver as the bot of this workspace."""
        self._commands = replace(self._commands, source=workspace.source)
        self._workspace = workspace  # at last: what is put into words in another thread waits for it

    def render(self, parcel: Parcel) -> str:
        """The message's text and blocks as JSON. Raises Later before ``use``: it names people of the workspace."""
        self._connected()
        rendered = self._catalogue.render(parcel.message, parcel.locale)
        file = attached(parcel.message, self._catalogue, parcel.locale)
        if file is not None:
            said = {"text": plain(rendered, self._commands), "blocks": rich(rendered, self._commands)}
            return json.dumps({**said, "file": ATTACHED.dump_python(file, mode="json")}, ensure_ascii=False)
        page = pages(rendered, self._catalogue, parcel.locale, self._commands, case=parcel.case)[0]
        return json.dumps(page.body, ensure_ascii=False)

    def _connected(self) -> Workspace:
        if self._workspace is None:
            raise Later("not connected to Slack yet")
        return self._workspace

    async def deliver(self, parcel: Parcel, body: str) -> Receipt:
        """Send it once, known by ``parcel.token``. Raises Later, Undeliverable, Fileless or Uncertain."""
        workspace = self._connected()
        if not parcel.to.startswith(f"{workspace.source}/"):
            raise Undeliverable(f"{parcel.to} isn't in the bot's workspace ({workspace.key}): correct it in the config")
        sending = _Sending(parcel, json.loads(body), workspace)
        sending.unsent = parcel.attempts <= 1 or self._unsent.pop(parcel.token, 0) == parcel.attempts - 1
        try:
            return await self._deliver(sending)
        except SlackError as failure:
            raise await self._verdict(sending, failure) from None
        except Later as later:
            raise Later(later.cause, later.after, unsure=not sending.unsent) from None
        except lookup.Unproven as unproven:
            cause = f"nobody can tell whether a message stands in {await self._name(sending)} already: look there"
            raise Uncertain(f"{cause} ({unproven})") from None
        finally:
            if sending.unsent:
                _remember(self._unsent, parcel.token, parcel.attempts)

    async def _deliver(self, sending: "_Sending") -> Receipt:
        parcel = sending.parcel
        channel = await self._channel(sending)
        if parcel.message_id is not None:
            updated = await self._update(sending, channel, parcel.message_id)
            if updated is not None:
                return sending.receipt(updated)
        found = None if sending.unsent else await self._find(sending, channel)
        if found is not None:
            return sending.receipt(found)
        sending.unsent = True
        if sending.file is not None:
            await self._share(sending, sending.file, channel)
            return sending.receipt(None)
        return sending.receipt(await self._post(sending, channel))

    async def _channel(self, sending: "_Sending") -> str:
        native = slack_id(sending.parcel.to)
        if not sending.parcel.direct:
            return native
        if native not in self._directs:
            opened = await self._call("conversations.open", native, users=native)
            _remember(self._directs, native, str(opened["channel"]["id"]))
        return self._directs[native]

    async def _update(self, sending: "_Sending", channel: str, message: str) -> str | None:
        """Say it in place of what stands there. None: that is gone."""
        try:
            await self._call("chat.update", channel, channel=channel, ts=message, **sending.message)
        except SlackError as failure:
            if failure.code in causes.GONE:
                return None
            raise
        return message

    async def _find(self, sending: "_Sending", channel: str) -> str | None:
        async def asked(method: str, **arguments: Any) -> Body:
            return await self._call(method, channel, **arguments)

        parcel = sending.parcel
        what = (parcel.token, parcel.tried_since, name_of(parcel, sending.file) if sending.file is not None else None)
        if parcel.thread is None:
            return await lookup.find(asked, sending.mine, channel, *what)
        return await lookup.find_reply(asked, sending.mine, channel, parcel.thread, *what)

    async def _share(self, sending: "_Sending", what: Attached, channel: str) -> None:
        async def asked(method: str, **arguments: Any) -> Body:
            return await self._call(method, channel, **arguments)

        parcel = sending.parcel
        file = await brought(parcel, what, self._artist)
        stored = await uploads.stored(asked, self._upload, file)
        await self._pace.turn(channel)
        sending.unsent = False  # from here on it may be shown, however this ends
        try:
            await uploads.shared(asked, stored, file.title, sending.message, channel, parcel.thread)
        except SlackError as failure:
            sending.unsent = not failure.sent
            raise

    async def _post(self, sending: "_Sending", channel: str) -> str:
        try:
            return await self._post_in(sending, channel, sending.parcel.thread)
        except SlackError as failure:
            if sending.parcel.thread is None or failure.code not in causes.THREADLESS:
                raise
        return await self._post_in(sending, channel, None)  # better beside its thread than nowhere

    async def _post_in(self, sending: "_Sending", channel: str, thread: str | None) -> str:
        method = "chat.postMessage"
        self._pace.check(method, channel)
        await self._pace.turn(channel)
        quiet = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False, "link_names": False}
        sending.unsent = False  # from here on it may have arrived, however this ends
        try:
            posted = await self._call(method, channel, channel=channel, thread_ts=thread, **quiet, **sending.message)
        except SlackError as failure:
            sending.unsent = not failure.sent
            raise
        return str(posted["ts"])

    async def _call(self, method: str, where: str, **arguments: Any) -> Body:
        """Ask Slack, unless it said to wait. ``where``: the channel or person that a limit would be for."""
        self._pace.check(method, where)
        try:
            return await self._api(method, **arguments)
        except SlackError as failure:
            if failure.limited:
                self._pace.hold(method, where, failure.after)
            raise

    async def _verdict(self, sending: "_Sending", failure: SlackError) -> Exception:
        """What becomes of a parcel that Slack didn't take."""
        parcel, unsure = sending.parcel, not sending.unsent
        if failure.revoked:
            self._on_revoked()
            cause = f"Slack doesn't take the bot's token any more: reinstall the app ({failure})"
            return Later(cause, unsure=unsure)
        if failure.sent and failure.method == "chat.postMessage":
            settled = max(SETTLES, failure.after or 0.0, pause(parcel.attempts))
            return Later(f"no word from Slack whether it arrived ({failure})", settled, unsure=unsure)
        if failure.sent and failure.method == uploads.SHARE:
            return Later(f"no word from Slack whether it shows the file ({failure})", LOOKED_AT, unsure=unsure)
        if failure.passing or (failure.method == uploads.SHARE and failure.code == "file_not_found"):
            return Later(str(failure), failure.after, unsure=unsure)
        if sending.file is not None and failure.method in {uploads.ASK, uploads.SHARE} and not causes.of_place(failure):
            return Fileless(*causes.fileless(failure))
        if not parcel.direct:
            return Undeliverable(causes.to_room(failure, await self._name(sending), sending.workspace.handle))
        opened = self._directs.pop(slack_id(parcel.to), None)
        if opened is not None and failure.code in causes.NO_CHANNEL and parcel.attempts <= 1:
            return Later(f"their direct chat is to be opened again ({failure})")
        return Undeliverable(causes.to_person(failure, parcel.to))

    async def _name(self, sending: "_Sending") -> str:
        """What coordinators call the channel, where Slack tells; else its address, as it stands in the config."""
        parcel = sending.parcel
        channel = slack_id(parcel.to)
        if parcel.direct:
            return f"the direct chat of {parcel.to}"
        if channel not in self._names:
            try:
                info = await self._call("conversations.info", channel, channel=channel)
                _remember(self._names, channel, str(info["channel"]["name"]))
            except (SlackError, Later, KeyError):
                return parcel.to
        return f"#{self._names[channel]}"


class _Sending:
    """One attempt at a parcel. ``unsent``: neither it nor any earlier one can have arrived."""

    def __init__(self, parcel: Parcel, body: Body, workspace: Workspace) -> None:
        self.parcel, self.workspace, self.unsent = parcel, workspace, False
        file = body.pop("file", None)
        self.file = ATTACHED.validate_python(file) if file is not None else None
        self.message: Body = {**body, "metadata": lookup.metadata(parcel.token)}

    def receipt(self, message: str | None) -> Receipt:
        """It stands there as ``message``; None: nobody knows as what."""
        to = self.parcel.to
        native = slack_id(to)
        return Receipt(self.workspace.direct(native) if self.parcel.direct else self.workspace.room(native), message)

    def mine(self, message: Body) -> bool:
        """Whether the bot wrote a message."""
        return message.get("bot_id") == self.workspace.bot or message.get("user") == self.workspace.user


def _remember(kept: dict[str, Any], name: str, value: Any) -> None:
    """Keep a value, and of many only the newest."""
    kept.pop(name, None)
    kept[name] = value
    if len(kept) > REMEMBERED:
        del kept[next(iter(kept))]
