"""Compressed pictures inside rectangles: the only image libraries that rfb imports."""
