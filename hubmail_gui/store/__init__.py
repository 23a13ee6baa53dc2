"""What is kept: settings, history and the last result in files, secrets in the keyring only."""

from hubmail_gui.store.store import Store
from hubmail_gui.store.transaction import KEEP, Keep, Secret

__all__ = ["KEEP", "Keep", "Secret", "Store"]
