"""Killed at any moment: nothing is lost, nothing happens twice, everything stays in order."""
