"""The dialogue that asks a form's fields one by one in a direct chat, run from a stored row.

Bare text is the answer; ``back``, ``skip``, ``cancel`` and ``help`` need no prefix. Every answer is kept at once, so a
restart or a week's pause loses nothing. Editing or deleting an answer's message changes the answer. A surface that can
shows the whole form instead (``sheet.py``); both write the same draft, so either can finish what the other began.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.context import Ctx
from bot.effect import Answer, Outcome, answer
from bot.errors import Refused
from bot.event import Edited, Said
from bot.filling import checked, keep, opened
from bot.form import Field, Form
from bot.message import Action, Message, Text, Value, say
from bot.model import Dialogue
from bot.typed import key, number

CONFIRM = "confirm"
"""The step behind the last question: the summary waits for ``send``."""

_SEND = {"send", "yes", "ok"}


def begin(
    ctx: Ctx,
    form: Form,
    case: int | None = None,
    values: Mapping[str, str] | None = None,
    now: Mapping[str, str] | None = None,
) -> Answer:
    """Start a form or go on with its draft, at the first question without an answer.

    ``values`` are answers to begin with; ``now``: those that were given with the wish to begin. The questions come in
    the direct chat, wherever it was asked for; where the whole form is shown, nothing is asked there meanwhile.
    """
    me = ctx.me()
    draft = ctx.store.dialogues.find(me, form.name, case)
    if draft is None:
        known = dict(values or {})
        filled = {**known, **(now or {})}
        first = None if ctx.event.forms else _next(form, filled)
        draft = ctx.store.dialogues.start(me, form.name, case, filled, first, ctx.now)
        kept = any(field.name in known for field in form.fields)
        intro = f"form-{form.name}-{'kept' if kept else 'intro'}"
    else:
        filled = {**draft.values, **(now or {})}
        draft = keep(ctx, replace(draft, values=filled, step=None if ctx.event.forms else _next(form, filled)))
        intro = f"form-{form.name}-again"
    if ctx.event.forms:
        command = f"{form.name} {case}" if form.each else form.name
        return opened(ctx, form, draft, command, say(f"{intro}-whole"))
    return Answer(_prompt(ctx, form, draft, intro=intro))


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
        values = {**dialogue.values, field.name: checked(ctx, field, event.text, dialogue.values)}
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
            values[name] = checked(ctx, field, event.text, values)
        except Refused as refused:
            return Answer(say("form-edit-refused", field=Text(form.label(field)), parts=(refused.message,)))
    step = _next(form, values) if dialogue.step == CONFIRM else dialogue.step
    changed = keep(ctx, replace(dialogue, values=values, step=step))
    label = Text(form.label(field))
    done = say("form-edited", field=label, value=_shown(ctx, field, values))
    if name not in values:
        done = say("form-edit-deleted", field=label)
    return Answer(replace(done, parts=(_prompt(ctx, form, changed),)) if step != dialogue.step else done)


def question(ctx: Ctx, dialogue: Dialogue) -> Message:
    """What a dialogue is asking now."""
    return _prompt(ctx, ctx.registry.forms[dialogue.form], dialogue)


def _advance(ctx: Ctx, form: Form, dialogue: Dialogue) -> Outcome:
    if not form.confirm:
        return form.submit(ctx, dialogue, dialogue.values)
    dialogue = keep(ctx, replace(dialogue, step=_next(form, dialogue.values)))
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
