"""Mails to candidates: what is worth one, and whether there can be one.

Rule of this file: a mail goes to the address of the case's own application and nowhere else, and holds what concerns
that case: nobody else's, and nothing that staff wrote for each other.
"""

from email_validator import EmailNotValidError, validate_email

from bot.address import platform_of
from bot.card import region_name
from bot.context import Ctx
from bot.effect import Mail
from bot.message import Action, Message, Text, do, say
from bot.model import Case
from bot.parameters import mention

_OFFERED: tuple[Action, ...] = (do("status"), do("help"))


def congratulations(ctx: Ctx, case: Case, *, welcomed: bool) -> list[Mail]:
    """The welcome to a new ambassador. ``welcomed``: their region was told, too."""
    platform = Text(f"platform-{platform_of(case.candidate.identity)}")
    region = region_name(case)
    parts = [say("mail-guided", mentor=mention(case.mentor))] if case.mentor is not None else []
    if welcomed:
        parts.append(say("mail-next-welcomed", platform=platform, region=region))
    else:
        parts.append(say("mail-next", platform=platform))
    name = mention(case.candidate)
    return _mail(ctx, case, say("mail-sponsored", name=name, region=region, parts=parts, actions=_OFFERED))


def correction(ctx: Ctx, case: Case, *, mentored: bool) -> list[Mail]:
    """That a sponsoring was taken back. ``mentored``: the mentor, and so their 👍, is still there."""
    name, region = mention(case.candidate), region_name(case)
    if mentored and case.mentor is not None:
        part = say("mail-undone-next", mentor=mention(case.mentor))
    else:
        part = say("mail-undone-pool")
    said = say("mail-undone", name=name, number=case.number, region=region, parts=(part,), actions=_OFFERED)
    return _mail(ctx, case, said)


def _mail(ctx: Ctx, case: Case, message: Message) -> list[Mail]:
    """The mail, where mails are sent and there is an address to send it to."""
    if not ctx.config.mail or not _is_address(case.application.email):
        return []
    return [Mail(case.application.email, message, case.id)]


def _is_address(email: str) -> bool:
    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
