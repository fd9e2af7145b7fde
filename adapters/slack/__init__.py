"""Slack: in through bolt, by HTTP or Socket Mode; out through the Web API."""
