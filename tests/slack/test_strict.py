"""What the fake Slack lets through, and what it refuses, one rule at a time: each at its bound, and one beyond."""

import copy
from typing import Any

import pytest

from tests.slack import strict
from tests.slack.strict_text import Problem

Body = dict[str, Any]


def plain(text: str) -> Body:
    return {"type": "plain_text", "text": text}


def rich(text: str) -> Body:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "Hello", **more: Any) -> Body:
    return {"type": "section", "text": rich(text), **more}


def button(**more: Any) -> Body:
    return {"type": "button", "action_id": "do:0", "text": plain("Claim"), "value": "claim 42", **more}


def option(value: str = "a", text: str = "A", **more: Any) -> Body:
    return {"text": plain(text), "value": value, **more}


def menu(kind: str = "static_select", **more: Any) -> Body:
    return {"type": kind, "action_id": "region", "options": [option(), option("b", "B")], **more}


def field(element: Body | None = None, **more: Any) -> Body:
    own = element or {"type": "plain_text_input", "action_id": "why"}
    return {"type": "input", "block_id": "why", "label": plain("Why?"), "element": own, **more}


def actions(*elements: Body) -> Body:
    return {"type": "actions", "elements": list(elements)}


def spans(*elements: Body) -> Body:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def said(*blocks: Any, **more: Any) -> Body:
    return {"text": "Hello", **({"blocks": list(blocks)} if blocks else {}), **more}


def modal(*blocks: Any, **more: Any) -> Body:
    own = list(blocks) or [field()]
    return {"type": "modal", "title": plain("Apply"), "submit": plain("Send"), "blocks": own, **more}


def written(**more: Any) -> Body:
    return modal(field({"type": "plain_text_input", "action_id": "why", **more}))


def many(count: int) -> list[Body]:
    return [option(str(number)) for number in range(count)]


FINE = {
    "a text": said(),
    "an address and a person": said(section("See <https://a.test/x?a=1&amp;b|here>, <@U1ABC> &lt;3")),
    "a quote": said(section("> words\n>more")),
    "a ping in plain text": said({"type": "section", "text": plain("<!channel>")}),
    "every block": said(
        {"type": "header", "text": plain("x" * 150)},
        section("x" * 3000, accessory=button(style="danger", value="x" * 2000)),
        {"type": "section", "fields": [rich("x" * 500)] * 10},
        {"type": "divider", "block_id": "x" * 255},
        {"type": "context", "elements": [rich("x")] * 10},
        actions(button(action_id="x" * 255, text=plain("x" * 75)), menu(placeholder=plain("x" * 150))),
        {"type": "image", "image_url": "https://a.test/chart.png", "alt_text": "More mentors"},
    ),
    "rich text": said(spans({"type": "text", "text": "<!here> & R&D"}, {"type": "user", "user_id": "U1ABC"})),
    "fifty blocks": said(*[section()] * 50),
    "blocks taken away": said(blocks=[]),
    "metadata": said(metadata={"event_type": "ambassador_parcel", "event_payload": {"token": "x"}}),
    "options": said(actions(menu(options=many(100), initial_option=many(100)[7]))),
    "groups": said(
        actions(
            {"type": "static_select", "action_id": "a", "option_groups": [{"label": plain("G"), "options": many(2)}]}
        )
    ),
}
FINE_VIEWS = {
    "a form": modal(field(hint=plain("x" * 2000), optional=True, dispatch_action=True), private_metadata="x" * 3000),
    "titles": modal(title=plain("x" * 24), submit=plain("x" * 24), close=plain("x" * 24), callback_id="x" * 255),
    "nothing to send": {"type": "modal", "title": plain("Done"), "blocks": [section()]},
    "a long answer": written(multiline=True, max_length=3000, min_length=10, initial_value="x" * 3000),
    "several chosen": modal(
        field(menu("multi_static_select", initial_options=[option(), option("b", "B")], max_selected_items=2))
    ),
    "a hundred blocks": modal(*[section()] * 100),
    "a day": modal(field({"type": "datepicker", "action_id": "until", "initial_date": "2026-05-31"})),
}
REFUSED: dict[str, tuple[Body, str]] = {
    "nothing": ({"text": " "}, "no_text"),
    "a number": ({"text": 5}, "a string belongs here"),
    "blocks as a text": (said(blocks="[]"), "items"),
    "a broadcast in rich text": (said(spans({"type": "broadcast", "range": "here"})), "no such span"),
    "a long text": (said(text="x" * 40_001), "msg_too_long"),
    "too much in all": (said(*[section("x" * 3000)] * 4, section("x")), "msg_blocks_too_long"),
    "fifty-one blocks": (said(*[section()] * 51), "51 items"),
    "an unknown block": (said({"type": "video"}), "no such block"),
    "an unknown key": (said(section(colour="red")), "no such key: colour"),
    "null": (said(section(block_id=None)), "null"),
    "an empty section": (said(section("")), "empty"),
    "a section of blanks": (said(section(" \n")), "empty"),
    "a long section": (said(section("x" * 3001)), "3001 characters"),
    "a section of nothing": (said({"type": "section"}), "text or fields"),
    "eleven fields": (said({"type": "section", "fields": [plain("x")] * 11}), "11 items"),
    "a long field": (said({"type": "section", "fields": [plain("x" * 2001)]}), "2001 characters"),
    "no text object": (said({"type": "section", "text": "Hello"}), "an object belongs here"),
    "an unknown text": (said({"type": "section", "text": {"type": "html", "text": "x"}}), "'html'"),
    "emoji in mrkdwn": (said({"type": "section", "text": {**rich("x"), "emoji": True}}), "no such key: emoji"),
    "a header in mrkdwn": (said({"type": "header", "text": rich("x")}), "only plain_text"),
    "a long header": (said({"type": "header", "text": plain("x" * 151)}), "151 characters"),
    "eleven in a context": (said({"type": "context", "elements": [plain("x")] * 11}), "11 items"),
    "a button in a context": (said({"type": "context", "elements": [button()]}), "no such key: action_id"),
    "an empty row": (said(actions()), "0 items"),
    "a button's text in mrkdwn": (said(actions(button(text=rich("x")))), "only plain_text"),
    "a button's long text": (said(actions(button(text=plain("x" * 76)))), "76 characters"),
    "a button's long value": (said(actions(button(value="x" * 2001))), "2001 characters"),
    "a button's empty value": (said(actions(button(value=""))), "empty"),
    "a button's style": (said(actions(button(style="default"))), "primary or danger"),
    "a button without action_id": (said(actions({"type": "button", "text": plain("x")})), "action_id is missing"),
    "a long action_id": (said(actions(button(action_id="x" * 256))), "256 characters"),
    "an action_id twice": (said(actions(button()), section(accessory=button())), "do:0 stands here twice"),
    "a block_id twice": (said(section(block_id="a"), section(block_id="a")), "a stands here twice"),
    "a long block_id": (said(section(block_id="x" * 256)), "256 characters"),
    "an option's long text": (said(actions(menu(options=[option(text="x" * 76)]))), "76 characters"),
    "an option's long value": (said(actions(menu(options=[option("x" * 151)]))), "151 characters"),
    "an option in mrkdwn": (said(actions(menu(options=[option(text="A") | {"text": rich("A")}]))), "only plain_text"),
    "101 options": (said(actions(menu(options=many(101)))), "101 items"),
    "no options": (said(actions(menu(options=[]))), "0 items"),
    "neither options nor groups": (said(actions({"type": "static_select", "action_id": "a"})), "either options"),
    "a choice that isn't one": (said(actions(menu(initial_option=option("c", "C")))), "isn't among the options"),
    "a choice by another label": (said(actions(menu(initial_option=option("a", "Other")))), "isn't among the options"),
    "a long placeholder": (said(actions(menu(placeholder=plain("x" * 151)))), "151 characters"),
    "a placeholder in mrkdwn": (said(actions(menu(placeholder=rich("x")))), "only plain_text"),
    "several in a row of actions": (said(actions(menu("multi_static_select"))), "can't stand in actions"),
    "an input in a row of actions": (said(actions({"type": "plain_text_input", "action_id": "a"})), "can't stand in"),
    "an unknown element": (said(actions({"type": "slider", "action_id": "a"})), "no such element"),
    "an image without words": (said({"type": "image", "image_url": "https://a.test/a.png"}), "alt_text is missing"),
    "metadata without payload": (said(metadata={"event_type": "x"}), "invalid_metadata_format"),
    "much metadata": (
        said(metadata={"event_type": "x", "event_payload": {"a": "x" * 8000}}),
        "metadata_too_large",
    ),
}
REFUSED_VIEWS = {
    "no object": ("a view", "an object belongs here"),
    "a long title": (modal(title=plain("x" * 25)), "25 characters"),
    "a title in mrkdwn": (modal(title=rich("Apply")), "only plain_text"),
    "a long submit": (modal(submit=plain("x" * 25)), "25 characters"),
    "a long close": (modal(close=plain("x" * 25)), "25 characters"),
    "no title": ({"type": "modal", "blocks": [section()]}, "title is missing"),
    "inputs without submit": ({"type": "modal", "title": plain("x"), "blocks": [field()]}, "needs submit"),
    "no blocks": (modal(blocks=[]), "0 items"),
    "101 blocks": (modal(*[section()] * 101), "101 items"),
    "much to remember": (modal(private_metadata="x" * 3001), "3001 characters"),
    "a long callback_id": (modal(callback_id="x" * 256), "256 characters"),
    "a long label": (modal(field(label=plain("x" * 2001))), "2001 characters"),
    "a label in mrkdwn": (modal(field(label=rich("x"))), "only plain_text"),
    "a long hint": (modal(field(hint=plain("x" * 2001))), "2001 characters"),
    "room for too much": (written(max_length=3001), "from 1 to 3000"),
    "more than there is room for": (written(max_length=5, initial_value="x" * 6), "at most 5 fit"),
    "more than any input takes": (written(initial_value="x" * 3001), "3001 characters"),
    "bounds that cross": (written(min_length=6, max_length=5), "nothing fits"),
    "two with the focus": (
        modal(
            field({"type": "plain_text_input", "action_id": "a", "focus_on_load": True}),
            field({"type": "plain_text_input", "action_id": "b", "focus_on_load": True}, block_id="b"),
        ),
        "only one element",
    ),
    "too many chosen": (
        modal(field(menu("multi_static_select", initial_options=menu()["options"], max_selected_items=1))),
        "only 1 may be",
    ),
    "no such day": (modal(field({"type": "datepicker", "action_id": "a", "initial_date": "2026-02-30"})), "a day"),
    "a button to fill in": (modal(field(button())), "can't stand in input"),
    "a key of another view": (modal(clear=True), "no such key: clear"),
}
UNWANTED: dict[str, tuple[Body, str]] = {
    **{
        f"{ping} in a section": (said(section(f"Hi {ping}!")), "pings everybody")
        for ping in ("<!channel>", "<!here>", "<!everyone|all>", "<!subteam^S012>")
    },
    "a ping in the text": (said(text="<!channel>"), "pings everybody"),
    "a ping in a context": (said({"type": "context", "elements": [rich("<!here>")]}), "pings everybody"),
    "a tag": (said(section("I <3 you")), "not escaped"),
    "an ampersand": (said(section("R&D")), "not escaped"),
    "a link to a script": (said(section("<javascript:x|click>")), "not escaped"),
    "no words": ({"blocks": [section()]}, "screen readers"),
    "the same value twice": (said(actions(menu(options=[option(), option(text="B")]))), "same value"),
}


def told(problems: list[Problem]) -> str:
    return "\n".join(map(str, problems))


@pytest.mark.parametrize("name", FINE)
def test_a_message_that_slack_takes(name: str) -> None:
    before = copy.deepcopy(FINE[name])
    assert not strict.message(FINE[name])
    assert before == FINE[name], "looking changes nothing"


@pytest.mark.parametrize("name", FINE_VIEWS)
def test_a_view_that_slack_takes(name: str) -> None:
    assert not strict.view(FINE_VIEWS[name])


@pytest.mark.parametrize("name", REFUSED)
def test_a_message_that_slack_refuses(name: str) -> None:
    body, because = REFUSED[name]
    problems = strict.message(body)
    assert because in told(problems)
    assert [each.code for each in problems if each.code], "Slack has a word for it"


@pytest.mark.parametrize("name", REFUSED_VIEWS)
def test_a_view_that_slack_refuses(name: str) -> None:
    body, because = REFUSED_VIEWS[name]
    problems = strict.view(body)
    assert because in told(problems)
    assert {each.code for each in problems if each.code} == {"invalid_arguments"}


@pytest.mark.parametrize("name", UNWANTED)
def test_a_message_that_slack_would_take_but_nobody_wants(name: str) -> None:
    body, because = UNWANTED[name]
    problems = strict.message(body)
    assert because in told(problems)
    assert {each.code for each in problems} == {None}


def test_an_edit_has_less_room_than_a_message_in_bytes() -> None:
    fits, over = {"text": "ü" * 2000}, {"text": "ü" * 2001}
    assert not strict.message(fits, edits=True)
    assert not strict.message(over)
    assert [each.code for each in strict.message(over, edits=True)] == ["msg_too_long"]


def test_the_sdk_has_a_say_where_nothing_else_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slack_sdk.models.blocks.blocks.HeaderBlock.text_max_length", 3)
    problems = strict.message(said({"type": "header", "text": plain("Hello")}))
    assert "slack_sdk: text attribute cannot exceed" in told(problems)
