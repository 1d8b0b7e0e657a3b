"""Measurements: recordings of real desktops replayed to this client and to others (`make bench`)."""
