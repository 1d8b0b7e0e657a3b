"""What the project needs that is not the program."""
