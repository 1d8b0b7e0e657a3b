"""`vncwall recordings`: what was recorded. One module a sub-command."""
