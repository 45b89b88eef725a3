"""Content items: their texts, their steps through the workflow, their history. Other rooms move an item only here."""
