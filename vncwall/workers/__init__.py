"""The process pool: children, their supervision, and what they publish."""
