"""The parts that pages are made of, each usable alone."""
