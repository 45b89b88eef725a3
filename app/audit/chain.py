"""The chain: each entry's hash covers what it says and the hash before, so that no entry changes unseen.

An entry is written as one JSON object of `FIELDS`: keys sorted, no blanks, UTF-8 without escapes of non-ASCII
letters, the moment in UTC with microseconds and a Z. Its hash is the SHA-256 of that text in 64 hex digits. The entry
of number 1 has the empty text as `previous`. Numbers are without gaps.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

FIELDS = (
    "number", "at", "actor_id", "community_id", "action", "subject", "subject_id", "before", "after", "origin",
    "address", "request_id", "note", "previous",
)

_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry: `number` 0 and an empty hash before there is one."""

    number: int = 0
    hash: str = ""


def sealed(entry: Mapping[str, Any], head: Head) -> dict[str, Any]:
    """The columns of `entry` with number, previous hash and hash as they follow `head`."""
    linked = {**entry, "number": head.number + 1, "previous": head.hash}
    return {**linked, "hash": entry_hash(linked)}


def entry_hash(entry: Mapping[str, Any]) -> str:
    """64 hex digits over the columns of an entry; `created_at` is an aware datetime and counts as `at`."""
    return hashlib.sha256(canonical(entry).encode()).hexdigest()


def canonical(entry: Mapping[str, Any]) -> str:
    """The one way to write an entry down."""
    written = {name: entry[name] for name in FIELDS if name != "at"} | {"at": moment_text(entry["created_at"])}
    return _canonical.encode(written)


def moment_text(moment: datetime) -> str:
    """As in `2026-09-07T02:00:00.000000Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
