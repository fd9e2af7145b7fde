"""``[storage]``: where everything is kept."""

from bot.settings import Section


class Storage(Section):
    """``url``: ``sqlite:///file``, relative to where the bot is started, or ``sqlite:////absolute/file``."""

    url: str = "sqlite:///ambassador.db"
