"""Approved content on its way out: files, the feed, and the ledger of what left."""
