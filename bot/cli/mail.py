"""A test mail, for an operator who wants to know whether ``[mail]`` is right: through the adapter's own way out."""

from adapters.mail.compose import address
from adapters.mail.deliver import Office, trial
from adapters.mail.render import one_line
from adapters.mail.server import About, Server, Unsent
from bot.cli.config import Config
from bot.clock import SystemClock
from bot.errors import Misconfigured


async def send(config: Config, to: str) -> str:
    """Send it; returns a sentence on what the server answered. Raises Misconfigured with one on why it didn't."""
    if config.mail is None:
        raise Misconfigured("the config has no [mail]: fill it in as config.example.toml shows")
    if address(to) is None:
        raise Misconfigured(f"{to} isn't an address that a mail can be sent to; write one such as kim@example.org")
    server = Server(config.mail)
    office = Office(config.mail, server, config.programme, config.catalogue)
    try:
        answer = await trial(office, to, SystemClock().now())
    except Unsent as unsent:
        raise Misconfigured(_why(unsent)) from unsent
    return (
        f"{server.where} took the mail and said: {one_line(answer)}\nLook whether it arrives at {to}, in its spam, too."
    )


def _why(unsent: Unsent) -> str:
    """The cause, and the server's own words: here they are for whoever typed the address."""
    head = (
        "The mail wasn't sent" if unsent.about is About.SERVER else "The server can be used, but didn't take the mail"
    )
    said = f"\nThe server said: {one_line(unsent.answer)}" if unsent.answer else ""
    return f"{head}: {unsent.cause}.{said}"
