"""The engine, the courier and the database under it, on real files."""
