"""Coverage-guided fuzzing of the protocol core and its kernels; see `fuzz/README.md`."""
