"""Posts that are out, with what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.feedback.weeks import week_of
from app.models import ContentItem, PostStanding
from content_calendar.vocabulary import Counter

ALL = (1 << len(Counter)) - 1
WELL: Mapping[Counter, int] = {Counter.VIEWS: 1000, Counter.LIKES: 120, Counter.CLICKS: 30}
BADLY: Mapping[Counter, int] = {Counter.VIEWS: 1000, Counter.LIKES: 8, Counter.CLICKS: 2}


def stand(
    session: Session, item: ContentItem, counts: Mapping[Counter, int], *, out_at: datetime, read_at: datetime,
    reported: int = ALL, path: tuple[dict[str, object], ...] = (),
) -> PostStanding:
    """What the ledger says of a post that went out `out_at`, read at `read_at`."""
    week = week_of(out_at.astimezone(ZoneInfo("Asia/Shanghai")).date())
    standing = PostStanding(
        item_id=item.id, community_id=item.community_id, persona_id=item.persona_id, out_at=out_at, week=week,
        observed_at=read_at, readings=1, reported=reported, path=list(path),
        **{counter.value: counts.get(counter, 0) for counter in Counter},
    )
    session.add(standing)
    session.flush()
    return standing
