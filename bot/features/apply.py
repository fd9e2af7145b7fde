"""Applying: the form, its checks, and handing it in."""

import re
from collections.abc import Mapping
from dataclasses import replace

from email_validator import EmailNotValidError, validate_email

from bot import casework, dialogue, fitting, offering, typed, wishes
from bot.card import card, nobody, region_name
from bot.command import command
from bot.context import Ctx
from bot.effect import Answer, Dm, Outcome, answer
from bot.errors import Refused
from bot.form import Field, Form
from bot.languages import code_of
from bot.message import Day, Many, Message, Tongue, Value, Words, do, say
from bot.model import Application, Case, Dialogue, Person, Role, State, same
from bot.parameters import People, mention
from bot.regions import find_region, no_region
from bot.requests import ask_mentor
from bot.sheet import Option

LINKS = 5
_NOTHING = {"", "-", "no", "none", "nothing"}


@command("apply", examples=("apply",))
def apply(ctx: Ctx) -> Outcome:
    """Start an application, or go on with the draft."""
    return _begin(ctx, {})


def _begin(ctx: Ctx, known: Mapping[str, str]) -> Answer:
    """Start an application with what is ``known`` already, or go on with the draft."""
    me = ctx.me()
    if Role.AMBASSADOR in me.roles:
        raise Refused("already-ambassador")
    case = ctx.store.cases.open_of(me)
    if case is not None and case.state is not State.DRAFT:
        raise Refused("already-applied", number=case.number, state=casework.state_name(case))
    if case is not None:
        return dialogue.begin(ctx, APPLY, case.id, now=known)
    earlier = ctx.store.cases.last_of(me)
    if earlier is not None and earlier.retry_on is not None and ctx.today < earlier.retry_on:
        raise Refused("too-early", day=Day(earlier.retry_on))
    new = ctx.store.cases.start(me, ctx.now)
    ctx.touch(new.id, "start", new)
    return dialogue.begin(ctx, APPLY, new.id, _earlier(earlier), known)


@command("choose", examples=("choose @ana", "choose @ana @bo @cy"))
def choose(ctx: Ctx, mentors: People) -> Outcome:
    """Name the mentors one would like, the first wish first: for the application that one writes, or has handed in."""
    kept = wishes.kept(ctx, mentors, "choose-not-there")
    case = ctx.store.cases.open_of(ctx.me())
    if case is not None and case.state is State.APPLIED:
        return _choose_again(ctx, case, [mentor.person for mentor in wishes.wished(ctx, kept)])
    if case is not None and case.mentor is not None:
        raise Refused("choose-too-late", number=case.number, mentor=mention(case.mentor), actions=(do("status"),))
    asks = _begin(ctx, {"mentors": kept})
    ranked = say("chosen", mentors=wishes.shown(ctx, kept))
    if asks.sheet is not None:
        return replace(asks, sheet=replace(asks.sheet, intro=replace(ranked, parts=(asks.sheet.intro,))))
    parts = (replace(asks.message, actions=()),)
    return replace(asks, message=replace(ranked, parts=parts, actions=asks.message.actions))


def _choose_again(ctx: Ctx, case: Case, people: list[Person]) -> Outcome:
    """Wishes of an application that nobody has claimed: those take the place of the ones that weren't asked yet."""
    ctx.case = case.id
    asked = casework.were_asked(ctx, case)
    for person in people:
        if person.id in asked and not same(person, case.asked):
            raise Refused("choose-asked", mentor=mention(person))
    before = [choice for choice in ctx.store.cases.choices(case.id) if choice.mentor.id in asked]
    new = [person for person in people if person.id not in [choice.mentor.id for choice in before]]
    ctx.store.cases.choose(case, [*(choice.mentor for choice in before), *new])
    for choice in before:
        if choice.declined:
            ctx.store.cases.decline(case, choice.mentor)
    turn = case.asked or casework.next_asked(ctx, case)
    now = turn if not same(turn, case.asked) else None
    case = casework.change(ctx, case, "choose", whom=now, asked=turn)
    said: dict[str, Value] = {"number": case.number, "mentors": Many(tuple(map(mention, people)))}
    if now is None:
        others = [person for person in people if not same(person, case.asked)]
        asks = say("chosen-waits", mentor=mention(case.asked), others=len(others)) if case.asked is not None else None
        return answer("chosen-kept", said, parts=[asks] if asks is not None else [])
    return (
        answer("chosen-kept", said, parts=(say("applied-asked", mentor=mention(now)),)),
        ask_mentor(case, now),
        card(ctx, case),
    )


def _earlier(case: Case | None) -> dict[str, str]:
    """The answers of an earlier application, to change or to keep."""
    if case is None:
        return {}
    was = case.application
    kept = {"account": was.account, "email": was.email, "region": region_name(case), "why": was.why}
    kept |= {"languages": ", ".join(was.languages), "so_far": was.so_far, "would_do": was.would_do}
    return kept | {"links": "\n".join(was.links)}


def _submit(ctx: Ctx, draft: Dialogue, values: dict[str, str]) -> Outcome:
    case = ctx.store.cases.get(draft.case or 0)
    region = find_region(ctx.regions, values["region"])
    if case is None or region is None:
        raise Refused("form-gone")
    written = _application(values)
    ctx.case = case.id
    wished = wishes.wished(ctx, values["mentors"])
    ctx.store.cases.choose(case, [mentor.person for mentor in wished])
    asked, absent = casework.next_asked(ctx, case), None
    if asked is None and (found := fitting.instead(ctx, replace(case, region=region, application=written), wished)):
        absent, asked = found
    case = casework.change(ctx, case, "apply", whom=asked, region=region, application=written, asked=asked)
    ctx.store.dialogues.close(draft)
    if asked is not None and absent is not None:
        turn = say("applied-instead", mentor=mention(absent), next=mention(asked))
        return _done(ctx, case, turn), ask_mentor(case, asked, "asked-instead", absent), card(ctx, case)
    if asked is not None:
        turn = say("applied-asked", mentor=mention(asked))
        return _done(ctx, case, turn), ask_mentor(case, asked), card(ctx, case)
    offered = offering.begin(ctx, case)
    if offering.suits(ctx, case):
        return _done(ctx, case, say("applied-pool")), card(ctx, case), offered
    alone = say("applied-nobody", region=region_name(case))
    return _done(ctx, case, alone), card(ctx, case), nobody(ctx, case), offered


def _application(values: Mapping[str, str]) -> Application:
    return Application(
        values["account"],
        values["email"],
        tuple(values["languages"].split(", ")),
        values["why"],
        values["so_far"],
        values["would_do"],
        tuple(values["links"].split()),
    )


def _done(ctx: Ctx, case: Case, turn: Message) -> Outcome:
    """That it is in. Where this only shows until a form is closed, a receipt that lasts goes out with it."""
    closes = ctx.event.apart and ctx.event.window
    done = answer("applied", lasts=closes, number=case.number, parts=(turn, say("applied-next")))
    return done, Dm(case.candidate, done.message, case.id) if closes else None


def _account(_ctx: Ctx, text: str, _others: Mapping[str, str]) -> str:
    name = typed.plain(text).lstrip("@")
    if not 1 <= len(name) <= 64 or " " in name or "@" in name:
        raise Refused("bad-account")
    return name


def _email(_ctx: Ctx, text: str, _others: Mapping[str, str]) -> str:
    try:
        return validate_email(typed.plain(text).strip("<>"), check_deliverability=False).normalized
    except EmailNotValidError as invalid:
        raise Refused("bad-email") from invalid


def _region(ctx: Ctx, text: str, _others: Mapping[str, str]) -> str:
    region = find_region(ctx.regions, text)
    if region is None:
        refused = no_region(ctx.regions, text)
        if refused.message.key == "no-region-but":
            raise refused
        raise Refused("bad-region", typed=Words(typed.plain(text)[:60]))  # the hints behind it name them all
    return region.name


def _region_hints(ctx: Ctx, _values: Mapping[str, str]) -> tuple[Message, ...]:
    there = say("hint-regions", regions=Many(tuple(region.name for region in ctx.regions)))
    widest = [region for region in ctx.regions if region.parent is None]
    if len(ctx.regions) == 1:
        return (there,)
    return there, say("hint-widest", region=widest[0].name) if len(widest) == 1 else say("hint-nearest")


def _region_options(ctx: Ctx, _values: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(region.name, region.name) for region in ctx.regions)


def _languages(_ctx: Ctx, text: str, _others: Mapping[str, str]) -> str:
    found: list[str] = []
    for word in re.split(r"[,;/\n]|\band\b", typed.plain(text)):
        code = code_of(word)
        if word.strip() and code is None:
            raise Refused("bad-language", typed=Words(word.strip()[:40]))
        if code and code not in found:
            found.append(code)
    if not found or len(found) > 10:
        raise Refused("bad-languages")
    return ", ".join(found)


def _links(_ctx: Ctx, text: str, _others: Mapping[str, str]) -> str:
    if _nothing(text):
        return ""
    links = re.split(r"[\s,]+", text.strip(" ,"))
    if len(links) > LINKS:
        raise Refused("too-many-links", most=LINKS)
    for link in links:
        if not re.fullmatch(r"https?://[^\s<>\"'`]+\.[^\s<>\"'`]+", link) or len(link) > 300:
            raise Refused("bad-link", typed=Words(link[:80]))
    return "\n".join(links)


def _nothing(text: str) -> bool:
    """Whether an answer says that there is none."""
    return _word(text) in _NOTHING


def _word(text: str) -> str:
    return typed.key(text).strip(".!")


def _free_text(_ctx: Ctx, text: str, _others: Mapping[str, str]) -> str:
    return text


def _show_languages(_ctx: Ctx, kept: str) -> Value:
    return Many(tuple(Tongue(code) for code in kept.split(", ")))


APPLY = Form(
    "apply",
    (
        Field("account", _account),
        Field("email", _email),
        Field("region", _region, hints=_region_hints, options=_region_options),
        Field("languages", _languages, shown=_show_languages),
        Field("why", _free_text, long=True),
        Field("so_far", _free_text, long=True),
        Field("would_do", _free_text, long=True),
        Field("links", _links, required=False, long=True),
        wishes.FIELD,
    ),
    _submit,
)
