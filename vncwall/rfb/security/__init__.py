"""Security types (RFC 6143, 7.2), one file each."""
