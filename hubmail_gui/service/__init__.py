"""What Save, Test, Restore and Send mean, once, for the window and the commands."""
