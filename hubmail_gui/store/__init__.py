"""What is kept: settings, history and the last result in files, secrets in the keyring only."""

from hubmail_gui.store.references import KEEP, Keep, Secret
from hubmail_gui.store.store import Store

__all__ = ["KEEP", "Keep", "Secret", "Store"]
