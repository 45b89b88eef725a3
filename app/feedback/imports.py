"""An uploaded file between its dry run and the ledger."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Conflict
from app.feedback import service
from app.feedback.judging import Judged, Verdict, judge
from app.feedback.upload import UploadedRow, rows_of
from app.models import Community, FeedbackImport, WebhookKind
from app.uploads.keeping import cells_of, keep, kept_upload
from app.webhooks.service import announce


class AppliedBefore(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This file was applied already."),
            _l("Upload it again if it changed; what is known is not counted twice."),
        )


@dataclass(frozen=True, slots=True)
class DryRun:
    """What applying a file would do."""

    id: int
    filename: str
    accepted_at: datetime | None
    rows: tuple[Judged, ...]

    @property
    def tally(self) -> Mapping[Verdict, int]:
        """How many rows got each verdict."""
        return Tally(judged.verdict for judged in self.rows)


def keep_upload(
    session: Session, community: Community, filename: str, content: bytes, *, actor: Actor, now: datetime
) -> FeedbackImport:
    """Take the file apart and keep its rows until somebody applies them. Raises FileUnusable."""
    kept = FeedbackImport(
        community_id=community.id, uploaded_by_id=actor.user.id, filename=filename, created_at=now,
        cells=[row.model_dump() for row in rows_of(content)],
    )
    keep(session, kept, now=now)
    return kept


def dry_run(session: Session, community: Community, import_id: int, *, now: datetime) -> DryRun:
    """What every row would do now, in four queries. Raises NotFound, CellsForgotten."""
    kept = kept_upload(session, FeedbackImport, community, import_id)
    return DryRun(kept.id, kept.filename, kept.accepted_at, tuple(_judged(session, community, kept, now)))


def apply(
    session: Session, community: Community, import_id: int, *, held_too: bool, actor: Actor, now: datetime
) -> int:
    """Write the accepted rows into the ledger, and with `held_too` those that needed a word; how many those were.

    Each row is judged anew: what the dry run said may no longer hold. Raises NotFound, AppliedBefore, CellsForgotten.
    """
    kept = kept_upload(session, FeedbackImport, community, import_id, lock=True)
    if kept.accepted_at is not None:
        raise AppliedBefore
    wanted = {Verdict.ACCEPTED, Verdict.HELD} if held_too else {Verdict.ACCEPTED}
    taken = [judged for judged in _judged(session, community, kept, now, lock=True) if judged.verdict in wanted]
    for judged in taken:
        if judged.item and judged.reading:
            service.append(session, judged.item, judged.reading, actor=actor, now=now)
    kept.accepted_at = now
    session.flush()
    announce(
        session, WebhookKind.FEEDBACK_IMPORTED, community_id=community.id, now=now,
        subject={"community_id": community.id, "import_id": kept.id, "rows": len(taken), "actor_id": actor.user.id},
    )
    return len(taken)


def _judged(
    session: Session, community: Community, kept: FeedbackImport, now: datetime, *, lock: bool = False
) -> list[Judged]:
    rows = [UploadedRow.model_validate(row) for row in cells_of(kept)]
    return judge(session, community, rows, read_at=kept.created_at, now=now, lock=lock)
