"""The mail adapter: by tables and golden files, and against a real SMTP server."""
