"""Pseudo-encodings and the messages that belong to them, one file each."""
