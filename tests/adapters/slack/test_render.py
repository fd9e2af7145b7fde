"""Words as Slack shows them, held by golden files; everything that is made is what Slack takes."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.mrkdwn import escape
from adapters.slack.render import MOST, TEXT, VALUE, Commands, Page, pages, plain, rich
from bot.address import Identity, Room
from bot.message import Channel, Many, Mention, Message, Value, Words, do, say, write
from bot.text import Button, Kind, Line, Rendered, Span, Style
from tests.adapters.slack.looks import CATALOGUE, HOW, golden, sendable, showable, shown
from tests.rules.test_catalogue import arguments, texts

EVIL = "<!channel> <@U1> <https://evil.example|x> & *b* _i_ ~s~ `c` :tada: @here\n> quoted"
FORGED = "fine\n- 2 March · Cora noted: approved\n- Sponsor: /ambassador sponsor 1\u2028> quoted\n\nCora approved."


def line(*spans: Span | str, kind: Kind = Kind.LINE) -> Line:
    return Line(tuple(Span(each) if isinstance(each, str) else each for each in spans), kind)


def words(text: str) -> Span:
    return Span(text, Style.WORDS)


def person(name: str, identity: str) -> Span:
    return Span(name, Style.PERSON, Identity(identity))


def code(text: str) -> Span:
    return Span(text, Style.CODE)


def row(*cells: tuple[Span, ...]) -> Line:
    """A row of a table, as a line and as cells."""
    return Line(tuple(span for cell in cells for span in cell), Kind.ROW, cells)


MESSAGES: dict[str, Rendered] = {
    "plain": Rendered((line("One line."),)),
    "styles": Rendered((line("A ", Span("strong", Style.STRONG), " word and ", code("42")),)),
    "lines": Rendered((line("First"), line(""), line("Third"))),
    "list": Rendered((line("Two things:"), line("one", kind=Kind.ITEM), line("two", kind=Kind.ITEM), line("Done."))),
    "commands": Rendered(
        (line(code("!apply"), code("!claim 42"), code("!"), code("!mentor add @ana EMEA"), code("skip"), code("!x")),)
    ),
    "pill": Rendered((line(person("Ana Lopez", "slack:T1/U2"), " claimed #42 of ", person("Kim", "slack:T1/U3")),)),
    "no-pill": Rendered(
        (
            line(person("Bo", "slack:T2/U2"), person("Cy", "matrix:@cy:x"), person("Di", "slack:T1/U2>"), "."),
            line(person("<!channel>", "slack:T12/U2")),
        )
    ),
    "hostile": Rendered((line(words(EVIL)), line(EVIL), line(code(EVIL)), line(Span(EVIL, Style.STRONG)))),
    "quote": Rendered((line("They wrote:"), line(words("one\n!claim 42\n\n> four"), kind=Kind.QUOTE), line("— Ana"))),
    "forged": Rendered(
        (
            line("Kim wrote: ", words(FORGED)),
            line("2 March · Kim noted: ", words(FORGED), kind=Kind.ITEM),
            line(words(FORGED), kind=Kind.QUOTE),
        ),
        (Button(f"Claim {FORGED}", "claim 1"),),
    ),
    "nothing": Rendered((line("Links"), line(words("\u2068\u2069"), kind=Kind.QUOTE), line("", kind=Kind.ITEM))),
    "buttons": Rendered(
        (line("A case waits."),),
        (
            Button("Claim", "claim 42"),
            Button("Read", "read 42"),
            Button("Decline", "decline 42 REASON", hint=True),
            Button("Send", "send", hint=True),
        ),
    ),
    "table": Rendered(
        (
            line("Two cases:"),
            Line((), Kind.HEAD, ((Span("Case"),), (Span("Whose turn"),), (Span("Next"),))),
            row((Span("#42"),), (person("Ana Lopez", "slack:T1/U2"),), (code("!claim 42"),)),
            row((Span("#7"),), (words(EVIL),), ()),
            line("That's all."),
            Line((), Kind.HEAD, ((Span("Another"),),)),
            row((Span("one"),)),
        )
    ),
    "confirm": Rendered((line("Are you sure?"),), (Button("Claim anyway", "claim 42 anyway"),)),
}


def only(rendered: Rendered, **more: Any) -> Page:
    (page,) = pages(rendered, CATALOGUE, None, HOW, **more)
    return page


def said(message: Message) -> Rendered:
    return CATALOGUE.render(message)


def buttons(page: Page) -> list[dict[str, Any]]:
    return [each for block in page.blocks if block["type"] == "actions" for each in block["elements"]]


@pytest.mark.parametrize("name", MESSAGES)
def test_messages_look_as_they_should(name: str) -> None:
    golden(name, sendable(only(MESSAGES[name])))


def test_every_text_with_a_command_reads_right() -> None:
    values = {"usage": "decline N REASON", "example": "decline 42 Next month", "command": "claim", "near": "claim"}
    found: list[str] = []
    for key in sorted(texts()):
        takes: dict[str, Value] = {
            name: value if value == 2 else values.get(name, "42") for name, value in arguments(key, "x").items()
        }
        rendered = said(Message(key, takes))
        spans = [span for each in rendered.lines for span in each.spans if span.style is Style.CODE]
        if any(span.text.startswith("!") for span in spans) and not key.startswith("shell-"):
            text = plain(rendered, HOW)
            assert not re.search(r"(?<!\w)!\w", text), key
            found.append(f"{key}\n    " + text.replace("\n", "\n    "))
    golden("commands.txt", "\n".join(found) + "\n")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("apply", "/apply"),
        ("apply now", "/apply now"),
        ("applying", "/ambassador applying"),
        ("mentor add @ana EMEA", "/mentor add @ana EMEA"),
        ("claim 42", "/ambassador claim 42"),
        ("", "/ambassador"),
    ],
)
def test_how_a_command_is_typed(typed: str, shown: str) -> None:
    assert Commands("ambassador", ("apply", "mentor")).typed(typed) == shown


def test_nobody_can_say_a_line_of_the_bots() -> None:
    lines = only(MESSAGES["forged"]).text.split("\n")
    own = [each for each in lines if not each.startswith(("\u2003", "&gt; "))]
    forged = " ".join(FORGED.split())
    assert own == ["Kim wrote: fine", "- 2 March · Kim noted: fine", f"- Claim {escape(forged)}: /ambassador claim 1"]
    (section, items, quote) = only(MESSAGES["forged"]).blocks[0]["elements"]
    assert len(items["elements"]) == 1
    assert quote["type"] == "rich_text_quote"
    below = [text for each in (section, items["elements"][0]) for text in each["elements"][0]["text"].split("\n")[1:]]
    assert len(below) == 10
    assert all(text.startswith("\u2003") for text in below)


@given(
    st.text(max_size=60) | st.lists(st.sampled_from(["*", "_", "`", "<!channel>", "&amp;", "\n", "> "])).map("".join)
)
def test_words_stay_words(text: str) -> None:
    rendered = said(say("unknown", typed=Words(text)))
    made = sendable(only(rendered))
    elements = made["blocks"][0]["elements"][0]["elements"]
    assert [each.get("style") for each in elements] == [None, {"code": True}, None]
    assert elements[0]["text"].startswith("I don't know “")
    assert visible(text) in visible(elements[0]["text"])


def visible(text: str) -> str:
    return "".join(each for each in text if "!" <= each <= "~")


def test_the_first_button_is_marked_where_it_is_what_is_wanted() -> None:
    def styles(*actions: Any) -> list[str | None]:
        made = only(said(say("failed-kept", reference="r", actions=actions)))
        return [each.get("style") for each in buttons(made)]

    assert styles(do("claim", "42"), do("read", "42")) == ["primary", None]
    assert styles(do("read", "42"), do("claim", "42")) == [None, None]
    assert styles(do("claim", "42", "anyway", label="do-claim-anyway")) == [None]
    assert styles(do("withdraw", "yes", label="do-withdraw-yes")) == [None]
    assert styles(do("apply")) == ["primary"]


def test_from_the_catalogue_to_the_wire() -> None:
    ana, bo = Mention(Identity("slack:T1/U2"), "Ana"), Mention(Identity("matrix:@bo:example.org"), "Bo")
    actions = (do("claim", "42"), do("read", "42"), write("decline", "42", "REASON"))
    message = say("claim-taken", number="42", mentor=ana, ago="today", actions=actions, parts=(say("none"),))
    golden("taken", sendable(only(said(message))))
    assert {"type": "user", "user_id": "U2"} in only(said(message)).blocks[0]["elements"][0]["elements"]
    other = only(said(say("claim-taken", number="42", mentor=bo, ago="today")))
    assert other.text.startswith("Bo claimed #42 today.")


def test_a_channel_of_this_workspace_is_a_link_and_any_other_is_words() -> None:
    rooms = Many(
        (Channel(Room("slack:T1/C2")), Channel(Room("slack:T9/C3")), Channel(Room("matrix:#emea:example.org")))
    )
    (section,) = only(said(say("who-channels", channels=rooms))).blocks[0]["elements"]
    shown = [each for each in section["elements"] if each["type"] == "channel"]
    assert shown == [{"type": "channel", "channel_id": "C2"}]
    words = "".join(each.get("text", "") for each in section["elements"])
    assert words == "People meet in , #C3, and #emea:example.org."
    odd = only(said(say("who-channels", channels=Channel(Room("slack:T1/<!channel>")))))
    assert {each["type"] for each in odd.blocks[0]["elements"][0]["elements"]} == {"text"}


def long(count: int, size: int) -> Rendered:
    """So many lines, each with its number at the end."""
    lines = (line(words("x" * size), f" end of {n};", kind=Kind.ITEM) for n in range(count))
    return Rendered((line("Begins."), *lines), (Button("Claim", "claim 42"), Button("Ask", "ask 42 QUESTION", True)))


def test_a_long_answer_is_shown_page_by_page() -> None:
    made = pages(long(30, 1_000), CATALOGUE, None, HOW, command="queue")
    assert len(made) == 3
    whole = "".join(shown(sendable(page)["blocks"]) for page in made)
    assert [int(n) for n in re.findall(r"end of (\d+);", whole)] == list(range(30))
    more = [[each for each in buttons(page) if each["action_id"].startswith("more:")] for page in made]
    assert [[(each["action_id"], each["value"], each["text"]["text"]) for each in row] for row in more] == [
        [("more:1", "queue", "Show more")],
        [("more:2", "queue", "Show more")],
        [],
    ]
    assert all([each["action_id"] for each in buttons(page)].count("do:0") == 1 for page in made)
    assert all("/ambassador ask 42 QUESTION" in page.text for page in made)
    golden("page", {"blocks": made[1].blocks[1:], "text": made[1].text[-200:]})


def test_a_long_message_that_answers_nothing_is_cut_and_says_so() -> None:
    page = only(long(30, 1_000))
    assert shown(sendable(page)["blocks"][:1]).endswith("There is more than fits here.")
    page = only(long(30, 1_000), case=42)
    assert shown(sendable(page)["blocks"][:1]).endswith("There is more than fits here: /ambassador case 42 shows it.")
    assert "end of 9;" in shown(page.blocks)
    assert "end of 29;" not in shown(page.blocks)


def test_an_answer_to_words_that_no_button_can_type_is_cut() -> None:
    page = only(long(30, 1_000), command="x" * (VALUE + 1))
    assert "There is more" in shown(page.blocks)


def test_many_lines_are_pages_too() -> None:
    made = pages(long(450, 1), CATALOGUE, None, HOW, command="queue")
    assert len([sendable(page) for page in made]) == 3


@pytest.mark.parametrize("letter", ["x", "é", "🙂", "\n", "&", "<"])
@pytest.mark.parametrize("style", [Style.WORDS, Style.CODE, Style.STRONG, Style.PLAIN])
def test_whatever_its_length_a_message_can_be_sent(letter: str, style: Style) -> None:
    rendered = Rendered((line("Begins. ", Span(letter * 50_000, style)),), MESSAGES["buttons"].buttons)
    page = only(rendered)
    assert sendable(page)["text"].startswith("Begins.")
    assert page.text.endswith("- Read: /ambassador read 42")
    assert len(page.text.encode()) <= TEXT
    answer = pages(rendered, CATALOGUE, None, HOW, command="case 42")
    kept = "".join(shown([sendable(each)["blocks"][0]]) for each in answer)
    lost = 50_000 if style is Style.CODE else 1  # code has one line, and a last break ends nothing
    assert kept.count(letter) == 50_000 - (lost if letter == "\n" else 0)


def test_what_is_cut_can_not_pass_for_a_line() -> None:
    rendered = Rendered((line(words("x" * MOST + " Cora approved."), kind=Kind.ITEM),))
    rest = pages(rendered, CATALOGUE, None, HOW, command="queue")[1]
    assert shown(rest.blocks).startswith("…")


def test_more_buttons_than_a_message_has_are_typed() -> None:
    many = [Button(f"Claim {n}" * 20, f"claim {n}") for n in range(40)]
    page = only(Rendered((line("Many."),), (*many, Button("Ask", "ask 1 " + "x" * VALUE))))
    assert len(buttons(page)) == 25
    assert len({each["action_id"] for each in buttons(page)}) == 25
    assert "/ambassador claim 39" in shown(sendable(page)["blocks"])


def test_where_nothing_is_pressed_everything_is_typed() -> None:
    blocks = rich(MESSAGES["buttons"], HOW)
    assert [block["type"] for block in blocks] == ["rich_text", "rich_text"]
    assert "Claim: /ambassador claim 42" in shown(blocks)
    title = {"type": "plain_text", "text": "Said"}
    for rendered in (*MESSAGES.values(), long(30, 1_000)):
        showable({"type": "modal", "title": title, "blocks": rich(rendered, HOW)})
    assert shown(rich(long(30, 1_000), HOW)[:1]).endswith("…")


def test_only_lines_people_and_buttons_come_out() -> None:
    for rendered in MESSAGES.values():
        kinds = set(re.findall(r'"type": "(\w+)"', json.dumps(only(rendered).blocks)))
        lists = {"rich_text", "rich_text_section", "rich_text_list", "rich_text_quote"}
        assert kinds <= {*lists, "text", "user", "actions", "button", "plain_text", "table"}
