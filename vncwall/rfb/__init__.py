"""The RFB client core, sans-IO: no sockets, no clock, no threads.

Bytes go in with `Connection.receive_data`, frozen events come out of `events()`, bytes to send out
of `data_to_send()`. Reading order: connection, handshake, updates, decoders.raw.
"""
