"""Rows whose post nobody could tell, kept until a person says which it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from app.core.bulk import by_column, insert_new
from app.feedback.reading import Said, Traces
from app.feedback.upload import Upload
from app.feedback.verdicts import Judged
from app.models import FeedbackBatch, UnmatchedReading

_TABLE = cast("Table", UnmatchedReading.__table__)
_COLUMNS = ("community_id", "batch_id", "idempotency_key", "line", "cells", "daily", "read_at", "created_at")


def wait(session: Session, batch: FeedbackBatch, judged: Sequence[Judged], upload: Upload, now: datetime) -> int:
    """Keep the rows; how many did not wait already. The same row, sent again, waits once and is not asked for again."""
    choices = upload.choices
    return keep(
        session, batch, [one.said for one in judged], daily=choices.daily,
        read_at=choices.as_of or upload.kept.created_at, now=now,
    )


def keep(
    session: Session, batch: FeedbackBatch, rows: Sequence[Said], *, daily: bool, read_at: datetime, now: datetime
) -> int:
    """Keep rows of any origin."""
    written = {}
    for row in rows:
        cells = _cells(row)
        key = hashlib.sha256(f"{batch.source}|{daily}|{json.dumps(cells, sort_keys=True)}".encode()).hexdigest()
        written[key] = (batch.community_id, batch.id, key, row.line, cells, daily, read_at, now)
    return insert_new(session, _TABLE, by_column(_COLUMNS, list(written.values())))


def said_of(row: UnmatchedReading) -> Said:
    """What the row said."""
    cells: Mapping[str, Any] = row.cells
    return Said(
        row.line, "", tuple(cells["counts"]), _moment(cells["observed_at"]), None,
        Traces(cells["url"], cells["external_id"], cells["title"], cells["text"], _moment(cells["published_at"])),
    )


def _cells(row: Said) -> dict[str, Any]:
    traces = row.traces or Traces()
    return {
        **traces._asdict(), "published_at": _written(traces.published_at), "observed_at": _written(row.observed_at),
        "counts": list(row.counts),
    }


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
