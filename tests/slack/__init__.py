"""A Slack that speaks the wire, for tests: strict where Slack is, and as unreliable as one asks for."""
