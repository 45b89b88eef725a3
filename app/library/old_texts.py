"""Texts that were written before what newer ones are stored with existed; done once, when an installation is prepared.

While reading it would be too late: a page or a list would have to load every old text to find that none is alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.library.diff import edit_distance
from app.library.twins import stored_simhash
from app.models import Revision
from content_calendar.vocabulary import WriterKind

_BATCH = 500

Versions = Mapping[tuple[int, int], Revision]
"""Texts by item and number."""


def complete_old_texts(session: Session) -> int:
    """Give them their SimHash, the prompt their provenance names, and how much people changed; safe to repeat.

    The number of texts completed.
    """
    query = select(Revision).where(Revision.simhash == "").order_by(Revision.id).limit(_BATCH)
    completed = 0
    while revisions := session.scalars(query).all():
        versions = _versions(session, revisions)
        for revision in revisions:
            _complete(revision, versions)
        session.flush()
        completed += len(revisions)
    return completed


def _versions(session: Session, revisions: Sequence[Revision]) -> Versions:
    of_the_same_items = Revision.item_id.in_({revision.item_id for revision in revisions})
    return {(each.item_id, each.number): each for each in session.scalars(select(Revision).where(of_the_same_items))}


def _complete(revision: Revision, versions: Versions) -> None:
    before = versions.get((revision.item_id, revision.number - 1))
    revision.simhash = stored_simhash(revision.copy().text())
    revision.prompt = revision.prompt or revision.provenance.get("prompt", "")
    revision.prompt_version = revision.prompt_version or revision.provenance.get("prompt_version", "")
    if before is not None and revision.writer is WriterKind.PERSON:
        revision.edit_distance = edit_distance(before.copy(), revision.copy())
