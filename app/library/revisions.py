"""The texts of an item: appended, never changed; one of them is the present one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.access import Actor
from app.copywriter.brief import Provenance
from app.core.errors import Invalid
from app.library.approval import void_approval
from app.library.diff import edit_distance
from app.library.snippets import take_in_snippets
from app.library.twins import stored_simhash
from app.models import ContentItem, Revision
from content_calendar.content import Copy
from content_calendar.vocabulary import ContentKind, Language, Platform, WriterKind


class TextMissing(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("There is no text yet."), _l("Draft the copy or write it yourself first."))


def write_revision(
    session: Session, item: ContentItem, copy: Copy, *, provenance: Provenance, author: Actor | None, now: datetime
) -> Revision:
    """Append a text and make it the present one, which voids any approval."""
    number = newest_numbers(session, [item.id]).get(item.id, 0) + 1
    revision = new_revision(item, copy, number=number, provenance=provenance, author=author, now=now)
    session.add(revision)
    session.flush()
    make_current(item, revision)
    if item.kind is ContentKind.REPLY_TEMPLATE:
        take_in_snippets(session, item)
    session.flush()
    return revision


def newest_numbers(session: Session, item_ids: Collection[int]) -> dict[int, int]:
    """The number of each item's newest revision; items without one are missing."""
    query = select(Revision.item_id, func.max(Revision.number).label("newest")).where(Revision.item_id.in_(item_ids))
    return {row.item_id: row.newest for row in session.execute(query.group_by(Revision.item_id))}


def new_revision(
    item: ContentItem, copy: Copy, *, number: int, provenance: Provenance, author: Actor | None, now: datetime
) -> Revision:
    """A text of the item that is not in the database yet."""
    typed = _typed(item.current_revision, copy, provenance.writer)
    values = revision_values(copy, number=number, provenance=provenance, author=author, now=now)
    return Revision(item=item, edit_distance=typed, **values)


def revision_values(
    copy: Copy, *, number: int, provenance: Provenance, author: Actor | None, now: datetime
) -> dict[str, Any]:
    """The columns of a revision, as far as they do not depend on the text before it, for `insert` of many at once."""
    words = _plain(copy)
    lists = {name: list(words.pop(name)) for name in ("hashtags", "tags", "media")}
    return {
        "number": number, "writer": provenance.writer, "provenance": _plain(provenance),
        "author_id": author.user.id if author else None, "created_at": now, "prompt": provenance.prompt,
        "prompt_version": provenance.prompt_version, "simhash": stored_simhash(copy.text()), **words, **lists,
    }


def _plain(value: Copy | Provenance) -> dict[str, Any]:
    """The fields as they are: `asdict` copies deeply, which for a thousand texts takes longer than writing them."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def make_current(item: ContentItem, revision: Revision) -> None:
    """Let one of the item's texts be the present one, where it was written for. Any approval is void from here on."""
    origin = revision.provenance
    item.platform = Platform(origin.get("platform") or item.platform)
    item.language = Language(origin.get("language") or item.language)
    item.current_revision_id, item.keeper_id = revision.id, None
    set_committed_value(item, "current_revision", revision)
    void_approval(item)


def _typed(before: Revision | None, copy: Copy, writer: WriterKind) -> int | None:
    """How many characters a person changed in the text before; None when there was none or no person wrote."""
    return edit_distance(before.copy(), copy) if before and writer is WriterKind.PERSON else None
