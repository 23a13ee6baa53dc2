"""hubmail: sets up, proves and explains the outgoing mail of Hub."""

__version__ = "0.1.0"
