"""The command line: one file a command, the table of all in `program`."""

from vncwall.cli.program import app, main, run

__all__ = ["app", "main", "run"]
