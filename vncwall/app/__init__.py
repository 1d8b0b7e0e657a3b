"""Composition: one module a sub-command, which builds, connects and stops the parts."""
