"""Who is first: of two mentors exactly one, and nobody past a limit; in one process and in two on one database."""
