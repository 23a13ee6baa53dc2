"""Builds and tests the Windows program on Debian: Wine in a root of its own, below build/windows."""
