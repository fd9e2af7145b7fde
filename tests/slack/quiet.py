"""A workspace whose only app is an ear, for the tests of what people's clients do; and forms for it."""

from collections.abc import Mapping
from typing import Any

from tests.slack.deliveries import Deliveries, Payload, Reply
from tests.slack.fake import Clock, FakeSlack
from tests.slack.people import Someone
from tests.slack.town import View
from tests.slack.wire import Wire


class Ear(Deliveries):
    """A wire that ends here: ``heard`` has what was brought, ``reply`` is what is answered."""

    def __init__(self) -> None:
        super().__init__(Clock())
        self.heard: list[Payload] = []
        self.reply = Reply()

    async def command(self, body: Mapping[str, str]) -> Reply:
        """A slash command."""
        self.heard.append(dict(body))
        return self.reply

    async def interaction(self, payload: Payload) -> Reply:
        """A button, a view."""
        self.heard.append(payload)
        return self.reply

    async def bring(self, envelope: Payload, attempt: int, reason: str) -> Reply:
        """An event."""
        self.heard.append(envelope["event"])
        return self.reply


class Quiet(FakeSlack):
    """A workspace whose only app is an ear."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.ear = Ear()

    @property
    def wire(self) -> Wire:
        """The ear."""
        return self.ear


def plain(text: str) -> dict[str, str]:
    """A text without markup."""
    return {"type": "plain_text", "text": text}


def blank(name: str, *, optional: bool = False, dispatch: bool = False, **element: Any) -> dict[str, Any]:
    """An input."""
    made = {"type": "plain_text_input", "action_id": name, **element}
    more: dict[str, Any] = {"optional": True} if optional else {}
    if dispatch:
        more["dispatch_action"] = True
    return {"type": "input", "block_id": name, "label": plain(name.title()), "element": made, **more}


EACH_KEY: dict[str, Any] = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}}
OPTIONS = [{"text": plain(name), "value": name.lower()} for name in ("EMEA", "APAC", "Americas")]


def form(*extra: dict[str, Any], title: str = "Apply", **more: Any) -> dict[str, Any]:
    """A view with a name, a region and languages."""
    blocks = [
        blank("account", max_length=10, initial_value="kim"),
        blank("region", type="static_select", options=OPTIONS),
        blank("regions", optional=True, type="multi_static_select", options=OPTIONS, max_selected_items=2),
        *extra,
    ]
    return {"type": "modal", "title": plain(title), "submit": plain("Send"), "blocks": blocks, **more}


def open_view(slack: FakeSlack, person: Someone, body: dict[str, Any]) -> View:
    """A view that lies open before somebody, as if the app had opened it."""
    view = View(f"V{slack.town.number()}", person.id, body)
    slack.town.views[view.id] = view
    return view
