"""vncwall: a wall of live VNC desktops that can be watched, controlled, recorded and played."""

__version__ = "0.1.0"
