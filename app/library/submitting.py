"""A text is handed to the reviewers, if need be in spite of what the checks say."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Invalid
from app.core.field_flaws import CONTROL_CHARACTER
from app.library.findings import blocking_codes
from app.library.revisions import TextMissing
from app.library.snippets import take_in_snippets
from app.library.steps import advance
from app.models import ContentItem
from content_calendar.workflow import Action

LEAST_REASON = 10
MOST_REASON = 1_000


class FindingsBlock(Invalid):
    """A check found something that must be fixed, and nobody said in writing why it may stand."""

    def __init__(self) -> None:
        super().__init__(
            _l("A check found something that must be fixed first."),
            _l(
                "Fix the findings marked “Must be fixed”, or write in %(least)s to %(most)s characters why these words "
                "may stand.",
                least=LEAST_REASON, most=MOST_REASON,
            ),
        )


def submit(session: Session, item: ContentItem, *, actor: Actor, now: datetime, in_spite_of: str = "") -> None:
    """Hand the present text to the reviewers, `in_spite_of` being the reason why blocking findings may stand.

    The reason counts for these very words: after an edit it takes another. Raises TextMissing, FindingsBlock,
    TransitionRefused.
    """
    if item.current_revision is None:
        raise TextMissing
    take_in_snippets(session, item)
    codes, reason = blocking_codes(item), in_spite_of.strip()
    if codes and not _is_reason(reason):
        raise FindingsBlock
    advance(session, item, Action.SUBMIT, actor=actor, now=now, note=reason if codes else "", overridden=codes)


def may_submit(item: ContentItem, in_spite_of: str) -> bool:
    """Whether nothing blocks the present text, or the reason why it may stand says enough."""
    return not blocking_codes(item) or _is_reason(in_spite_of.strip())


def _is_reason(text: str) -> bool:
    return LEAST_REASON <= len(text) <= MOST_REASON and CONTROL_CHARACTER.search(text) is None
