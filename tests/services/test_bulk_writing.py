"""Many rows at once: what goes wrong is told as everywhere else."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.bulk import inserting
from app.models import FeedbackBatch
from tests.factories import Workspace

_TABLE = cast("Table", FeedbackBatch.__table__)


def test_rows_the_database_refuses_are_refused_as_any_other(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    row = {"id": 7, "community_id": workspace.community.id, "source": "test", "filename": "", "digest": "", "taken": 0,
           "known": 0, "held": 0, "refused": 0, "unmatched": 0, "created_at": now}  # fmt: skip
    twice = {name: [value, value] for name, value in row.items()}
    with pytest.raises(IntegrityError), session.begin_nested(), inserting(session, _TABLE, [twice]):
        pass
    assert session.scalar(select(func.count(FeedbackBatch.id))) == 0
