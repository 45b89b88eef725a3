"""Tests of the API: they read the clock themselves, like pages."""
