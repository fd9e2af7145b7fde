"""The catalogue and the code know the same texts, every language can be read, and no value becomes markup.

Rules of this file: a text is used if its key stands in the code, or is put together from a name that is declared
somewhere: the names are enumerated in ``dynamic``, so that a text for a name that is gone fails.
"""

import ast
from collections.abc import Iterator
from functools import cache

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor
from hypothesis import given
from hypothesis import strategies as st

from bot import features, offering, ways, week, working
from bot.address import Identity
from bot.book import Did
from bot.catalogue import LOCALES, Catalogue
from bot.census import Why
from bot.dialogue import own_text
from bot.event import Outside
from bot.features import region_edit
from bot.filling import gone
from bot.message import Action, Many, Mention, Message, Value, Words, say
from bot.model import GRANTABLE, Digest, Role, State, Weight
from bot.rungs import RUNGS, Ladder
from bot.states import ACTS, Relation
from bot.text import Rendered, Span, Style, plain

ROOT = LOCALES.parent.parent
CATALOGUE = Catalogue.load()
REGISTRY = features.load()
SPEAKERS = {"say", "answer", "tell", "Refused", "Text", "GrammarError"}
_IDENTITY = Identity("shell:kim")
FILES = sorted((LOCALES / "en").glob("*.ftl"))


def slug(name: str) -> str:
    return name.replace(" ", "-").replace("_", "-").replace("/", "-")


@cache
def texts() -> dict[str, fluent.Message]:
    """Every text in English."""
    bodies = [FluentParser().parse(file.read_text(encoding="utf-8")).body for file in FILES]
    return {entry.id.name: entry for body in bodies for entry in body if isinstance(entry, fluent.Message)}


@cache
def sources() -> tuple[ast.AST, ...]:
    """The code, parsed."""
    files = [file for folder in ("bot", "adapters") for file in (ROOT / folder).rglob("*.py")]
    return tuple(node for file in files for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))


def literals() -> set[str]:
    """Every string in the code."""
    return {node.value for node in sources() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def dynamic() -> Iterator[str]:
    """Keys that are put together from declared names."""
    yield from (f"act-{slug(act.name)}" for act in ACTS)
    yield from (f"did-{slug(act.name)}" for act in ACTS)
    yield from ("did-undelivered", "did-uncertain")
    yield from (f"relation-{relation}" for relation in Relation)
    yield from (f"state-{slug(state)}" for state in State)
    yield from (f"status-{slug(state)}" for state in State if state is not State.DISCARDED)
    yield from (f"role-{role}" for role in GRANTABLE)
    yield from (f"platform-{platform}" for platform in ("shell", "matrix", "slack", "mail", "clock"))
    yield from (command.summary for command in REGISTRY.commands.values())
    yield from (
        key
        for form in REGISTRY.forms.values()
        for field in form.fields
        for key in (form.question(field), form.label(field))
    )
    yield from (
        f"form-{form.name}-{what}" for form in REGISTRY.forms.values() for what in ("cancelled", "title", "offer")
    )
    yield from (f"outside-{why}" for why in (Outside.GUEST, Outside.ELSEWHERE))
    own = ("at-start", "required", "help")
    yield from (own_text(form, what) for form in REGISTRY.forms.values() for what in own)
    yield from map(gone, REGISTRY.forms.values())
    yield from (
        f"form-{form.name}-{how}"
        for form in REGISTRY.forms.values()
        if form.confirm
        for how in ("intro", "kept", "again")
    )
    yield from (key for key in texts() if key.endswith("-whole") and key.removesuffix("-whole") in texts())
    yield from (f"help-{circle}" for circle in ("everyone", "ambassadors", "mentors", "coordinators"))
    yield from (f"coming-{slug(kind)}-{slug(rung)}" for kind, rungs in RUNGS.items() for rung in rungs)
    yield from (f"rung-{slug(rung)}" for rung in (*ways.NEEDS, "draft/candidate", "question/candidate"))
    for rung in ways.NEEDS:
        yield from (f"remind-{slug(rung)}", f"remind-{slug(rung)}-line")
    for rung in ways.CANDIDATES:
        key = f"remind-{slug(rung)}" + ("-candidate" if rung.endswith("/idle") else "")
        yield from (key, f"{key}-line")
    yield from (f"{what}-{weight}" for weight in Weight for what in ("weight", "why-weight", "do-weight"))
    yield from (f"why-{rung}" for rung in (offering.WAITS, offering.ALONE, offering.STANDS))
    for rung in filter(ways.guides_rung, ways.NEEDS):
        yield from (f"remind-{slug(rung)}-instead", f"remind-{slug(rung)}-instead-line")
    yield from (key for key in texts() if key.endswith("-open") and key.removesuffix("-open") in texts())
    yield from (f"week-{why}" for why in week.Why)
    yield from (f"from-{source}" for source in working.Source)
    yield from (f"coordinators-{slug(kind)}" for kind in (Ladder.APPLICATION, Ladder.THUMBS_UP))
    yield from (f"heard-coordinators-{slug(kind)}" for kind in (Ladder.APPLICATION, Ladder.THUMBS_UP))
    yield from (f"stuck-{slug(why.name.lower())}" for why in Why)
    yield from (f"digest-{how}" for how in Digest)
    yield from (f"do-digest-{how}" for how in Digest)
    yield from (f"do-{slug(name)}" for name in REGISTRY.commands if name.startswith("pipeline"))
    yield from (f"region-{what}-{thing}" for what in ("how", "the") for thing in region_edit._EDITS)
    yield from (f"do-region-{thing}" for thing in ("countries", "zone", "channels", "lead"))
    yield from (f"region-channel-{what}-{at}" for what in ("how", "invite") for at in ("slack", "matrix", "shell"))
    yield from (f"{key}-until" for key in ("status-away", "status-away-asked"))
    yield "relation-ambassador"
    yield from (f"{what}-{kind}" for kind in Did for what in ("kind", "do-report"))
    for kind in ("report", "feedback"):
        yield from (f"do-{kind}-delete{how}" for how in ("", "-yes"))
        yield from (f"{kind}-delete{how}" for how in ("-sure", "-why", "d", "d-other", "d-author"))
    yield from labels()


def calls() -> Iterator[tuple[str, ast.Call]]:
    for node in sources():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node


def labels() -> Iterator[str]:
    """The labels of buttons: ``do("claim", …)`` is called ``do-claim`` unless it names another."""
    for name, call in calls():
        if name in {"do", "write"} and call.args and isinstance(call.args[0], ast.Constant):
            named = [keyword.value for keyword in call.keywords if keyword.arg == "label"]
            label = named[0] if named else None
            yield label.value if isinstance(label, ast.Constant) else f"do-{slug(str(call.args[0].value))}"  # type: ignore[misc]


def spoken() -> Iterator[str]:
    """Keys that are said outright."""
    for name, call in calls():
        if name in SPEAKERS and call.args:
            key = call.args[1 if name == "tell" and len(call.args) > 1 else 0]
            choices = (key.body, key.orelse) if isinstance(key, ast.IfExp) else (key,)
            yield from (
                each.value for each in choices if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )


@pytest.mark.parametrize("language", sorted(CATALOGUE.languages))
def test_every_language_can_be_read_and_knows_only_english_keys(language: str) -> None:
    for file in sorted((LOCALES / language).glob("*.ftl")):
        body = FluentParser().parse(file.read_text(encoding="utf-8")).body
        assert not [entry.content for entry in body if isinstance(entry, fluent.Junk)], file.name
        assert not {entry.id.name for entry in body if isinstance(entry, fluent.Message)} - set(texts()), file.name


def test_no_text_is_written_twice() -> None:
    names = [
        (type(entry), entry.id.name)
        for file in FILES
        for entry in FluentParser().parse(file.read_text(encoding="utf-8")).body
        if isinstance(entry, fluent.Message | fluent.Term)
    ]
    assert not {name for name in names if names.count(name) > 1}


def test_every_key_in_the_code_has_a_text() -> None:
    wanted = set(spoken()) | set(dynamic())
    assert not sorted(key for key in wanted if key not in texts())


def test_every_text_is_used() -> None:
    assert not sorted(set(texts()) - literals() - set(dynamic()))


def test_every_term_is_used() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in FILES)
    terms = {line.split(" =")[0] for line in source.split("\n") if line.startswith("-")}
    assert not sorted(term for term in terms if f"{{ {term} }}" not in source)


class _Variables(Visitor):
    def __init__(self) -> None:
        self.named: set[str] = set()
        self.counted: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802
        self.named.add(node.id.name)

    def visit_SelectExpression(self, node: fluent.SelectExpression) -> None:  # noqa: N802
        if isinstance(node.selector, fluent.VariableReference):
            self.counted.add(node.selector.id.name)
        self.generic_visit(node)


def arguments(key: str, value: Value) -> dict[str, Value]:
    """That value for everything that a text takes; a number where it counts."""
    found = _Variables()
    found.visit(texts()[key])
    return {name: 2 if name in found.counted else value for name in sorted(found.named)}


def outline(rendered: Rendered, value: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Lines and spans, with the value's words taken out of them."""
    return [
        (line.kind, [(span.style, span.text.replace(value, "VALUE")) for span in line.spans]) for line in rendered.lines
    ]


WITH_VALUES = sorted(key for key in texts() if any(value != 2 for value in arguments(key, "x").values()))
HOSTILE = [
    "**bold**",
    "`code`",
    "- item\n- item",
    "> quote",
    "{ $name }",
    "\ue0000\ue001",
    "*",
    "`",
    "\u2069**x**\u2068",
]
text = st.text(max_size=40) | st.lists(st.sampled_from(HOSTILE), max_size=3).map("".join)


@given(text, st.sampled_from(WITH_VALUES))
def test_words_stay_words(words: str, key: str) -> None:
    shown = "\u2068" + words.replace("\ue000", "").replace("\ue001", "") + "\u2069"
    said = CATALOGUE.render(Message(key, arguments(key, Words(words))))
    plain = CATALOGUE.render(Message(key, arguments(key, Words("kim"))))
    assert outline(said, shown) == outline(plain, "\u2068kim\u2069")


@given(text, text)
def test_a_name_is_one_span_that_is_a_person(name: str, other: str) -> None:
    person, second = Mention(_IDENTITY, name), Mention(_IDENTITY, other)
    rendered = CATALOGUE.render(Message("several-named", {"typed": Words("x"), "people": Many((person, second))}))
    people = [span for line in rendered.lines for span in line.spans if span.style is Style.PERSON]
    bare = [each.replace("\ue000", "").replace("\ue001", "") or _IDENTITY for each in (name, other)]
    assert people == [Span(each, Style.PERSON, _IDENTITY) for each in bare]


def test_what_is_missing_is_a_bug_and_raises() -> None:
    with pytest.raises(KeyError):
        CATALOGUE.render(Message("nobody-wrote-this"))
    with pytest.raises(ValueError, match="welcome"):
        CATALOGUE.render(Message("welcome"))


def test_many_are_joined_with_and_or_with_or() -> None:
    def joined(*items: str, either: bool = False) -> str:
        (line,) = CATALOGUE.render(Message("hint-regions", {"regions": Many(items, either)})).lines
        return "".join(span.text for span in line.spans)

    assert joined() == "There are: none."
    assert joined("a") == "There are: a."
    assert joined("a", "b", "c") == "There are: a, b, and c."
    assert joined("a", "b", either=True) == "There are: a or b."


def test_every_role_that_a_command_is_for_can_be_named() -> None:
    held = {role for command in REGISTRY.commands.values() for role in command.who} - {Role.MEMBER}
    assert not {f"relation-{role}" for role in held} - set(texts())


def test_where_there_is_no_button_nothing_is_listed() -> None:
    def said(*labels: str) -> str:
        message = say("shell-no-button", label="Claim", labels=Many(labels), count=len(labels))
        return plain(CATALOGUE.render(message))

    assert said() == "There is no button “Claim” to press there now. There is none at all."
    assert said("Read") == "There is no button “Claim” to press there now. There is: Read."
    assert said("Read", "Show").endswith("There are: Read and Show.")


@given(text)
def test_a_buttons_name_is_shown_as_it_is_on_one_line(name: str) -> None:
    message = Message("none", actions=(Action("do-report-region", "report region 3 EMEA", name=name),))
    (button,) = CATALOGUE.render(message).buttons
    shown = name.replace("\ue000", "").replace("\ue001", "").split()
    assert button.label == " ".join(["It was in", *shown])
