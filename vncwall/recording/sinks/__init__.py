"""What a recorder can write to, one file each."""
