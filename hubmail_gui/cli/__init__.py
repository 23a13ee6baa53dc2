"""The commands: no display, no Qt; one file each."""
