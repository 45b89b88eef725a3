"""Targets that are fed by a request instead of a file: what is sent to each, and what its answer means. No I/O.

A new one is a module beside the others with a `PushTarget`, and a line in `registry.py`.
"""
