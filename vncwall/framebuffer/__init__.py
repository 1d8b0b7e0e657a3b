"""Pixels of one desktop: the private framebuffer, its damage, its cursor, its reduced preview.

No processes, no I/O. Pixels are canonical: B, G, R, alpha 255, top row first.
"""
