"""Tests against real VNC servers, real X displays and real input: what users get, proved by effect.

Servers and X programs are Debian packages (`install.sh`). A missing one fails the tests, it
never skips them. Everything listens on loopback and uses X displays from `servers.DISPLAYS`.
"""
