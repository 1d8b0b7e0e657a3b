"""One monitored desktop over time: connect, authenticate, pace, notice stalls, reconnect."""
