"""The demo fleet: an RFB server with desktops that look like work, and a replay server."""
