"""Forms as Slack shows them, held by golden files (``GOLDEN=write``), and what comes back of them."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.blocks import Block
from adapters.slack.modal import FORM, LONGEST, Forged, errors_of, values_of, view_of, view_saying
from bot.effect import Answer
from bot.event import Drafted
from bot.message import Mention, Words, do, say
from bot.sheet import Blank, Fault, Option, Sheet
from tests.adapters.slack.looks import CATALOGUE, HOW, REGISTRY, golden, showable, shown
from tests.world import APPLICATION, World, identity, world

FILLED = {**APPLICATION, "languages": "English, de", "mentors": "shell:bo, shell:ana"}


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


async def opened(there: World, command: str = "!apply") -> Sheet:
    """The form that a command opens for Kim."""
    answer = await there.say("kim", command, forms=True)
    assert answer is not None
    assert answer.sheet is not None
    return answer.sheet


async def drafted(there: World, **values: str) -> None:
    """Kim types into the open form."""
    await there.engine.handle(Drafted(**there.frame("kim"), form="apply", values=values))


def viewed(sheet: Sheet) -> Block:
    return showable(view_of(sheet, CATALOGUE, None, HOW))


def inputs(view: Block) -> dict[str, Block]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


def filled(view: Block, **typed: str) -> Block:
    """A view as Slack sends it back: what stood there and what was typed, options by their values."""
    values: dict[str, Any] = {}
    for name, block in inputs(view).items():
        element = block["element"]
        state: dict[str, Any] = {"type": element["type"]}
        match element["type"]:
            case "plain_text_input":
                state["value"] = typed.get(name, element.get("initial_value"))
            case "static_select":
                chosen = [each for each in element["options"] if each["value"] == typed.get(name)]
                state["selected_option"] = chosen[0] if chosen else element.get("initial_option")
            case _:
                wanted = typed[name].split(", ") if name in typed else []
                options = {each["value"]: each for each in element["options"]}
                chosen = [options[each] for each in wanted] if name in typed else element.get("initial_options", [])
                state["selected_options"] = chosen
        values[name] = {name: state}
    return {**view, "id": "V1", "state": {"values": values}}


async def sent(there: World, view: Block) -> Answer:
    form, values = values_of(view)
    answer = await there.engine.handle(there.submitted("kim", form, values))
    assert answer is not None
    return answer


async def test_an_empty_application(there: World) -> None:
    golden("form-empty", viewed(await opened(there)))


async def test_an_application_that_is_filled_again(there: World) -> None:
    await opened(there)
    await drafted(there, **FILLED)
    golden("form-again", viewed(await opened(there)))


async def test_an_application_with_faults(there: World) -> None:
    view = filled(viewed(await opened(there)), account="kim kim", email="<b>", languages="Elbonian", links="*x*")
    answer = await sent(there, view)
    golden("form-faults", errors_of(answer.faults, view, CATALOGUE, None, HOW))


async def test_what_a_view_holds_is_an_application(there: World) -> None:
    view = filled(viewed(await opened(there)), **FILLED)
    assert values_of(view) == ("apply", FILLED)
    answer = await sent(there, view)
    assert answer.message.key == "applied"
    assert await there.rows("select p.name from cases c join people p on p.id = c.asked_id") == [("bo",)]
    golden("form-sent", showable(view_saying(CATALOGUE.render(answer.message), CATALOGUE, None, HOW, "apply")))


async def test_what_stood_there_comes_back_as_it_was(there: World) -> None:
    await opened(there)
    await drafted(there, **FILLED)
    again = filled(viewed(await opened(there)))
    assert values_of(again)[1] == {**FILLED, "languages": "en, de", "links": "", "mentors": "shell:bo, shell:ana"}
    assert (await sent(there, again)).message.key == "applied"


async def test_what_is_too_long_for_a_field_stays_as_it_is(there: World) -> None:
    await opened(there)
    await drafted(there, **{**FILLED, "why": "x" * 3_500, "so_far": "🙂" * 1_501})
    view = viewed(await opened(there))
    assert not {"why", "so_far"} & set(inputs(view))
    golden("form-kept", [block for block in view["blocks"] if block["type"] == "rich_text"][1:])
    assert (await sent(there, filled(view))).message.key == "applied"
    assert ("x" * 3_500, "🙂" * 1_501) in await there.rows("select why, so_far from cases")


async def test_where_no_mentor_is_there_nobody_is_chosen(there: World) -> None:
    await opened(there)
    await drafted(there, **FILLED)
    for who in ("ana", "bo", "chandra", "dee"):
        await there.say(who, "!capacity 0")
    block = inputs(viewed(await opened(there)))["mentors"]
    assert block["element"]["type"] == "plain_text_input"
    assert block["element"]["initial_value"] == "shell:bo, shell:ana"
    golden("form-nobody", block)


async def test_a_mentors_question(there: World) -> None:
    await there.apply("kim")
    await there.say("ana", "!claim 1")
    await there.say("ana", "!ask 1 Which *towns*\n<!channel> first?")
    golden("form-answer", viewed(await opened(there, "!answer")))


def blank(**more: Any) -> Blank:
    return Blank(**{"name": "region", "label": "field-apply-region", "question": "ask-apply-region", **more})


def sheet(*blanks: Blank) -> Sheet:
    return Sheet("apply", "form-apply-title", say("form-apply-again-whole"), blanks)


def options(count: int) -> tuple[Option, ...]:
    return tuple(Option(f"r{n}", f"Region {n}") for n in range(count))


def element(**more: Any) -> Block:
    made: Block = inputs(viewed(sheet(blank(**more))))["region"]["element"]
    return made


def test_many_options_come_in_groups_and_very_many_are_typed() -> None:
    assert len(element(options=options(100))["options"]) == 100
    grouped = element(options=options(205), chosen=("r204",))
    assert [len(group["options"]) for group in grouped["option_groups"]] == [100, 100, 5]
    assert grouped["option_groups"][2]["label"]["text"] == "Region 200 – Region 204"
    assert grouped["initial_option"]["value"] == "r204"
    assert element(options=options(501), value="Region 7")["initial_value"] == "Region 7"


def test_odd_options_are_left_out_or_cut() -> None:
    evil = Mention(identity("x"), "<!channel> *b*\n" + "y" * 80)
    made = element(
        options=(
            Option("v" * 151, "too long"),
            Option("", "empty"),
            Option("a", "first"),
            Option("a", "second"),
            Option("b", evil, say("option-mentor", regions=Words("r" * 80), languages="l")),
            Option("c", Words("")),
        )
    )
    texts = [(each["value"], each["text"]["text"]) for each in made["options"]]
    assert texts == [("a", "second"), ("b", f"<!channel> *b* {'y' * 58} …"), ("c", "c")]
    assert made["options"][1]["description"]["text"].endswith(" …")


def test_at_most_as_many_are_chosen_as_may_be() -> None:
    made = element(options=options(5), chosen=("r4", "gone", "r1", "r4", "r2"), most=2)
    assert made["max_selected_items"] == 2
    assert [each["value"] for each in made["initial_options"]] == ["r4", "r1"]


def test_long_and_hostile_words_are_shown_as_they_are() -> None:
    hint = say("unknown", typed=Words("<!channel> *x* " * 400))
    view = viewed(replace(sheet(blank(hints=(hint,), long=True)), intro=hint))
    block = inputs(view)["region"]
    assert block["hint"]["text"].startswith("I don't know “")
    assert len(block["hint"]["text"]) == 2_000
    assert block["element"]["multiline"] is True
    assert block["element"]["max_length"] == LONGEST


def test_a_view_that_only_says_something() -> None:
    said = CATALOGUE.render(say("form-gone", actions=(do("status"),)))
    for form, title in (
        ("apply", "Your application"),
        ("answer", "Your answer"),
        (None, "Your form"),
        ("x", "Your form"),
    ):
        view = showable(view_saying(said, CATALOGUE, None, HOW, form))
        assert view["title"]["text"] == title
    assert "My status: /ambassador status" in shown(view["blocks"])
    assert "submit" not in view
    with pytest.raises(Forged):
        values_of(view)


def test_faults_stand_under_fields_that_are_there() -> None:
    faults = (Fault("region", say("not-yourself")), Fault("gone", say("form-required")))
    view = viewed(sheet(blank()))
    errors = errors_of(faults, view, CATALOGUE, None, HOW)
    assert errors == {"region": "You can't be your own mentor. Choose somebody else, or nobody."}
    assert errors_of(faults, {"blocks": [{"block_id": []}, 7]}, CATALOGUE, None, HOW) == {}
    assert errors_of(faults, None, CATALOGUE, None, HOW) == {}
    long = Fault("region", say("unknown", typed=Words("x" * 5_000)))
    assert len(errors_of((long,), view, CATALOGUE, None, HOW)["region"]) == 2_000


def form(**changes: Any) -> dict[str, Any]:
    return {"callback_id": FORM, "private_metadata": '{"form": "apply"}', "state": {"values": {}}, **changes}


@pytest.mark.parametrize(
    "view",
    [
        None, [], "form", {},
        form(callback_id="said"), form(callback_id=None), form(private_metadata=None), form(private_metadata=""),
        form(private_metadata="{"), form(private_metadata="[]"), form(private_metadata="null"),
        form(private_metadata='"form"'), form(private_metadata='{"form": 7}'), form(private_metadata='{"form": ""}'),
        form(private_metadata="[" * 100_000),
    ],
    ids=lambda view: json.dumps(view)[:60],
)  # fmt: skip
def test_what_is_no_form_of_ours_is_forged(view: Any) -> None:
    with pytest.raises(Forged):
        values_of(view)


@pytest.mark.parametrize(
    ("values", "read"),
    [
        (None, {}),
        ([], {}),
        ({"a": None, "b": [], "c": {"other": {"type": "plain_text_input", "value": "x"}}}, {}),
        ({"a": {"a": {"type": "plain_text_input", "value": None}}}, {"a": ""}),
        ({"a": {"a": {"type": "plain_text_input", "value": 7}}}, {"a": ""}),
        ({"a": {"a": {"type": "plain_text_input", "value": "&lt; <@U1> \ud800"}}}, {"a": "&lt; <@U1> ?"}),
        ({"a": {"a": {"type": "static_select", "selected_option": None}}}, {"a": ""}),
        ({"a": {"a": {"type": "static_select", "selected_option": {"value": "EMEA"}}}}, {"a": "EMEA"}),
        ({"a": {"a": {"type": "multi_static_select", "selected_options": None}}}, {"a": ""}),
        (
            {"a": {"a": {"type": "multi_static_select", "selected_options": [{"value": "x"}, 7, {}, {"value": "y"}]}}},
            {"a": "x, y"},
        ),
        ({"a": {"a": {"type": ["datepicker"], "value": "x"}}}, {}),
    ],
)
def test_odd_states_are_read_as_far_as_they_go(values: Any, read: dict[str, str]) -> None:
    assert values_of(form(state={"values": values})) == ("apply", read)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["a", "type", "value", "values", "selected_options", "selected_option"]), inner, max_size=3
        )
    ),
)


@given(anything, anything)
def test_whatever_comes_is_forged_or_texts(state: Any, metadata: Any) -> None:
    assert all(isinstance(value, str) for value in values_of(form(state=state))[1].values())
    with pytest.raises(Forged):
        values_of({"callback_id": FORM, "private_metadata": metadata, "state": state})


def test_no_text_of_a_form_is_about_typing_words_in_the_chat() -> None:
    for form_name in REGISTRY.forms:
        assert len(CATALOGUE.text(f"form-{form_name}-title")) <= 24
    view = viewed(sheet(*(blank(name=name, question=f"ask-apply-{name}") for name in ("links", "mentors"))))
    assert "“none”" not in json.dumps(view, ensure_ascii=False)
