"""Another process that holds an SQLite file: ``holder.py FILE`` says "held", and lets go when its stdin ends."""

import sqlite3
import sys


def main(file: str) -> None:
    """Hold the file for as long as stdin is open."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    print("held", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
