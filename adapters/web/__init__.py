"""The one HTTP server: the health page, and later the platforms that call the bot."""
