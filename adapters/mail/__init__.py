"""Mail: ``platform.MailPlatform`` is the adapter; ``settings.Mail`` its section of the config."""
