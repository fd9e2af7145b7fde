"""Lines on the real engine: what they cause, in which order it is said, and what they can point at."""

from datetime import timedelta
from pathlib import Path

import pytest

from adapters.shell import START, GrammarError, Shell, StoryClock
from adapters.shell.carrier import ShellCarrier
from adapters.shell.line import Say
from adapters.shell.transcript import Seen, Transcript
from bot.address import Identity, Room
from bot.errors import Refused
from bot.message import Many, Words, say
from bot.platform import Parcel
from bot.ports import Store
from bot.text import Line, Rendered, Span
from tests.adapters.shell.toy import Toyland, catalogue


async def said(shell: Shell, line: str) -> list[str]:
    return [text for spoken in await shell.do(line) for text in spoken.lines]


async def refused(shell: Shell, line: str) -> Refused:
    with pytest.raises(Refused) as raised:
        await shell.do(line)
    return raised.value


async def test_an_answer_goes_where_it_was_asked_or_to_the_asker_alone(shell: Shell) -> None:
    assert await said(shell, "kim: !echo hi") == ["bot -> kim: hi"]
    assert await said(shell, "kim@mentors: !echo hi") == ["bot@mentors: hi"]
    assert await said(shell, "kim@mentors: !quote hi") == ["bot -> kim: Noted:", "    > hi"]


async def test_effects_come_behind_the_answer_in_their_order(shell: Shell) -> None:
    await shell.do("kim: !card 1")
    assert await said(shell, "kim: !take 1") == ["bot -> kim: Yours: #1.", "bot@mentors edits: Case #1, taken by Kim"]
    for _ in range(5):
        assert await said(shell, "kim: !meet @ana") == ["bot -> ana: Kim says hello.", "bot@mentors: Kim says hello."]


async def test_people_are_mentioned_and_the_bot_is_addressed(shell: Shell) -> None:
    assert await said(shell, "kim@mentors: @bot meet @Ana") == [
        "bot -> ana: Kim says hello.",
        "bot@mentors: Kim says hello.",
    ]
    assert await said(shell, "kim@mentors: echo @bot") == []
    assert await said(shell, "kim@mentors: @bots echo hi") == []


async def test_the_bot_hears_only_the_rooms_of_the_programme(shell: Shell) -> None:
    assert await said(shell, "kim@elsewhere: !echo hi") == []


async def test_words_reach_the_core_as_typed_and_the_screen_without_their_sting(shell: Shell) -> None:
    assert await said(shell, "kim: !echo \x1b[31mred\x1b[0m \u202eevil\x07 👍🏽") == [
        "bot -> kim: [31mred[0m evil 👍🏽"
    ]
    long = await said(shell, f"kim: !echo {'a' * 10_000}")
    assert len("".join(long)) < 1000
    assert await said(shell, "kim:") != []


async def test_a_button_is_pressed_where_it_stands(shell: Shell) -> None:
    await shell.do("ana@mentors: !card 1")
    await shell.do("ana@mentors: !card 2")
    assert (await said(shell, "bo presses take on #1"))[0] == "bot -> bo: Yours: #1."
    error = await refused(shell, "bo presses Claim on #2")
    assert error.message == say("shell-no-button", label=Words("Claim"), labels=Many((Words("Take"),)), count=1)
    assert (await refused(shell, "bo presses Refuse on #2")).message.key == "shell-no-button"


async def test_a_button_that_is_gone_can_be_pressed_as_an_old_one(shell: Shell) -> None:
    await shell.do("ana@mentors: !card 1")
    assert (await refused(shell, "bo presses the old Take on #1")).message.key == "shell-no-button"
    await shell.do("ana presses Take on #1")
    assert (await refused(shell, "bo presses Take on #1")).message.key == "shell-no-button"
    assert (await said(shell, "bo presses the old Take on #1"))[0] == "bot -> bo: Yours: #1."


async def test_nobody_presses_what_only_others_see(shell: Shell) -> None:
    await shell.do("kim: !ways")
    assert (await refused(shell, "ana presses Take")).message.key == "shell-no-button"
    assert (await said(shell, "kim presses Take"))[0] == "bot -> kim: Yours: #7."
    await shell.do("ana@mentors: !ways")
    assert (await refused(shell, "bo presses Take on #7 in mentors")).message.key == "shell-no-button"
    assert (await said(shell, "ana presses Take on #7 in mentors"))[0] == "bot -> ana: Yours: #7."


async def test_only_hints_that_are_commands_get_a_mark(shell: Shell) -> None:
    assert "    Send: send" in await said(shell, "kim: !ways")
    assert "    Refuse: !refuse 1 REASON" in await said(shell, "kim: !card 1")


async def test_reactions_find_the_card_and_can_be_taken_back(shell: Shell) -> None:
    assert (await refused(shell, "ana reacts 👍 to #1")).message.key == "shell-no-card"
    await shell.do("ana@mentors: !card 1")
    assert (await refused(shell, "ana unreacts 👍 from #1")).message.key == "shell-no-reaction"
    assert await said(shell, "ana reacts 👍 to #1") == ["bot@mentors: 👍 card:1"]
    assert (await refused(shell, "bo unreacts 👍 from #1")).message.key == "shell-no-reaction"
    assert await said(shell, "ana unreacts 👍 from #1 in mentors") == ["bot@mentors: 👎"]
    assert (await refused(shell, "ana unreacts 👍 from #1")).message.key == "shell-no-reaction"
    assert (await refused(shell, "ana reacts 👍 to #1 in emea")).message.key == "shell-no-card"


async def test_a_form_is_asked_or_filled(shell: Shell) -> None:
    assert (await said(shell, "kim: !note"))[-1] == "    Title?"
    assert (await said(shell, "kim: one"))[-1] == "    Body?"
    assert await said(shell, 'kim fills note: body="two; three"') == ["bot -> kim: Noted: one, two; three"]
    assert (await refused(shell, "kim fills nothing: a=b")).message.key == "shell-no-form"


async def test_an_earlier_message_is_edited_and_deleted(shell: Shell) -> None:
    await shell.do("kim: !note")
    await shell.do("kim: first title")
    assert (await refused(shell, "ana edits first title -> x")).message.key == "shell-no-message"
    assert "second" in "\n".join(await said(shell, "kim edits first -> second title"))
    assert (await refused(shell, "kim deletes first title")).message.key == "shell-no-message"
    await shell.do("kim deletes second title")
    assert (await said(shell, "kim: the body"))[-1] == "    Title?"
    await shell.do("kim: third title")
    assert await said(shell, "kim: send") == ["bot -> kim: Noted: third title, the body"]
    assert (await refused(shell, "kim deletes second title")).message.key == "shell-no-message"


async def test_a_chat_begins(shell: Shell) -> None:
    assert await said(shell, "kim joins") == ["bot -> kim: Hello Kim, this is Toyland.", "    [Apply] [Help]"]


async def test_comments_do_nothing_and_expectations_are_refused(shell: Shell) -> None:
    assert await shell.do("-- kim: !echo hi") == []
    assert (await refused(shell, "bot -> kim: hi")).message.key == "shell-only-in-stories"
    assert (await refused(shell, "silence")).message.key == "shell-only-in-stories"
    with pytest.raises(GrammarError):
        await shell.do("hello")


async def test_the_clock_moves_and_lets_everything_due_run(tmp_path: Path) -> None:
    async with Toyland(tmp_path) as plain:
        ticks: list[object] = []

        class Ticker:
            async def tick(self) -> None:
                ticks.append(plain.clock.now())

        shell = Shell(plain.engine, plain.catalogue, plain.clock, Ticker())
        await shell.do("kim: !echo hi")
        assert ticks == []
        assert await shell.do("clock +3d") == []
        assert ticks == [START + timedelta(days=3)]
        await shell.do("clock 2026-03-01 08:00")
        assert shell.clock.now() == START - timedelta(days=1, hours=1)
        for _ in range(3):
            await shell.do("clock +99999w")
        for line in ("clock +99999w", "clock 9999-12-31 23:59", "clock 0001-01-01 00:00"):
            assert (await refused(shell, line)).message.key == "shell-clock-end"
        assert await said(shell, "kim: !card 1") != []


async def test_a_delayed_parcel_arrives_when_the_clock_has_moved(shell: Shell) -> None:
    def unit(store: Store) -> None:
        (parcel,) = store.outbox.lease("shell", START, START + timedelta(minutes=2), 9)
        store.outbox.later(parcel.id, 1, START + timedelta(hours=1), "busy")

    await shell.engine.handle(shell._said(Say("kim", None, "!card 1")))
    await shell.engine.database.write(unit)
    assert await shell.do("clock +59m") == []
    assert (await said(shell, "clock +1m"))[0] == "bot@mentors: Case #1"


async def test_ids_stay_unique_on_a_database_that_is_used_again(tmp_path: Path) -> None:
    async with Toyland(tmp_path) as first:
        assert await said(first, "kim: !card 1") != []
    async with Toyland(tmp_path, restarted=True) as second:
        assert (await said(second, "kim: !card 1"))[0] == "bot@mentors edits: Case #1"
        assert (await said(second, "kim: !card 2"))[0] == "bot@mentors: Case #2"
        assert await said(second, "ana reacts 👍 to #1") == ["bot@mentors: 👍 card:1"]


async def test_a_token_is_delivered_once() -> None:
    carrier = ShellCarrier(catalogue(), lambda command: False)
    parcel = Parcel(5, "token", "shell:kim", True, say("toy-taken", number="1"), "en", START)
    body = carrier.render(parcel)
    first = await carrier.deliver(parcel, body)
    again = await carrier.deliver(parcel, body)
    assert first == again
    assert (first.room, first.message) == (Room("shell:@kim"), "m5")
    assert len(carrier.take()) == 1
    assert carrier.take() == []


def test_a_story_stands_still_and_a_terminal_goes_on() -> None:
    still, running = StoryClock(START), StoryClock()
    assert still.now() == still.now() == START
    before = running.now()
    assert running.now() > before - timedelta(seconds=1)
    running.set(START)
    assert timedelta() <= running.now() - START < timedelta(minutes=1)


async def test_an_event_that_waits_is_handled_when_the_clock_moves(shell: Shell) -> None:
    event = shell._said(Say("kim", None, "!echo late")).model_copy(update={"window": False})
    await shell.engine.database.write(lambda store: store.inbox.pend([event]))
    assert await said(shell, "kim: !nothing") == []
    assert await said(shell, "clock +1m") == ["bot -> kim: late"]


def test_a_reaction_means_the_card_that_was_posted_first() -> None:
    words = Rendered((Line((Span("x"),)),))
    rooms = [Room("shell:mentors"), Room("shell:emea")]
    transcript = Transcript()
    transcript.hear(Seen(rooms[0], "m1", None, words, case=1))
    assert transcript.card(Identity("shell:ana"), 1, None).id == "m1"
    for number, room in enumerate(rooms, 2):
        transcript.hear(Seen(room, f"m{number}", None, words, case=1, key="card:1"))
    transcript.hear(Seen(rooms[0], "m4", None, words, case=1))
    transcript.hear(Seen(rooms[0], "m5", None, words, case=2, key="card:2"))
    assert transcript.card(Identity("shell:ana"), 1, None).id == "m2"
    assert transcript.card(Identity("shell:ana"), 1, rooms[1]).id == "m3"
