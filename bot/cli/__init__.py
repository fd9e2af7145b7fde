"""The composition root: the only part of ``bot`` that imports adapters and storage, and puts everything together."""


def main() -> None:
    """The ``ambassador`` command."""
    from bot.cli.app import app

    app()
