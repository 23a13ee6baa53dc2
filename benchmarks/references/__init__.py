"""The plain programs that hubmail is measured against."""
