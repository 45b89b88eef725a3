"""What of a change may be kept: no secrets, no words of members, no whole texts.

Decided here once, for whoever records a change. Values become plain JSON: whole numbers, truth values, texts, lists and
objects; everything else is written as a text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.audit.chain import moment_text

HIDDEN = "•••"
LONGEST_TEXT = 300
LONGEST_VALUE = 2_000
_DEEPEST = 6
_SECRET_WORDS = frozenset({"password", "secret", "token", "hash"})
_SECRETS = frozenset({("channel", "address"), ("connection", "credential"), ("webhook_endpoint", "url")})
_MEMBER_WORDS = frozenset({"member_message", "question", "message", "replies", "quote"})
"""Fields that hold what members of a community said; how much it was is kept."""


def kept(subject: str, values: Mapping[str, object]) -> dict[str, Any]:
    """The fields of `subject` as the trail keeps them."""
    return {name: _kept_field(subject, name, value) for name, value in sorted(values.items())}


def _kept_field(subject: str, name: str, value: object) -> Any:
    if value in (None, ""):
        return value
    if is_secret(subject, name):
        return HIDDEN
    if name in _MEMBER_WORDS:
        return f"{HIDDEN} ({len(str(value))})"
    plain = plain_value(value)
    written = plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)
    return plain if len(written) <= LONGEST_VALUE else clipped(written)


def is_secret(subject: str, name: str) -> bool:
    """Whether who knows the field could act for somebody or reach them."""
    return not _SECRET_WORDS.isdisjoint(name.split("_")) or (subject, name) in _SECRETS


def plain_value(value: object, depth: int = 0) -> Any:
    """`value` as JSON carries it, on every database and in every language alike."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping) and depth < _DEEPEST:
        return {plain_text(str(key)): plain_value(part, depth + 1) for key, part in value.items()}
    if isinstance(value, Sequence | frozenset | set) and not isinstance(value, str | bytes) and depth < _DEEPEST:
        parts = sorted(value, key=str) if isinstance(value, frozenset | set) else value
        return [plain_value(part, depth + 1) for part in parts]
    return plain_text(_written(value))


def _written(value: object) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return moment_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def plain_text(text: str) -> str:
    """Without what a database or UTF-8 cannot carry, and no longer than the trail needs."""
    carried = text.replace("\0", "").encode(errors="replace").decode()
    return clipped(carried) if len(carried) > LONGEST_TEXT else carried


def clipped(text: str) -> str:
    """The beginning, and of how many characters."""
    return f"{text[:LONGEST_TEXT]}… ({len(text)})"


def masked_address(email: str) -> str:
    """An e-mail address by its first letter and its host; of anything else, which may be a password, nothing."""
    name, _at, host = email.strip().rpartition("@")
    return f"{name[0]}•••@{host[:100]}" if name and "." in host else HIDDEN
