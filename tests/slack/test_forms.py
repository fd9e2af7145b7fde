"""What a person's client does with views: what it refuses, what it sends, and what it makes of the answer."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.slack.deliveries import Reply
from tests.slack.forms import NotPossible
from tests.slack.quiet import EACH_KEY, Quiet, blank, form, open_view


@pytest.fixture
async def slack() -> AsyncIterator[Quiet]:
    """A workspace that must be clean in the end."""
    slack = Quiet()
    yield slack
    slack.assert_clean()


async def test_a_view_is_sent_with_what_stands_in_it(slack: Quiet) -> None:
    kim = slack.person("kim")
    view = open_view(slack, kim, form(private_metadata="{}", callback_id="form"))
    outcome = await kim.submit(view, {"Region": ["EMEA"], "regions": ["APAC", "Americas"]})
    assert outcome.error is None
    assert kim.views == []
    [sent] = slack.ear.heard
    assert sent["type"] == "view_submission"
    values = sent["view"]["state"]["values"]
    assert values["account"]["account"] == {"type": "plain_text_input", "value": "kim"}
    assert values["region"]["region"]["selected_option"]["value"] == "emea"
    assert [each["value"] for each in values["regions"]["regions"]["selected_options"]] == ["apac", "americas"]
    assert "channel" not in sent
    assert "response_url" not in sent


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "required"),
        ({"region": ["EMEA"], "account": ""}, "required"),
        ({"region": ["EMEA"], "account": "x" * 11}, "at most 10"),
        ({"region": ["EMEA"], "account": "x\ny"}, "one line"),
        ({"region": ["Asia"]}, "no option"),
        ({"region": ["EMEA", "APAC"]}, "at most 1"),
        ({"region": ["EMEA"], "regions": ["EMEA", "APAC", "Americas"]}, "at most 2"),
        ({"region": ["EMEA"], "email": "kim at home"}, "no email"),
        ({"region": ["EMEA"], "why": "no"}, "at least 5"),
        ({"town": "Bern"}, "no field"),
    ],
)
async def test_the_client_refuses_by_itself(slack: Quiet, values: dict[str, Any], why: str) -> None:
    kim = slack.person("kim")
    email = blank("email", optional=True, type="email_text_input")
    view = open_view(slack, kim, form(email, blank("why", optional=True, min_length=5)))
    with pytest.raises(NotPossible, match=why):
        await kim.submit(view, values)
    assert not slack.ear.heard


async def test_what_the_app_hears_of_typing(slack: Quiet) -> None:
    kim = slack.person("kim")
    keys, enter = blank("keys", dispatch=True, **EACH_KEY), blank("enter", dispatch=True)
    view = open_view(slack, kim, form(keys, enter))
    assert await kim.type_into(view, "account", "kim2") is None
    assert await kim.type_into(view, "enter", "half") is None
    assert not slack.ear.heard
    assert await kim.type_into(view, "keys", "a") is not None
    assert await kim.type_into(view, "enter", "whole", enter=True) is not None
    first, second = slack.ear.heard
    assert first["container"] == {"type": "view", "view_id": view.id}
    assert {"channel", "message", "response_url"}.isdisjoint(first)
    assert first["actions"][0]["value"] == "a"
    assert first["view"]["state"]["values"]["account"]["account"]["value"] == "kim2"
    assert second["view"]["state"]["values"]["enter"]["enter"]["value"] == "whole"
    assert await kim.choose(view, "region", ["EMEA"]) is None


async def test_errors_keep_the_view_and_what_was_typed(slack: Quiet) -> None:
    kim = slack.person("kim")
    view = open_view(slack, kim, form())
    slack.ear.reply = Reply(body={"response_action": "errors", "errors": {"account": "Unknown account"}})
    outcome = await kim.submit(view, {"region": ["EMEA"], "account": "kym"})
    assert outcome.errors == {"account": "Unknown account"}
    assert outcome.view is view
    slack.ear.reply = Reply("operation_timeout")
    assert "trouble" in str((await kim.submit(view)).error)
    assert kim.view is view
    assert slack.ear.heard[-1]["view"]["state"]["values"]["account"]["account"]["value"] == "kym"


async def test_views_are_updated_pushed_and_cleared(slack: Quiet) -> None:
    kim = slack.person("kim")
    view = open_view(slack, kim, form())
    slack.ear.reply = Reply(body={"response_action": "update", "view": form(title="Again")})
    before = view.hash
    await kim.submit(view, {"region": ["EMEA"], "account": "kym"})
    assert view.body["title"]["text"] == "Again"
    assert view.hash != before
    slack.ear.reply = Reply(body={"response_action": "push", "view": form(title="On top")})
    pushed = (await kim.submit(view)).view
    assert slack.ear.heard[-1]["view"]["state"]["values"]["account"]["account"]["value"] == "kym"
    assert pushed is not None
    assert kim.views == [view, pushed]
    with pytest.raises(NotPossible, match="in front"):
        await kim.submit(view)
    slack.ear.reply = Reply(body={"response_action": "clear"})
    await kim.submit(pushed, {"region": ["APAC"]})
    assert slack.ear.heard[-1]["view"]["previous_view_id"] == view.id
    assert slack.ear.heard[-1]["view"]["root_view_id"] == view.id
    assert kim.views == []


async def test_a_closed_view_is_told_of_where_it_asks(slack: Quiet) -> None:
    kim = slack.person("kim")
    assert await kim.close(open_view(slack, kim, form())) is None
    await kim.close(open_view(slack, kim, form(notify_on_close=True)))
    [told] = slack.ear.heard
    assert (told["type"], told["is_cleared"]) == ("view_closed", False)
    assert "state" not in told["view"]
    assert "trigger_id" not in told


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"response_action": "errors", "errors": {}}, "at least one"),
        ({"response_action": "errors", "errors": {"town": "?"}}, "no input"),
        ({"response_action": "update", "view": {"type": "modal"}}, "answer to a view"),
        ({"response_action": "replace"}, "no such response_action"),
        ({"text": "thank you"}, "no such response_action"),
    ],
)
async def test_an_answer_that_makes_no_sense_is_a_violation(body: dict[str, Any], said: str) -> None:
    slack = Quiet()
    kim = slack.person("kim")
    slack.ear.reply = Reply(body=body)
    await kim.submit(open_view(slack, kim, form()), {"region": ["EMEA"]})
    with pytest.raises(AssertionError, match=said):
        slack.assert_clean()
