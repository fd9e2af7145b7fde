"""The dialogue that asks a form's fields one by one in a direct chat, run from a stored row.

Bare text is the answer; ``back``, ``skip``, ``cancel`` and ``help`` need no prefix. Every answer is kept at once, so a
restart or a week's pause loses nothing. Editing or deleting an answer's message changes the answer. A surface that can
shows the whole form instead (``sheet.py``); both write the same draft, so either can finish what the other began.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace

from bot.context import Ctx
from bot.effect import Answer, Outcome, answer
from bot.errors import Refused
from bot.event import Drafted, Edited, Said, Submitted
from bot.form import Field, Form
from bot.message import Action, Message, Text, Value, do, say
from bot.model import Dialogue, Person
from bot.sheet import Blank, Fault, Sheet
from bot.typed import LONGEST, clean, key, number

CONFIRM = "confirm"
"""The step behind the last question: the summary waits for ``send``."""

_SEND = {"send", "yes", "ok"}


def begin(ctx: Ctx, form: Form, case: int | None = None, values: Mapping[str, str] | None = None) -> Answer:
    """Start a form or go on with its draft, at the first question without an answer.

    ``values`` are answers to begin with. The questions come in the direct chat, wherever it was asked for; where the
    whole form is shown, nothing is asked there meanwhile.
    """
    me = ctx.me()
    draft = ctx.store.dialogues.find(me, form.name, case)
    if draft is None:
        known = dict(values or {})
        first = None if ctx.event.forms else _next(form, known)
        draft = ctx.store.dialogues.start(me, form.name, case, known, first, ctx.now)
        intro = f"form-{form.name}-{'kept' if values else 'intro'}"
    else:
        draft = replace(draft, step=None if ctx.event.forms else _next(form, draft.values))
        ctx.store.dialogues.save(draft)
        intro = f"form-{form.name}-again"
    if ctx.event.forms:
        return opened(ctx, form, draft, form.name, say(f"{intro}-whole"))
    return Answer(_prompt(ctx, form, draft, intro=intro))


def opened(ctx: Ctx, form: Form, draft: Dialogue, command: str, intro: Message) -> Answer:
    """A draft as a whole form. Where that can't be shown any more, a button types ``command`` to open it."""
    offer = say(f"form-{form.name}-offer", actions=(do(command, label="do-open"),))
    return Answer(offer, sheet=_sheet(ctx, form, draft, intro))


def _sheet(ctx: Ctx, form: Form, draft: Dialogue, intro: Message) -> Sheet:
    blanks = [_blank(ctx, form, field, draft.values) for field in form.fields]
    return Sheet(form.name, f"form-{form.name}-title", intro, tuple(blanks), _known_as(draft))


def _known_as(draft: Dialogue) -> str:
    """Which draft it is: its number alone may be another's later."""
    return f"{draft.id} {draft.at.timestamp():.6f}"


def _filled(ctx: Ctx, person: Person, event: Submitted | Drafted) -> Dialogue | None:
    """The draft that somebody has before them; None where it is gone: no other question may get its answer."""
    draft = ctx.store.dialogues.find(person, event.form)
    return draft if draft is not None and event.draft in {None, _known_as(draft)} else None


def _blank(ctx: Ctx, form: Form, field: Field, values: Mapping[str, str]) -> Blank:
    kept, options = values.get(field.name, ""), field.options(ctx, values)
    chosen = field.chosen(ctx, kept) if kept else ()
    hints = () if options or field.above else field.hints(ctx, values)
    return Blank(
        field.name,
        form.label(field),
        form.question(field),
        ", ".join(chosen),
        hints,
        field.required,
        field.long,
        options,
        chosen if options else (),
        field.most,
    )


def reply(ctx: Ctx, event: Said, dialogue: Dialogue) -> Outcome:
    """Take bare text in a direct chat as the answer to what is being asked."""
    form = ctx.registry.forms[dialogue.form]
    word = key(event.text)
    if word in CONTROLS:
        return CONTROLS[word](ctx, form, dialogue)
    if dialogue.step == CONFIRM:
        return _confirm(ctx, form, dialogue, word)
    field = form.field(dialogue.step or "")
    try:
        values = {**dialogue.values, field.name: _checked(ctx, field, event.text, dialogue.values)}
    except Refused as refused:
        return Answer(_again(ctx, form, dialogue, refused.message))
    earlier = {message: name for message, name in dialogue.asked.items() if name != field.name}
    asked = {**earlier, event.message: field.name}
    return _advance(ctx, form, replace(dialogue, values=values, asked=asked))


def edited(ctx: Ctx, event: Edited, dialogue: Dialogue) -> Outcome:
    """An answer's message was changed or deleted: so is the answer, while the form isn't sent."""
    form = ctx.registry.forms[dialogue.form]
    name = dialogue.asked.get(event.message)
    if name is None:
        return None
    field = form.field(name)
    values = {other: value for other, value in dialogue.values.items() if other != name}
    if event.text is not None:
        try:
            values[name] = _checked(ctx, field, event.text, values)
        except Refused as refused:
            return Answer(say("form-edit-refused", field=Text(form.label(field)), parts=(refused.message,)))
    step = _next(form, values) if dialogue.step == CONFIRM else dialogue.step
    changed = replace(dialogue, values=values, step=step)
    ctx.store.dialogues.save(changed)
    label = Text(form.label(field))
    done = say("form-edited", field=label, value=_shown(ctx, field, values))
    if name not in values:
        done = say("form-edit-deleted", field=label)
    return Answer(replace(done, parts=(_prompt(ctx, form, changed),)) if step != dialogue.step else done)


def submitted(ctx: Ctx, event: Submitted) -> Outcome:
    """Take a whole form: what is right is kept, what isn't is named field by field. What isn't sent stays as it is."""
    form = ctx.registry.forms.get(event.form)
    draft = _filled(ctx, ctx.me(), event) if form is not None else None
    if form is None or draft is None:
        raise Refused(own_text(form, "gone") if form is not None else "form-gone")
    values, faults = dict(draft.values), []
    for field in form.fields:
        if field.name in values and field.name not in event.values:
            continue
        try:
            values[field.name] = _checked(ctx, field, event.values.get(field.name, ""), values)
        except Refused as refused:
            faults.append(Fault(field.name, refused.message, field.hints(ctx, values)))
    draft = replace(draft, values=values, step=draft.step if faults else None)
    ctx.store.dialogues.save(draft)
    if faults:
        labels = {field.name: Text(form.label(field)) for field in form.fields}
        parts = [say("form-fault", field=labels[each.field], parts=(each.message, *each.hints)) for each in faults]
        return Answer(say("form-faults", parts=parts), faults=tuple(faults))
    return form.submit(ctx, draft, values)


def drafted(ctx: Ctx, event: Drafted) -> Outcome:
    """Keep what somebody has typed into a whole form so far, where it is right. Nobody waits for a word on it."""
    form = ctx.registry.forms.get(event.form)
    draft = _filled(ctx, ctx.actor, event) if form is not None and ctx.actor.id else None
    if form is None or draft is None:
        return None  # it was sent, or withdrawn, meanwhile
    values = dict(draft.values)
    for field in form.fields:
        if event.values.get(field.name, "").strip():
            with suppress(Refused):
                values[field.name] = _checked(ctx, field, event.values[field.name], values)
    if values != draft.values:
        ctx.store.dialogues.save(replace(draft, values=values))
    return None


def question(ctx: Ctx, dialogue: Dialogue) -> Message:
    """What a dialogue is asking now."""
    return _prompt(ctx, ctx.registry.forms[dialogue.form], dialogue)


def _checked(ctx: Ctx, field: Field, text: str, others: Mapping[str, str]) -> str:
    text = clean(text)
    if len(text) > LONGEST:
        raise Refused("too-long", length=len(text), most=LONGEST)
    if not text:
        if field.required:
            raise Refused("form-required")
        return ""
    return field.check(ctx, text, others)


def _advance(ctx: Ctx, form: Form, dialogue: Dialogue) -> Outcome:
    if not form.confirm:
        return form.submit(ctx, dialogue, dialogue.values)
    dialogue = replace(dialogue, step=_next(form, dialogue.values))
    ctx.store.dialogues.save(dialogue)
    return Answer(_prompt(ctx, form, dialogue))


def _next(form: Form, values: Mapping[str, str]) -> str:
    return next((field.name for field in form.fields if field.name not in values), CONFIRM)


def _confirm(ctx: Ctx, form: Form, dialogue: Dialogue, word: str) -> Outcome:
    if word in _SEND:
        return form.submit(ctx, dialogue, dialogue.values)
    chosen = number(word.removeprefix("change").strip().lstrip("#"), len(form.fields))
    if chosen:
        again = replace(dialogue, step=form.fields[chosen - 1].name)
        ctx.store.dialogues.save(again)
        return Answer(_prompt(ctx, form, again))
    return Answer(say("form-confirm-how", actions=_SEND_ACTIONS))


def _back(ctx: Ctx, form: Form, dialogue: Dialogue) -> Outcome:
    names = [field.name for field in form.fields]
    at = len(names) if dialogue.step == CONFIRM else names.index(dialogue.step or names[0])
    if at == 0:
        return Answer(say(own_text(form, "at-start"), parts=(_prompt(ctx, form, dialogue),)))
    earlier = replace(dialogue, step=names[at - 1])
    ctx.store.dialogues.save(earlier)
    return Answer(_prompt(ctx, form, earlier))


def _skip(ctx: Ctx, form: Form, dialogue: Dialogue) -> Outcome:
    if dialogue.step == CONFIRM:
        return Answer(say("form-confirm-how", actions=_SEND_ACTIONS))
    field = form.field(dialogue.step or "")
    if field.name in dialogue.values:
        return _advance(ctx, form, dialogue)
    if field.required:
        return Answer(_again(ctx, form, dialogue, say(own_text(form, "required"))))
    return _advance(ctx, form, replace(dialogue, values={**dialogue.values, field.name: ""}))


def _cancel(ctx: Ctx, form: Form, dialogue: Dialogue) -> Outcome:
    ctx.store.dialogues.save(replace(dialogue, step=None))
    return answer(f"form-{form.name}-cancelled")


def _help(ctx: Ctx, form: Form, dialogue: Dialogue) -> Outcome:
    return answer(own_text(form, "help"), parts=(_prompt(ctx, form, dialogue),))


CONTROLS: dict[str, Callable[[Ctx, Form, Dialogue], Outcome]] = {
    "back": _back,
    "skip": _skip,
    "cancel": _cancel,
    "help": _help,
    "?": _help,
}
"""Words that need no prefix while a form is asking."""
_SEND_ACTIONS = (Action("do-send", "send", hint=True),)


def _prompt(ctx: Ctx, form: Form, dialogue: Dialogue, intro: str | None = None) -> Message:
    if dialogue.step == CONFIRM:
        summary = say("form-summary", parts=(*_lines(ctx, form, dialogue), say("form-confirm-how")))
        return say(intro, parts=(summary,)) if intro is not None else summary
    asked = _asking(ctx, form, dialogue)
    if not form.confirm:
        return replace(asked[0], parts=tuple(asked[1:]))
    field = form.field(dialogue.step or "")
    position = say("form-position", n=form.fields.index(field) + 1, of=len(form.fields))
    if intro is not None:
        return say(intro, parts=(position, *asked))
    return replace(position, parts=tuple(asked))


def _asking(ctx: Ctx, form: Form, dialogue: Dialogue) -> list[Message]:
    """A question, whole: what helps to answer it, what was answered before, and whether it may stay empty."""
    field = form.field(dialogue.step or "")
    parts = [say(form.question(field)), *field.hints(ctx, dialogue.values)]
    if dialogue.values.get(field.name):
        parts.append(say("form-so-far", value=_shown(ctx, field, dialogue.values)))
    elif not field.required:
        parts.append(say("form-optional"))
    return parts


def _lines(ctx: Ctx, form: Form, dialogue: Dialogue) -> list[Message]:
    """Every answer, with the number that changes it."""
    return [
        say("form-line", n=str(n), field=Text(form.label(field)), value=_shown(ctx, field, dialogue.values))
        for n, field in enumerate(form.fields, 1)
    ]


def _shown(ctx: Ctx, field: Field, values: Mapping[str, str]) -> Value:
    kept = values.get(field.name, "")
    return field.shown(ctx, kept) if kept else Text("form-empty")


def _again(ctx: Ctx, form: Form, dialogue: Dialogue, why: Message) -> Message:
    return replace(why, parts=(*why.parts, *_asking(ctx, form, dialogue)))


def own_text(form: Form, what: str) -> str:
    """A text for one form: a lone question, which isn't one of several, has texts of its own."""
    return f"form-{what}" if form.confirm else f"form-{form.name}-{what}"
