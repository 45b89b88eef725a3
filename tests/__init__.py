"""Tests mirror the source; what they share lies here."""
