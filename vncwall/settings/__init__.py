"""What the user decides: frozen dataclasses, read once at start, passed in as values."""
