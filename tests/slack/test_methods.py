"""The methods of the fake Slack, asked by the real SDK: what they do, and what they refuse."""

import pytest
from slack_sdk.errors import SlackApiError

from tests.slack.api import FakeApi
from tests.slack.asking import Place
from tests.slack.fake import Clock
from tests.slack.town import Town

METADATA = {"event_type": "ambassador_parcel", "event_payload": {"token": "p-1"}}
VIEW = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Apply"},
    "submit": {"type": "plain_text", "text": "Send"},
    "blocks": [
        {
            "type": "input",
            "block_id": "why",
            "label": {"type": "plain_text", "text": "Why?"},
            "element": {"type": "plain_text_input", "action_id": "why"},
        }
    ],
}


async def test_a_message_and_its_edit(place: Place) -> None:
    posted = await place.web.chat_postMessage(channel=place.room.id, text="One", metadata=METADATA)
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "Two"}}]
    await place.web.chat_update(channel=place.room.id, ts=posted["ts"], text="Two", blocks=blocks)
    said = place.room.messages[0]
    assert (said.text, said.blocks, said.edits, said.metadata) == ("Two", blocks, 1, METADATA)
    await place.web.chat_update(channel=place.room.id, ts=posted["ts"], text="Three", metadata={})
    assert (said.text, said.blocks, said.metadata) == ("Three", [], None)
    place.api.assert_clean()


async def test_listeners_hear_what_the_bot_says(place: Place) -> None:
    heard: list[tuple[str, str]] = []
    place.api.listeners.append(lambda what, _room, message: heard.append((what, message.text)))
    posted = await place.web.chat_postMessage(channel=place.room.id, text="One")
    await place.web.chat_update(channel=place.room.id, ts=posted["ts"], text="Two")
    assert heard == [("posted", "One"), ("changed", "Two")]


async def test_where_it_may_not_post(place: Place) -> None:
    web, town = place.web, place.town
    outside = town.channel("public", place.ana, invited=False)
    secret = town.channel("secret", place.ana, private=True, invited=False)
    gone = town.channel("gone", place.ana)
    gone.archived = True
    rooms = {outside.id: "not_in_channel", secret.id: "channel_not_found", gone.id: "is_archived"}
    for room, code in rooms.items():
        assert await place.refused(web.chat_postMessage(channel=room, text="Hi")) == code
    assert await place.refused(web.conversations_info(channel=secret.id)) == "channel_not_found"
    assert await place.refused(web.conversations_history(channel=outside.id)) == "not_in_channel"
    place.api.assert_clean()
    assert await place.refused(web.chat_postMessage(channel=place.ana.id, text="Hi")) == "channel_not_found"
    assert place.api.violations, "a user isn't a channel"


async def test_edits_of_what_it_did_not_say(place: Place) -> None:
    theirs = await place.web.chat_postMessage(channel=place.room.id, text="Hi")
    place.room.messages[0].user = place.ana.id
    room = place.room.id
    update = place.web.chat_update
    assert await place.refused(update(channel=room, ts=theirs["ts"], text="Ho")) == "cant_update_message"
    assert await place.refused(update(channel=room, ts="1.000001", text="Ho")) == "message_not_found"


async def test_threads(place: Place) -> None:
    room, post = place.room.id, place.web.chat_postMessage
    first = (await post(channel=room, text="First"))["ts"]
    reply = (await post(channel=room, text="Reply", thread_ts=first))["ts"]
    replies = await place.web.conversations_replies(channel=room, ts=first)
    assert [each["text"] for each in replies["messages"]] == ["First", "Reply"]
    history = await place.web.conversations_history(channel=room)
    assert [(each["text"], each["reply_count"]) for each in history["messages"]] == [("First", 1)]
    assert await place.refused(post(channel=room, text="x", thread_ts="1.000001")) == "thread_not_found"
    place.api.assert_clean()
    await post(channel=room, text="Lost", thread_ts=reply)
    assert "nobody would see this" in place.api.violations[0]


async def test_history_in_pages_and_within_bounds(place: Place) -> None:
    web, room = place.web, place.room.id
    stamps = []
    for number in range(5):
        place.clock.move(1)
        stamps.append((await web.chat_postMessage(channel=room, text=f"{number}", metadata=METADATA))["ts"])
    first = await web.conversations_history(channel=room, limit=2)
    await web.chat_postMessage(channel=room, text="meanwhile")
    following = await web.conversations_history(channel=room, limit=2, cursor=first["response_metadata"]["next_cursor"])
    assert [each["text"] for page in (first, following) for each in page["messages"]] == ["4", "3", "2", "1"]
    assert "metadata" not in first["messages"][0]
    within = await web.conversations_history(
        channel=room, oldest=stamps[1], latest=stamps[3], inclusive=True, include_all_metadata=True
    )
    assert [each["text"] for each in within["messages"]] == ["3", "2", "1"]
    assert within["messages"][0]["metadata"] == METADATA
    assert not within["has_more"]
    between = await web.conversations_history(channel=room, oldest=stamps[1], latest=stamps[3])
    assert [each["text"] for each in between["messages"]] == ["2"]
    assert await place.refused(web.conversations_history(channel=room, cursor="x")) == "invalid_cursor"
    place.api.assert_clean()


async def test_an_ephemeral_for_somebody_who_is_there(place: Place) -> None:
    await place.web.chat_postEphemeral(channel=place.room.id, user=place.ana.id, text="Psst")
    assert [(each.user, each.text) for each in place.town.ephemerals] == [(place.ana.id, "Psst")]
    bo = place.town.person("Bo")
    whisper = place.web.chat_postEphemeral(channel=place.room.id, user=bo.id, text="Psst")
    assert await place.refused(whisper) == "user_not_in_channel"


async def test_direct_chats(place: Place) -> None:
    web, town = place.web, place.town
    opened = await web.conversations_open(users=place.ana.id)
    assert opened["channel"]["id"] == town.direct(place.ana).id
    await web.chat_postMessage(channel=opened["channel"]["id"], text="Hi")
    assert (await web.conversations_open(users=place.ana.id))["already_open"]
    gone, robot = town.person("Gone", deleted=True), town.person("Robot", is_bot=True)
    refusals = {
        gone.id: "user_disabled", robot.id: "cannot_dm_bot", "USLACKBOT": "cannot_dm_bot", "U0": "user_not_found",
    }  # fmt: skip
    for user, code in refusals.items():
        assert await place.refused(web.conversations_open(users=user)) == code
    place.api.assert_clean()


async def test_people(place: Place) -> None:
    town = place.town
    guest = town.person("Guest", is_ultra_restricted=True, display_name="")
    shown = (await place.web.users_info(user=guest.id))["user"]
    assert shown["is_ultra_restricted"]
    assert (shown["profile"]["display_name"], shown["real_name"]) == ("", "Guest")
    assert (shown["tz"], shown["tz_label"], shown["tz_offset"]) == ("Etc/UTC", "Coordinated Universal Time", 0)
    assert (await place.web.users_info(user=place.ana.id))["user"]["profile"]["email"] == "ana@example.org"
    place.api.scopes.remove("users:read.email")
    assert "email" not in (await place.web.users_info(user=place.ana.id))["user"]["profile"]
    stranger = town.person("Stranger", team="T0OTHER")
    listed = [each["id"] async for page in await place.web.users_list(limit=2) for each in page["members"]]
    assert listed == ["USLACKBOT", town.bot.id, place.ana.id, guest.id]
    assert (await place.web.users_info(user=stranger.id))["user"]["team_id"] == "T0OTHER"


async def test_people_of_an_organisation() -> None:
    async with FakeApi(Town(Clock(0.0), enterprise="E0ORG")) as api:
        place = Place(api, Clock(0.0))
        colleague = api.town.person("Colleague", team="T0OTHER", teams=("T0OTHER", "T0TEAM"))
        shown = (await place.web.users_info(user=colleague.id))["user"]
        assert (shown["team_id"], shown["enterprise_user"]["teams"]) == ("T0OTHER", ["T0OTHER", "T0TEAM"])
        assert (await place.web.auth_test())["enterprise_id"] == "E0ORG"


async def test_channels(place: Place) -> None:
    web, town = place.web, place.town
    public = town.channel("public", invited=False)
    town.channel("secret", private=True, invited=False)
    inner = town.channel("inner", private=True)
    kinds = "public_channel,private_channel"
    listed = (await web.conversations_list(types=kinds))["channels"]
    assert [(each["name"], each["is_member"]) for each in listed] == [
        ("emea", True),
        ("public", False),
        ("inner", True),
    ]
    assert [each["id"] for each in (await web.users_conversations(types=kinds))["channels"]] == [
        place.room.id,
        inner.id,
    ]
    assert (await web.conversations_info(channel=public.id))["channel"]["is_private"] is False
    await web.conversations_join(channel=public.id)
    assert (await web.conversations_members(channel=public.id))["members"] == [town.bot.id]
    join = web.conversations_join(channel=inner.id)
    assert await place.refused(join) == "method_not_supported_for_channel_type"
    place.api.assert_clean()


async def test_a_trigger_opens_one_view_within_three_seconds(place: Place) -> None:
    web, trigger = place.web, place.api.trigger(place.ana)
    opened = (await web.views_open(trigger_id=trigger, view=VIEW))["view"]
    assert place.town.views[opened["id"]].user == place.ana.id
    assert await place.refused(web.views_open(trigger_id=trigger, view=VIEW)) == "exchanged_trigger_id"
    late = place.api.trigger(place.ana)
    place.clock.move(3.1)
    assert await place.refused(web.views_open(trigger_id=late, view=VIEW)) == "expired_trigger_id"
    assert await place.refused(web.views_open(trigger_id="x", view=VIEW)) == "invalid_trigger_id"
    changed = await web.views_update(view_id=opened["id"], view=VIEW, hash=opened["hash"])
    assert changed["view"]["hash"] != opened["hash"]
    stale = web.views_update(view_id=opened["id"], view=VIEW, hash=opened["hash"])
    assert await place.refused(stale) == "hash_conflict"
    place.town.views[opened["id"]].is_open = False
    assert await place.refused(web.views_update(view_id=opened["id"], view=VIEW)) == "not_found"
    place.api.assert_clean()


async def test_reactions(place: Place) -> None:
    ts = (await place.web.chat_postMessage(channel=place.room.id, text="A card"))["ts"]
    place.room.messages[0].reactions["+1::skin-tone-3"] = [f"U{number}" for number in range(9)]
    await place.web.reactions_add(channel=place.room.id, timestamp=ts, name="thumbsup")
    again = place.web.reactions_add(channel=place.room.id, timestamp=ts, name="+1")
    assert await place.refused(again) == "already_reacted"
    found = (await place.web.reactions_get(channel=place.room.id, timestamp=ts, full=True))["message"]["reactions"]
    assert [(each["name"], each["count"], len(each["users"])) for each in found] == [
        ("+1::skin-tone-3", 9, 9),
        ("+1", 1, 1),
    ]
    some = (await place.web.reactions_get(channel=place.room.id, timestamp=ts))["message"]["reactions"][0]
    assert (some["count"], len(some["users"])) == (9, 3)


async def test_a_channel_takes_a_message_a_second(place: Place) -> None:
    place.api.rates = True
    post, room = place.web.chat_postMessage, place.room.id
    for _ in range(4):
        await post(channel=room, text="Hi")
    with pytest.raises(SlackApiError) as refused:
        await post(channel=room, text="Hi")
    assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "1")
    await post(channel=place.town.channel("other").id, text="Hi")
    place.clock.move(1)
    await post(channel=room, text="Hi")
    assert len(place.room.messages) == 5
    place.clock.move(60)
    for _ in range(4):
        await post(channel=room, text="Hi")
    assert await place.refused(post(channel=room, text="Hi")) == "ratelimited"


async def test_the_workspace(place: Place) -> None:
    assert (await place.web.team_info())["team"]["id"] == place.town.team
    assert await place.refused(place.web.team_info(team="T0OTHER")) == "team_not_found"


async def test_the_bot_talks_to_one_person_at_a_time(place: Place) -> None:
    bo = place.town.person("Bo")
    opened = place.web.conversations_open(users=[place.ana.id, bo.id])
    assert await place.refused(opened) == "not_enough_users"
    assert place.api.violations == ["conversations.open: several people: the bot talks to one"]
