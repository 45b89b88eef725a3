"""Addresses that another computer can fetch."""

from __future__ import annotations

_WEB = ("https://", "http://")


def is_web(address: str) -> bool:
    """Whether `address` is one of the web, not the name of a file and no script."""
    return address.lower().startswith(_WEB)
