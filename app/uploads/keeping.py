"""A file between its upload and the moment somebody accepts it: see `app.models.KeptUpload` for why in a row.

How large one may be is said where it is read (`app.core.tables`); who may see it is whoever may see its community.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import Text, cast, delete, select, update
from sqlalchemy.orm import Session

from app.core.errors import Conflict, NotFound
from app.core.field_flaws import CONTROL_CHARACTER
from app.models import Community, KeptUpload

KEPT = timedelta(days=7)
MAX_FILENAME = 200
_EMPTY = "[]"

U = TypeVar("U", bound=KeptUpload)


class CellsForgotten(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("The rows of this file are no longer kept: they go a week after the upload."),
            _l("Upload the file again; what was taken over already is recognised."),
        )


def keep(session: Session, upload: KeptUpload, *, now: datetime) -> None:
    """Keep the file for the next steps. Files of its kind that were left lying for a week go."""
    _forget_old(session, type(upload), now)
    upload.filename = CONTROL_CHARACTER.sub("", upload.filename)[:MAX_FILENAME]
    session.add(upload)
    session.flush()


def kept_upload(
    session: Session, kind: type[U], community: Community, upload_id: int, *, lock: bool = False
) -> U:
    """The community's file with this number, held until the commit if asked. Raises NotFound."""
    query = select(kind).where(kind.id == upload_id, kind.community_id == community.id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    kept = session.scalar(query)
    if kept is None:
        raise NotFound
    return kept


def cells_of(upload: KeptUpload) -> list[dict[str, Any]]:
    """What stands in the file, as it was kept. Raises CellsForgotten."""
    if not upload.cells:
        raise CellsForgotten
    return upload.cells


def _forget_old(session: Session, kind: type[KeptUpload], now: datetime) -> None:
    """In every community: of what was accepted the cells go, and what came of it stays known."""
    old = kind.created_at < now - KEPT
    session.execute(delete(kind).where(old, kind.accepted_at.is_(None)))
    full = kind.accepted_at.is_not(None) & (cast(kind.cells, Text) != _EMPTY)
    session.execute(update(kind).where(old, full).values({kind.cells: []}))
