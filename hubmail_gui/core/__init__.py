"""Plain values and pure functions; imports nothing else of the program."""
