"""Webhooks: who outside is told of what happens here, and what is told to us about posts that are out."""
