"""Commands about the keys by which servers are known: `vncwall keys`."""
