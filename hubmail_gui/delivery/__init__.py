"""How a mail leaves: conversations without I/O, and the drivers that hold them."""
