"""What facts mean: from a server's answer to a fault code, by rules that are data."""
