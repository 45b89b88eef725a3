"""Readings that came together, and taking them back together."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.models import Community, FeedbackBatch


def begin(
    session: Session, community: Community, source: str, *, actor: Actor | None, now: datetime, filename: str = "",
    digest: str = "",
) -> FeedbackBatch:
    """A batch to take readings for; `digest` is the SHA-256 of a file, `source` where the ledger says it came from."""
    batch = FeedbackBatch(
        community_id=community.id, made_by_id=actor.user.id if actor else None, source=source, filename=filename,
        digest=digest, taken=0, known=0, held=0, refused=0, unmatched=0, created_at=now,
    )
    session.add(batch)
    session.flush()
    return batch
