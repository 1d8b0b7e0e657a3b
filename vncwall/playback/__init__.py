"""The player: clock, seeking, speed, and the sources it reads."""
