"""Matrix: ``platform.MatrixPlatform`` is the adapter; ``settings.Matrix`` its section of the config."""
