"""Standard output that is a terminal."""

import io


class Terminal(io.StringIO):
    """Keeps what is printed; progress may rewrite its line."""

    def isatty(self) -> bool:
        """Return True."""
        return True
