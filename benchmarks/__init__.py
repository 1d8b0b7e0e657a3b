"""Measurements: real desktops recorded, then replayed to our client and to others."""
