"""The pygame wall: tiles, layout, control. It sees messages and shared pixels only."""
