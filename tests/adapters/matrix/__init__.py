"""The Matrix adapter: by tables, against a homeserver that misbehaves, and on a real Synapse."""
