"""Replies that were accepted become templates, all at once; and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, inspect, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.library.first_texts import take_in
from app.library.snippets import take_in_snippets
from app.models import Community, ContentItem, ReplyImport, ReplyTemplate
from app.replies.making import new_item
from app.replies.transfer.judging import Judged
from app.replies.transfer.playbooks import remove_playbooks
from app.replies.transfer.upload import PLAYBOOKS
from app.uploads.keeping import kept_upload
from app.uploads.taking_back import archive_untouched
from content_calendar.replies.braces import parse


def take(
    session: Session, community: Community, wanted: Sequence[Judged], *, actor: Actor, now: datetime
) -> list[str]:
    """Make drafts of these replies, for the same checks and the same review as any other; their uids."""
    arrivals = [(_item(session, community, judged, now), judged.row.copy) for judged in wanted]
    take_in(session, arrivals, actor=actor, now=now)
    _add_cards(session, [item for item, _copy in arrivals])
    _stack(session, [item.uid for item, copy in arrivals if copy and parse(copy.text()).snippets])
    return [item.uid for item, _copy in arrivals]


def undo(session: Session, community: Community, upload_id: int, *, actor: Actor, now: datetime) -> tuple[int, int]:
    """Archive what came from this file and nobody has touched since; (archived, left as they are).

    What is archived here may be imported again. Raises NotFound.
    """
    kept = kept_upload(session, ReplyImport, community, upload_id, lock=True)
    archived, left = archive_untouched(session, community, kept, actor=actor, now=now)
    remove_playbooks(session, community, kept.choices.get(PLAYBOOKS, []))
    kept.choices = kept.choices | {PLAYBOOKS: []}
    session.flush()
    return archived, left


def _item(session: Session, community: Community, judged: Judged, now: datetime) -> ContentItem:
    card = judged.row.card
    if card is None:
        raise ValueError(f"line {judged.line} was judged without a card")
    item = new_item(session, community, replace(card, answer=judged.answer), now=now)
    item.import_key = judged.key
    return item


def _add_cards(session: Session, items: Sequence[ContentItem]) -> None:
    """As statements, like the items themselves: there is nothing in the session they could be out of step with."""
    query = select(ContentItem.uid, ContentItem.id).where(ContentItem.uid.in_([item.uid for item in items]))
    ids = {row.uid: row.id for row in session.execute(query)}
    rows = [_values(item.reply) | {"item_id": ids[item.uid]} for item in items if item.reply]
    if rows:
        session.execute(insert(ReplyTemplate), rows)


def _values(card: ReplyTemplate) -> dict[str, Any]:
    said = vars(card)
    return {column.key: said[column.key] for column in inspect(ReplyTemplate).column_attrs if column.key in said}


def _stack(session: Session, uids: Sequence[str]) -> None:
    """Let those that stand on snippets keep what these say."""
    if not uids:
        return
    query = select(ContentItem).where(ContentItem.uid.in_(uids)).options(
        joinedload(ContentItem.reply), joinedload(ContentItem.current_revision)
    )
    for item in session.scalars(query):
        take_in_snippets(session, item)
