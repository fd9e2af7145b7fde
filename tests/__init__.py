"""The tests: conversations on the real engine, and what stands around it."""
