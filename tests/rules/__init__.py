"""The core's rules: tables and properties, without conversations."""
