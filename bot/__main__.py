"""``python -m bot`` is the ``ambassador`` command."""

from bot.cli import main

if __name__ == "__main__":
    main()
