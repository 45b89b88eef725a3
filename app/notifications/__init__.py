"""Notifications: what people are told in the application, and the channels that carry it further."""
