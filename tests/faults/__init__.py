"""Faults of storage, and what can't be in a database."""
