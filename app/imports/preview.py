"""What the checks will say about texts that are not in the calendar yet, for the rows somebody looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.imports.judging import TAKEN, Judged
from app.imports.post import Post
from app.library.findings import findings_of
from app.library.twins import stored_simhash, twins_of
from app.models import Community, ContentItem, Revision
from content_calendar.content import Copy
from content_calendar.copy_rules.finding import Finding
from content_calendar.severity import Severity
from content_calendar.vocabulary import ContentKind

_SHOWN = (Severity.BLOCKING, Severity.WARNING)


def findings_by_line(
    session: Session, community: Community, rows: Sequence[Judged], now: datetime
) -> Mapping[int, tuple[Finding, ...]]:
    """By line what must be fixed or looked at before review, with what reads almost alike; two queries at most."""
    drafts = {
        judged.line: (_draft(community, judged.post, judged.post.copy, judged.line, now), judged.post.copy)
        for judged in rows
        if judged.verdict in TAKEN and judged.post and judged.post.copy
    }
    twins = twins_of(session, [item for item, _copy in drafts.values()])
    found = {line: findings_of(item, copy, twins.get(item.id, ())) for line, (item, copy) in drafts.items()}
    return {line: tuple(one for one in said if one.severity in _SHOWN) for line, said in found.items()}


def _draft(community: Community, post: Post, copy: Copy, line: int, now: datetime) -> ContentItem:
    """The item as it would be. It never meets the session; its number, below zero, is nobody else's."""
    column = post.column
    item = ContentItem(
        id=-line, community_id=community.id, persona_id=post.persona.id, kind=ContentKind.POST, platform=post.platform,
        language=post.persona.language, slot_at=post.slot_at, occasion="", created_at=now,
        topic={"title": post.topic, "points": []} if post.topic else {},
    )
    parts = {
        "community": community, "persona": post.persona, "column": column, "voice": column.voice if column else None,
        "product": column.product if column else None, "event": None,
        "current_revision": Revision(simhash=stored_simhash(copy.text())),
    }
    for name, part in parts.items():
        set_committed_value(item, name, part)
    return item
