"""Ordered byte streams to a server, one file a scheme. No RFB here."""
