"""pygame text, theme and widgets shared by the wall and the player."""
