"""From the bytes of a file to what it holds: a table of whatever form, or a bundle of another instance."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.core.tables.reading import decoded, tables_of
from app.core.tables.table import MAX_BYTES, FileUnusable, Table
from app.replies.transfer.bundle import MARK, Bundle, bundle_of, is_bundle, unpack
from app.replies.transfer.json_table import document, looks_like_json, table_of

_SEEN = 64
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def contents_of(content: bytes) -> tuple[Table, ...] | Bundle:
    """What is in the file. Raises FileUnusable, TooManyRows, JsonUnusable, BundleRefused."""
    if is_bundle(content):
        return unpack(content)
    tables = _from_json(content) if _is_json(content) else tables_of(content)
    if isinstance(tables, Bundle):
        return tables
    if not any(table.lines for table in tables):
        raise FileUnusable(_l("There is nothing in this file."), _l("Choose a file with at least one reply."))
    return tables


def _is_json(content: bytes) -> bool:
    if content.startswith(_BINARY) or len(content) > MAX_BYTES:
        return False
    return looks_like_json(content[:_SEEN].decode("utf-8-sig", "replace"))


def _from_json(content: bytes) -> tuple[Table, ...] | Bundle:
    """Our own JSON says what it is; anything else is a table of somebody's making."""
    try:
        found: Any = document(decoded(content))
    except FileUnusable:
        if _is_table_after_all(content):
            return tables_of(content)
        raise
    if isinstance(found, dict) and MARK in found:
        return bundle_of(found, found.get("replies"), found.get("playbooks", []))
    return (table_of(found),)


def _is_table_after_all(content: bytes) -> bool:
    """Whether a text only begins like JSON: a table whose first heading stands in brackets."""
    first = content[:400].decode("utf-8-sig", "replace").splitlines()[:1]
    return bool(first) and first[0].startswith("[") and "]" in first[0] and '"' not in first[0]
