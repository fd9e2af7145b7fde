"""A real Synapse, for the tests that need a homeserver."""
