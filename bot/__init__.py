"""The command core of the ambassador bot.

Rule of this package: it knows no chat platform and no database. Adapters and storage import it, never the
other way round; the composition root in ``bot.cli`` is the only exception, and import-linter holds the line.
"""
