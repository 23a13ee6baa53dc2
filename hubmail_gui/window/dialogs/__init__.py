"""Dialogs of their own task, each loaded when somebody asks for it."""
