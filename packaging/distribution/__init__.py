"""Builds what users install: the program's folder, archives and packages, and what goes with them."""
