"""How the demo desktops are drawn: fonts, themes, smooth shapes, charts, wallpapers, windows.

Everything is drawn on plain 32-bit `pygame.Surface` objects; SDL's video is never started.
"""
