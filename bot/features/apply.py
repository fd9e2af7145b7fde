"""Applying: the form, its checks, and handing it in."""

import re
from collections.abc import Mapping

from email_validator import EmailNotValidError, validate_email

from bot import casework, coordinators, dialogue, fitting, offering, typed
from bot.card import card, region_name, tongues
from bot.command import command
from bot.context import Ctx
from bot.effect import Dm, Outcome, Still, answer
from bot.errors import Refused
from bot.form import Field, Form
from bot.languages import code_of
from bot.message import Day, Many, Message, Tongue, Value, Words, say
from bot.model import Application, Case, Dialogue, Mentor, Person, Role, State
from bot.parameters import find_region, mention, no_region, somebody
from bot.requests import ask_mentor
from bot.sheet import Option

WISHES = 3
LINKS = 5
_NOTHING = {"", "-", "no", "none", "nothing"}
_ANYBODY = {"nobody", "no one", "noone", "any", "anyone", "anybody", "whoever", "pool"}


@command("apply", examples=("apply",))
def apply(ctx: Ctx) -> Outcome:
    """Start an application, or go on with the draft."""
    me = ctx.me()
    if Role.AMBASSADOR in me.roles:
        raise Refused("already-ambassador")
    case = ctx.store.cases.open_of(me)
    if case is not None and case.state is not State.DRAFT:
        raise Refused("already-applied", number=case.number, state=casework.state_name(case))
    if case is not None:
        return dialogue.begin(ctx, APPLY, case.id)
    earlier = ctx.store.cases.last_of(me)
    if earlier is not None and earlier.retry_on is not None and ctx.today < earlier.retry_on:
        raise Refused("too-early", day=Day(earlier.retry_on))
    draft = ctx.store.cases.start(me, ctx.now)
    ctx.touch(draft.id, "start", draft)
    return dialogue.begin(ctx, APPLY, draft.id, _earlier(earlier))


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
    written = Application(
        values["account"],
        values["email"],
        tuple(values["languages"].split(", ")),
        values["why"],
        values["so_far"],
        values["would_do"],
        tuple(values["links"].split()),
    )
    ctx.case = case.id
    ctx.store.cases.choose(case, [mentor.person for mentor in _wished(ctx, values["mentors"])])
    asked = casework.next_asked(ctx, case)
    case = casework.change(ctx, case, "apply", whom=asked, region=region, application=written, asked=asked)
    ctx.store.dialogues.close(draft)
    if asked is not None:
        turn = say("applied-asked", mentor=mention(asked))
        return _done(ctx, case, turn), ask_mentor(case, asked), card(ctx, case)
    offered = offering.begin(ctx, case)
    if _somebody_fits(ctx, case):
        return _done(ctx, case, say("applied-pool")), card(ctx, case), offered
    word = say("no-mentor-there", number=case.number, region=region_name(case))
    alone = say("applied-nobody", region=region_name(case))
    waits = Still(case.id, (State.APPLIED,))
    told = coordinators.tell(ctx.store, ctx.config, word, case.id, waits, besides=ctx.actor)
    return _done(ctx, case, alone), card(ctx, case), told, offered


def _somebody_fits(ctx: Ctx, case: Case) -> bool:
    """Whether a mentor is free who shares a language, or is there for the region; else the coordinators hear of it."""
    return any(fit.speaks or not fit.above for fit in fitting.order(ctx, case, most=1))


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


def _available(ctx: Ctx, values: Mapping[str, str]) -> list[Mentor]:
    """Mentors who can be chosen: there, with a free place, for that region, and not the candidate."""
    region = values.get("region")
    return [
        mentor
        for mentor in ctx.store.mentors.all()
        if (region is None or region in mentor.regions)
        and mentor.free > 0
        and not mentor.away(ctx.today)
        and mentor.person.id != ctx.actor.id
    ]


def _mentor_hints(ctx: Ctx, values: Mapping[str, str]) -> tuple[Message, ...]:
    there = _available(ctx, values)
    if not there:
        return (say("hint-no-mentors"),)
    lines = [say("hint-mentor", _facts(each), places=each.free) for each in there]
    return (*lines, say("hint-pool"))


def _facts(mentor: Mentor) -> dict[str, Value]:
    spoken = len(mentor.languages)
    return {"mentor": mention(mentor.person), "languages": tongues(mentor.languages), "spoken": spoken}


def _mentor_options(ctx: Ctx, _values: Mapping[str, str]) -> tuple[Option, ...]:
    """Every mentor who is there, whatever their region: a whole form asks for both at once."""
    return tuple(map(_mentor_option, _available(ctx, {})))


def _mentor_option(mentor: Mentor) -> Option:
    note = say("option-mentor", regions=Many(mentor.regions), languages=tongues(mentor.languages))
    return Option(mentor.person.identity, mention(mentor.person), note)


def _mentors_chosen(ctx: Ctx, kept: str) -> tuple[str, ...]:
    return tuple(mentor.person.identity for mentor in _wished(ctx, kept))


def _mentors(ctx: Ctx, text: str, values: Mapping[str, str]) -> str:
    if _nothing(text) or _word(text) in _ANYBODY:
        return ""
    names = [word.strip() for word in re.split(r"[,;>\n]|(?<=\s)and(?=\s)", typed.plain(text)) if word.strip()]
    if len(names) > WISHES:
        raise Refused("too-many-mentors", most=WISHES)
    people: list[Person] = []
    for name in names:
        person = somebody(ctx, name)
        mentor = ctx.store.mentors.get(person)
        if person.id == ctx.actor.id:
            raise Refused("not-yourself")
        if mentor is None or mentor.away(ctx.today):
            raise Refused("mentor-not-there", mentor=mention(person))
        if person.id not in [each.id for each in people]:
            people.append(person)
    return ", ".join(str(person.id) for person in people)


def _wished(ctx: Ctx, kept: str) -> list[Mentor]:
    """The mentors behind the kept ids, without those who left meanwhile."""
    ids = [int(each) for each in kept.split(", ") if each]
    mentors = {mentor.person.id: mentor for mentor in ctx.store.mentors.all()}
    return [mentors[each] for each in ids if each in mentors and each != ctx.actor.id]


def _show_languages(_ctx: Ctx, kept: str) -> Value:
    return Many(tuple(Tongue(code) for code in kept.split(", ")))


def _show_mentors(ctx: Ctx, kept: str) -> Value:
    return Many(tuple(mention(mentor.person) for mentor in _wished(ctx, kept)))


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
        Field(
            "mentors",
            _mentors,
            required=False,
            shown=_show_mentors,
            hints=_mentor_hints,
            options=_mentor_options,
            chosen=_mentors_chosen,
            most=WISHES,
        ),
    ),
    _submit,
)
