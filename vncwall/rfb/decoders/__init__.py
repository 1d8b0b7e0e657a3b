"""Decoders of the real encodings, one file each."""
