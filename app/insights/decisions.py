"""What reviewers said of texts, at first sight or later, and how far people had changed what a machine wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, ScalarSelect, Subquery, case, exists, func, select
from sqlalchemy.orm import aliased

from app.models import ContentItem, ItemEvent, Revision
from content_calendar.workflow import Action

DECIDING = (Action.APPROVE, Action.REQUEST_CHANGES)


def told(community_id: int, since: datetime, until: datetime) -> Subquery:
    """Each yes or no from `since` to before `until`: its `item_id`, `at`, whether it was `approved`, `is_first` when
    nobody had decided on that draft before, the `draft_id` of the machine's text its words began as, and `changed`, the
    characters people inserted and deleted in that draft before it was approved: NULL for their own texts and for what
    was sent back.
    """
    said = _said(community_id, since, until)
    approved = said.c.action == Action.APPROVE
    changed = case((approved & said.c.draft_id.is_not(None), _changed(said)))
    return select(
        said.c.item_id, said.c.created_at.label("at"), approved.label("approved"),
        (~_decided_before(said)).label("is_first"), said.c.draft_id, changed.label("changed"),
    ).subquery("told")


def happened_in(community_id: int) -> ColumnElement[bool]:
    """Whether an event is one of the community's posts', looked up event by event: given a join, PostgreSQL may think
    it quicker to read all posts there are.
    """
    place = select(ContentItem.community_id).where(ContentItem.id == ItemEvent.item_id).scalar_subquery()
    return place == community_id


def _said(community_id: int, since: datetime, until: datetime) -> CTE:
    """Written out once: the draft would else be looked up anew wherever it is spoken of."""
    text = aliased(Revision)
    draft = case((text.prompt != "", text.id), else_=_older_draft())
    return (
        select(
            ItemEvent.id, ItemEvent.item_id, ItemEvent.action, ItemEvent.created_at, ItemEvent.revision_id,
            draft.label("draft_id"),
        )
        .outerjoin(text, text.id == ItemEvent.revision_id)
        .where(happened_in(community_id), ItemEvent.action.in_(DECIDING))
        .where(ItemEvent.created_at >= since, ItemEvent.created_at < until)
        .cte("said")
        .prefix_with("MATERIALIZED")
    )


def _older_draft() -> ScalarSelect[Any]:
    """Of a text that a person wrote. Most were left as the machine wrote them, which need no second look."""
    draft = aliased(Revision)
    mine = (draft.item_id == ItemEvent.item_id, draft.prompt != "", draft.id <= ItemEvent.revision_id)
    return select(func.max(draft.id)).where(*mine).scalar_subquery()


def _decided_before(said: CTE) -> ColumnElement[bool]:
    earlier = aliased(ItemEvent)
    return exists().where(
        earlier.item_id == said.c.item_id, earlier.id < said.c.id, earlier.action.in_(DECIDING),
        earlier.revision_id >= func.coalesce(said.c.draft_id, 0),
    )


def _changed(said: CTE) -> ColumnElement[int]:
    later = aliased(Revision)
    since_draft = (
        later.item_id == said.c.item_id, later.id > said.c.draft_id, later.id <= said.c.revision_id
    )  # fmt: skip
    summed = select(func.coalesce(func.sum(later.edit_distance), 0)).where(*since_draft).scalar_subquery()
    return case((said.c.draft_id == said.c.revision_id, 0), else_=summed)
