"""Compiled inner loops in Cython's pure-Python mode: the same file runs interpreted.

Plain functions over buffers; they return bytes consumed or an error code, allocate nothing in
loops and import nothing from vncwall. Each module exports `COMPILED`.
"""
