"""What slides in over the tiles, which go on living: one file a panel."""
