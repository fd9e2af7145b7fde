"""A real PostgreSQL, for the tests that run on both databases."""
