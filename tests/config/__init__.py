"""The config and the command line, as an operator meets them."""
