"""Columns and their recurrence become slots: occasions, caps, quiet hours, the balance of values."""
