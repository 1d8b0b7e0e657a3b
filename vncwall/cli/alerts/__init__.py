"""`vncwall alerts`: one file a sub-command, the table of all in `group`."""
