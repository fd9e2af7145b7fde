"""A form shown whole: opened, kept while somebody types, and sent. What a form's answers have in common is here, too.

Rules of this file: it writes the same draft as the dialogue that asks one by one, so either can finish what the other
began. What is filled in belongs to the draft that it was opened on, or to none.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from bot.context import Ctx
from bot.effect import Answer, Outcome
from bot.errors import Refused
from bot.event import Drafted, Submitted
from bot.form import Field, Form
from bot.message import Message, Text, do, say
from bot.model import Dialogue, Person
from bot.parameters import MOST
from bot.sheet import Blank, Fault, Sheet
from bot.typed import LONGEST, clean, number


def opened(ctx: Ctx, form: Form, draft: Dialogue, command: str, intro: Message) -> Answer:
    """A draft as a whole form. Where that can't be shown any more, a button types ``command`` to open it."""
    offer = say(f"form-{form.name}-offer", actions=(do(command, label="do-open"),))
    return Answer(offer, sheet=_sheet(ctx, form, draft, intro))


def _sheet(ctx: Ctx, form: Form, draft: Dialogue, intro: Message) -> Sheet:
    blanks = [_blank(ctx, form, field, draft.values) for field in form.fields]
    return Sheet(form.name, f"form-{form.name}-title", intro, tuple(blanks), _known_as(draft))


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


def submitted(ctx: Ctx, event: Submitted) -> Outcome:
    """Take a whole form: what is right is kept, what isn't is named field by field. What isn't sent stays as it is."""
    form = ctx.registry.forms.get(event.form)
    draft = _filled(ctx, ctx.me(), form, event) if form is not None else None
    if form is None or draft is None:
        raise Refused(gone(form))
    values, faults = dict(draft.values), []
    for field in form.fields:
        if field.name in values and field.name not in event.values:
            continue
        try:
            values[field.name] = checked(ctx, field, event.values.get(field.name, ""), values)
        except Refused as refused:
            faults.append(Fault(field.name, refused.message, field.hints(ctx, values)))
    draft = keep(ctx, replace(draft, values=values, step=draft.step if faults else None))
    if faults:
        labels = {field.name: Text(form.label(field)) for field in form.fields}
        parts = [say("form-fault", field=labels[each.field], parts=(each.message, *each.hints)) for each in faults]
        return Answer(say("form-faults", parts=parts), faults=tuple(faults))
    return form.submit(ctx, draft, values)


def drafted(ctx: Ctx, event: Drafted) -> Outcome:
    """Keep what somebody has typed into a whole form so far, where it is right. Nobody waits for a word on it."""
    form = ctx.registry.forms.get(event.form)
    draft = _filled(ctx, ctx.actor, form, event) if form is not None and ctx.actor.id else None
    if form is None or draft is None:
        return None  # it was sent, or withdrawn, meanwhile
    values = dict(draft.values)
    for field in form.fields:
        if event.values.get(field.name, "").strip():
            with suppress(Refused):
                values[field.name] = checked(ctx, field, event.values[field.name], values)
    if values != draft.values:
        keep(ctx, replace(draft, values=values))
    return None


def _filled(ctx: Ctx, person: Person, form: Form, event: Submitted | Drafted) -> Dialogue | None:
    """The draft that somebody has before them; None where it is gone: no other question may get its answer."""
    if event.draft is None:
        return ctx.store.dialogues.find(person, form.name)
    row = number(event.draft.partition(" ")[0], MOST)
    draft = ctx.store.dialogues.get(person, row) if row is not None else None
    return draft if draft is not None and (draft.form, _known_as(draft)) == (form.name, event.draft) else None


def _known_as(draft: Dialogue) -> str:
    """Which draft it is: its number alone may be another's later."""
    return f"{draft.id} {draft.at.timestamp():.6f}"


def gone(form: Form | None) -> str:
    """Whose form isn't open any more is told how to begin it again, or that nothing was done."""
    return f"form-{form.name}-gone" if form is not None and (form.each or not form.confirm) else "form-gone"


def keep(ctx: Ctx, draft: Dialogue) -> Dialogue:
    """Keep what was written: a draft isn't left while somebody writes it."""
    ctx.store.dialogues.save(draft)
    if draft.case is not None:
        ctx.touch(draft.case, "write")
    return draft


def checked(ctx: Ctx, field: Field, text: str, others: Mapping[str, str]) -> str:
    """What is kept of what was typed into a field. Raises Refused."""
    text = clean(text)
    if len(text) > LONGEST:
        raise Refused("too-long", length=len(text), most=LONGEST)
    if not text:
        if field.required:
            raise Refused("form-required")
        return ""
    return field.check(ctx, text, others)
