"""A quick edit on the desk: the words change, every yes is void, and the text waits for review as before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.library import service as library
from app.library.forms import CopyForm
from app.library.pages import copy_of
from app.models import ContentItem


def read_words() -> CopyForm:
    """The form of the request."""
    return CopyForm()


def save(session: Session, item: ContentItem, form: CopyForm, *, actor: Actor, now: datetime) -> ContentItem:
    """Save what was typed and hand it in again, unless a check stands in the way: then it stays a draft.

    Nothing happens when nothing was changed. Raises StaleVersion, TransitionRefused, TextMissing.
    """
    words = form.edited(copy_of(item))
    if words == copy_of(item):
        return item
    library.edit_copy(session, item, words, version=item.version, actor=actor, now=now)
    if library.may_submit(item, ""):
        library.submit(session, item, actor=actor, now=now)
    return item
