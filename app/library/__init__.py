"""Content items: their texts, their steps through the workflow, their history. Other rooms move an item only here."""

from app.library import search_index

__all__ = ["search_index"]
"""Loaded with the room: from then on, what is written can be found."""
