"""Drafting: an editor asks, rows of work are leased by workers, texts come back."""
