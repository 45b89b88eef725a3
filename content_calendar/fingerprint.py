"""What an approval binds to: one hash over everything a member will see, when, where and by whom it is meant."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime

from content_calendar.content import Copy

FINGERPRINT_VERSION = 1


def fingerprint(
    copy: Copy, *, slot_at: datetime | None, platform: str, persona_id: int | None,
    card: Mapping[str, object] | None = None,
) -> str:
    """SHA-256 (64 hex digits) of the copy and its slot, platform and persona; of a reply template its `card` as well,
    plain values that JSON can carry.

    Text is compared in Unicode NFC with trailing blanks and the kind of line break ignored, tags as a
    set: what no reader could tell apart has one fingerprint, anything else has another.

    Raises ValueError for a slot without a zone, whose instant would be a guess.
    """
    if slot_at is not None and slot_at.tzinfo is None:
        raise ValueError("slot_at needs a zone")
    words = {part.name: _normal(getattr(copy, part.name)) for part in fields(copy)}
    words["tags"] = sorted(set(words["tags"]))
    bound = {
        "version": FINGERPRINT_VERSION,
        "copy": words,
        "slot": slot_at.astimezone(UTC).isoformat() if slot_at else None,
        "platform": platform,
        "persona": persona_id,
    }
    if card is not None:  # a post keeps the hash it always had
        bound["card"] = card
    canonical = json.dumps(bound, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # A lone surrogate, which JSON can carry and UTF-8 cannot, is somebody's broken text and no reason to fail.
    return hashlib.sha256(canonical.encode(errors="surrogatepass")).hexdigest()


def _normal(part: str | Sequence[str]) -> str | list[str]:
    if isinstance(part, str):
        return "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", part).splitlines()).strip()
    return [str(_normal(entry)) for entry in part]
