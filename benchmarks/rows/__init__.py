"""What is measured: one file per kind of measurement, each with a list of its rows."""
