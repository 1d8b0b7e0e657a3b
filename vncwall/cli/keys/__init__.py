"""The command line of `vncwall keys`, a file a command."""
