"""Encryption inside a connection, one kind a file; security types open them (`Link.open_channel`).

What is received and sent passes through the one that is open. Without any there is none: bytes go
as they are.
"""
