"""Arrangements of tiles in the window, one file each."""
