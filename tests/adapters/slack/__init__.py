"""The Slack adapter: by tables, golden files, and against a Slack of our own."""
