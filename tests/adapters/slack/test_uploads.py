"""Files as Slack takes them: in three steps, each once, and the words whatever becomes of the file."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from adapters.slack import uploads
from adapters.slack.deliver import LOOKED_AT
from bot.files import TRIES
from bot.message import Message, Words, do, say
from bot.platform import Fileless, Later, Parcel, Receipt, Uncertain, Undeliverable
from tests.adapters.slack.office import HISTORY, OPEN, REPLIES, Office, again, opened
from tests.painter import TABLE, chart, png, table
from tests.slack.methods_files import Stored
from tests.slack.town import Channel

ASK, UPLOAD, SHARE = uploads.ASK, uploads.UPLOAD, uploads.SHARE
STEPS = [ASK, UPLOAD, SHARE]


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """A workspace with a mentors' channel and Kim."""
    async with opened() as made:
        yield made


def files(office: Office, channel: Channel | None = None) -> list[Stored]:
    """The files that stand in a channel."""
    told = [file for said in (channel or office.mentors).messages for file in said.files]
    return [office.fake.files[file["id"]] for file in told]


def written(office: Office, channel: Channel | None = None) -> list[str]:
    """What stands beside the files of a channel, as Slack shows it."""
    found = []
    for said in (channel or office.mentors).messages:
        elements = [each for block in said.blocks for part in block["elements"] for each in part["elements"]]
        found.append("".join(str(each.get("text", "")) for each in elements) or said.text)
    return found


async def test_a_chart_comes_with_its_words(office: Office) -> None:
    parcel = office.parcel(message=chart("Two wait"))
    receipt = await office.deliver(parcel)
    assert receipt == Receipt(office.workspace.room(office.mentors.id), None)
    assert office.asked() == STEPS
    (file,) = files(office)
    assert (file.name, file.content, file.title) == (f"chart-{parcel.token}.png", png(), "waiting for a mentor")
    assert file.alt == "I don't know “Two wait”. !help shows what I can do for you."
    assert written(office) == ["I don't know “\u2068Two wait\u2069”. /ambassador help shows what I can do for you."]
    (drawn,) = office.painter.drawn
    assert [(line.label, line.counts) for line in drawn.series] == [
        ("waiting for a mentor", (3, 1, 2)),
        ("being mentored", (0, 4, 5)),
    ]
    assert drawn.days == ("Sep 1", "Sep 8", "Sep 15")


async def test_a_table_comes_into_a_direct_chat(office: Office) -> None:
    receipt = await office.deliver(office.parcel(office.kim, message=table()))
    direct = office.fake.town.direct(office.kim)
    assert receipt.room == office.workspace.direct(office.kim.id)
    assert office.asked() == [OPEN, *STEPS]
    (file,) = files(office, direct)
    assert file.content is not None
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline=""))) == [
        ["none", "the bot"], ["ana", "'=1+1"], ["bo", "a map, drawn"],
    ]  # fmt: skip
    assert file.title == "reports-2026-11.csv"
    assert office.painter.drawn == []


async def test_it_stands_in_its_thread_and_where_that_is_gone_beside_it(office: Office) -> None:
    root = await office.deliver(office.parcel())
    await office.deliver(office.parcel(message=chart(), thread=root.message))
    await office.deliver(office.parcel(message=chart(), thread="1799999999.000001"))
    assert [said.thread_ts for said in office.mentors.messages] == [None, root.message, None]
    assert len(files(office)) == 2


HOSTILE = "<!channel> *bold* <@U1> _x_ `code` https://example.org|x"


async def test_peoples_words_stay_words(office: Office) -> None:
    await office.deliver(office.parcel(message=chart(HOSTILE)))
    assert HOSTILE in written(office)[0]
    (file,) = files(office)
    assert HOSTILE in file.alt
    (shared,) = office.fake.called(SHARE)
    assert "initial_comment" not in shared, "that would be read for marks"


async def test_where_slack_takes_no_blocks_the_words_are_an_escaped_comment(office: Office) -> None:
    office.fake.faults.next(SHARE, "error", code="invalid_blocks")
    await office.deliver(office.parcel(message=chart(HOSTILE)))
    assert office.asked() == [*STEPS, SHARE]
    (said,) = office.mentors.messages
    assert "&lt;!channel&gt;" in said.text
    assert said.files


LOST = [(step, kind) for step in STEPS for kind in ("lose", "reset", "http", "garbage")]
LOST.remove((UPLOAD, "garbage"))  # whatever is answered to bytes, they are there


@pytest.mark.parametrize(("step", "kind"), LOST)
@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("place", ["channel", "thread", "direct"])
async def test_a_lost_reply_brings_it_once(office: Office, step: str, kind: str, restarted: bool, place: str) -> None:
    root = (await office.deliver(office.parcel())).message if place == "thread" else None
    parcel = office.parcel(office.kim if place == "direct" else None, message=chart(), thread=root)
    channel = office.fake.town.direct(office.kim) if place == "direct" else office.mentors
    office.fake.faults.next(step, kind, **({"status": 502, "after": True} if kind == "http" else {}))
    with pytest.raises(Later) as raised:
        await office.deliver(parcel)
    assert raised.value.unsure is (step == SHARE)
    if step == SHARE:
        assert raised.value.after == LOOKED_AT
    office.clock.move(60)
    await office.deliver(again(parcel), office.another() if restarted else None)
    assert len(files(office, channel)) == 1
    assert [said.thread_ts for said in channel.messages if said.files] == [root]


async def test_what_was_shared_before_a_crash_is_found_by_its_name(office: Office) -> None:
    others = [office.parcel(message=chart()) for _ in range(3)]
    for each in others:
        await office.deliver(each)
    before = len(office.fake.calls)
    receipt = await office.deliver(again(others[1]), office.another())
    assert receipt.message == office.mentors.messages[1].ts
    assert office.asked()[before:] == [HISTORY]
    office.mentors.messages[1].user, office.mentors.messages[1].bot_id = office.kim.id, None
    await office.deliver(again(others[1]), office.another())
    assert len(files(office)) == 4, "what somebody else posts under that name isn't ours"


async def test_where_it_cant_be_looked_for_nobody_is_told_twice(office: Office) -> None:
    office.fake.scopes.discard("channels:history")
    with pytest.raises(Uncertain):
        await office.deliver(again(office.parcel(message=chart())), office.another())
    assert office.asked() == [HISTORY, "conversations.info"]


@pytest.mark.parametrize("step", STEPS)
async def test_when_slack_wants_a_pause_it_waits_and_texts_dont(office: Office, step: str) -> None:
    office.fake.faults.next(step, "429", retry_after=30)
    parcel = office.parcel(message=chart())
    with pytest.raises(Later) as raised:
        await office.deliver(parcel)
    assert raised.value.after == 30
    assert not raised.value.unsure
    await office.deliver(office.parcel())
    office.clock.move(30)
    await office.deliver(again(parcel))
    assert len(files(office)) == 1


async def test_a_missing_scope_is_told_with_what_to_do(office: Office) -> None:
    office.fake.scopes.discard("files:write")
    with pytest.raises(Fileless, match="missing_scope") as raised:
        await office.deliver(office.parcel(message=chart()))
    assert raised.value.fix == (
        "the Slack app may bring no files: add the scope files:write under OAuth & Permissions, and install it again "
        "(files.getUploadURLExternal: missing_scope (needs files:write))"
    )
    assert office.mentors.messages == []


@pytest.mark.parametrize(
    ("step", "code", "fix"),
    [
        (ASK, "file_uploads_disabled", "ask its admins"),
        (ASK, "file_uploads_except_images_disabled", "ask its admins"),
        (ASK, "file_upload_size_restricted", "ask its admins"),
        (ASK, "alt_txt_too_large", ""),
        (SHARE, "malware_detected", ""),
        (SHARE, "access_denied", "ask its admins"),
    ],
)
async def test_what_slack_never_takes(office: Office, step: str, code: str, fix: str) -> None:
    office.fake.faults.next(step, "error", code=code)
    with pytest.raises(Fileless, match=code) as raised:
        await office.deliver(office.parcel(message=chart()))
    assert fix in raised.value.fix
    assert bool(raised.value.fix) is bool(fix)


async def refused(office: Office, parcel: Parcel) -> Any:
    """What becomes of a parcel whose place is out of reach."""
    with pytest.raises(Undeliverable) as raised:
        await office.deliver(parcel)
    return str(raised.value)


async def test_a_place_that_is_out_of_reach_is_no_fault_of_the_file(office: Office) -> None:
    outside = office.fake.town.channel("outside", invited=False)
    assert "/invite @ambassador" in await refused(office, office.parcel(outside, message=chart()))
    office.mentors.archived = True
    assert "is archived" in await refused(office, office.parcel(message=chart()))
    office.fake.faults.next(SHARE, "error", code="restricted_action")
    office.mentors.archived = False
    assert "posting permissions" in await refused(office, office.parcel(message=chart()))


async def test_a_file_that_slack_lost_on_the_way_is_brought_again(office: Office) -> None:
    office.fake.faults.next(SHARE, "error", code="file_not_found")
    parcel = office.parcel(message=chart())
    with pytest.raises(Later):
        await office.deliver(parcel)
    await office.deliver(again(parcel))
    assert len(files(office)) == 1


async def test_what_cant_be_drawn_asks_nothing_of_slack(office: Office) -> None:
    office.painter.tired = True
    parcel = office.parcel(message=chart())
    for attempt in range(1, TRIES):
        with pytest.raises(Later) as raised:
            await office.deliver(again(parcel, attempt))
        assert not raised.value.unsure
    with pytest.raises(Fileless, match="no paint left") as ended:
        await office.deliver(again(parcel, TRIES))
    assert ended.value.fix == ""
    assert not {*STEPS} & {*office.asked()}


async def test_a_repeat_brings_what_was_frozen(office: Office) -> None:
    parcel = office.parcel(message=chart("frozen"))
    body = office.carrier.render(parcel)
    await office.deliver(replace(parcel, message=Message("", {}), body=body))
    assert "frozen" in written(office)[0]
    assert REPLIES not in office.asked()


async def test_what_could_be_pressed_is_typed(office: Office) -> None:
    said = say("unknown", typed=Words("x"), actions=(do("queue"),))
    await office.deliver(office.parcel(message=replace(said, file=TABLE)))
    assert "/ambassador queue" in written(office)[0]


async def test_who_stops_waiting_looks_for_it_first(office: Office) -> None:
    """The courier's time ran out while Slack was at it."""
    parcel = office.parcel(message=chart())
    office.fake.faults.next(SHARE, "delay", seconds=0.5)
    delivering = asyncio.create_task(office.deliver(parcel))
    while SHARE not in office.asked():  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    delivering.cancel()
    await asyncio.gather(delivering, return_exceptions=True)
    while not files(office):  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    await office.deliver(again(parcel))
    assert len(files(office)) == 1
