"""Parts of recordings made into one file: copied where that is possible, else encoded anew."""
