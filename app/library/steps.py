"""A step of an item through the workflow: its new state, the event in its history, the entry in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.audit import service as audit
from app.core.queue import wake, wake_one
from app.library.approval import void_approval
from app.library.findings import blocks_review
from app.library.snippets import SnippetNote, give_up_names, settles, standing_on, take_in_snippets
from app.models import ContentItem, ItemEvent
from app.webhooks.service import announce_step
from content_calendar.vocabulary import ChangeReason, ContentKind
from content_calendar.workflow import OUT, Action, State, next_state

_REVIEW = "review"
_KEEPS_ITS_YES = OUT | {State.IN_REVIEW, State.ARCHIVED}
_STANDS = frozenset({State.APPROVED, State.EXPORTED, State.IN_REVIEW})
"""Where a reply template loses the yes it has or waits for, when a snippet in it changes."""


def advance(
    session: Session, item: ContentItem, action: Action, *, actor: Actor | None, now: datetime, note: str = "",
    overridden: Sequence[str] = (), reasons: Sequence[ChangeReason] = (),
) -> ItemEvent:
    """Take the step the workflow allows and record it; `actor` is None when the system acts.

    `overridden` are codes of blocking findings it is taken in spite of, for the reason in `note`; `reasons` are a
    reviewer's.

    Raises TransitionRefused.
    """
    event = step(
        session, item, action, actor=actor, now=now, note=note, overridden=overridden, reasons=reasons
    )
    session.flush()
    return event


def step(
    session: Session, item: ContentItem, action: Action, *, actor: Actor | None, now: datetime, note: str = "",
    overridden: Sequence[str] = (), reasons: Sequence[ChangeReason] = (),
) -> ItemEvent:
    """`advance` for many items at once: whoever takes the steps flushes after the last."""
    before = item.state
    take_state(item, action, actor)
    if action is Action.RESTORE and (names := give_up_names(session, item)):
        note = SnippetNote.NAMES_TAKEN.label(item.language).format(names=names)
    if action is Action.SUBMIT and item.kind is ContentKind.REPLY_TEMPLATE:
        take_in_snippets(session, item)
    event = record(
        session, item, action, before=before, actor=actor, now=now, note=note, overridden=overridden, reasons=reasons
    )
    if name := settles(item, action):
        _renew_templates(session, item.community_id, name, now)
    return event


def _renew_templates(session: Session, community_id: int, name: str, now: datetime) -> None:
    """What the snippet stands in reads differently now: it is a draft again, and waits for its yes if it can."""
    session.flush()
    for template in standing_on(session, community_id, name):
        if not take_in_snippets(session, template) or template.state not in _STANDS:
            continue
        before = template.state
        take_state(template, Action.EDIT, None)
        note = SnippetNote.RENEWED.label(template.language).format(name=name)
        record(session, template, Action.EDIT, before=before, actor=None, now=now, note=note)
        if not blocks_review(template):
            step(session, template, Action.SUBMIT, actor=None, now=now)


def take_state(item: ContentItem, action: Action, actor: Actor | None) -> None:
    """Put the item where the action leads. A state that is bound to no approval has none. Raises TransitionRefused."""
    item.state = next_state(
        action, item.state, actor.role if actor else None, has_text=item.current_revision is not None,
        was_published=item.published_at is not None,
    )
    if item.state not in _KEEPS_ITS_YES:
        void_approval(item)
    if item.state is not State.IN_REVIEW:
        item.claimed_by_id = item.claimed_until = None


def record(
    session: Session, item: ContentItem, action: Action, *, before: State, actor: Actor | None, now: datetime,
    note: str = "", overridden: Sequence[str] = (), reasons: Sequence[ChangeReason] = (),
) -> ItemEvent:
    item.updated_at = now
    item.sequence += 1
    event = ItemEvent(
        item_id=item.id, actor_id=actor.user.id if actor else None, action=action, from_state=before,
        to_state=item.state, revision_id=item.current_revision_id, fingerprint=item.fingerprint(),
        slot_at=item.slot_at, note=note, overridden=list(overridden), reasons=[reason.value for reason in reasons],
        created_at=now,
    )
    if action is Action.SUBMIT:
        _await_review(item, now)
        wake_one(_REVIEW, "app.review.jobs.review_submitted", item.community_id)
    if action is Action.PASS_EDITORIAL:
        wake(_REVIEW, "app.review.jobs.review_item", item.id)
    session.add(event)
    announce_step(session, item, event)
    _note_in_audit(session, item, event, actor)
    return event


def _note_in_audit(session: Session, item: ContentItem, event: ItemEvent, actor: Actor | None) -> None:
    old_slot = inspect(item).attrs.slot_at.history.deleted or (item.slot_at,)
    audit.record(
        session, f"item.{event.action}", actor=actor, community_id=item.community_id, subject="content_item",
        subject_id=item.id, before={"state": event.from_state, "slot_at": old_slot[0]},
        after={
            "state": event.to_state, "slot_at": item.slot_at, "revision_id": event.revision_id,
            "fingerprint": event.fingerprint, "reasons": event.reasons, "overridden": event.overridden,
        },
        now=event.created_at, note=event.note,
    )


def _await_review(item: ContentItem, now: datetime) -> None:
    """A new submission: nobody has looked at it, chosen it or been reminded of it yet."""
    item.submitted_at, item.reminded = now, 0
    item.must_fix = item.to_check = item.assigned_to_id = None
