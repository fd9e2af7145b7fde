"""The platforms: each adapter turns what happens on one into events, and messages into what it shows."""
