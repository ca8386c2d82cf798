"""The command line: each command parses, calls, renders and exits; none decides."""

from nightfloat.cli.app import main

__all__ = ["main"]
