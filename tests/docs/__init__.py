"""The docs' tables are drawn from the code, and the tests hold them against it."""
