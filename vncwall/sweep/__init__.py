"""Trying settings against one host: what each costs, how it looks, and which to take.

plan.py        what is tried, and what it may cost
line.py        one connection that fetches whole pictures and measures them
likeness.py    how near a picture is to the lossless one
sweep.py       the order of the pictures, and what came of them
result.py      medians, and what the server makes of the settings
advice.py      the settings for a tile, for control and for recording on a line
table.py       all of it as text
"""
