"""The stories of the shell, played on Slack and on Matrix: one story file proves three surfaces."""
