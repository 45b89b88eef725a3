"""Content items: their texts, their steps through the workflow and their history. Other rooms move an item only here."""
