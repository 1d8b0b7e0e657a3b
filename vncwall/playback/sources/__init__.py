"""File formats that the player opens, one file each."""
