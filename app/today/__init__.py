"""Where the day starts: what waits for me, what is due, what went wrong, what is missing."""
