"""Inbox, outbox and crash points against a small model."""
