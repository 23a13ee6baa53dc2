"""The window: all of Qt, and nothing of mail."""

from hubmail_gui.window import plain_import

plain_import.restore()
