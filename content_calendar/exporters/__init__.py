"""Approved content on its way out: one versioned profile per target, values in, bytes and findings out, no I/O.

A target is a small folder holding its format and its profile; `registry` lists them all.
"""
