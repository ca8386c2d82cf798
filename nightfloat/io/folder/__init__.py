"""A program folder: ``program.toml`` and up to ten tables in CSV."""
