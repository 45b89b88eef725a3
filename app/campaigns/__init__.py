"""Campaigns and events: what a community is moved to do together, step by step."""
