"""An index of all segments of a folder: a cache, made anew from the folder at any time."""
