"""`vncwall alerts`: one module a sub-command."""
