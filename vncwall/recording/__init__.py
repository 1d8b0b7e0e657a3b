"""Sessions into ordinary video files: recorder, segments, sinks."""
