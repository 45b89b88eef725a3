"""What may be done to a content item, whoever asks.

Every act has four beats: fetch and lock, ask the workflow, change and record the event, wake workers after commit.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.access import Actor
from app.audit import service as audit
from app.copywriter.brief import Provenance
from app.core.errors import Conflict, Invalid, NotFound
from app.core.field_flaws import CONTROL_CHARACTER
from app.core.queue import wake
from app.core.text_fields import YEARS
from app.core.zones import zone_of
from app.library.approval import NotApproved, require_approved, void_approval
from app.library.diff import edit_distance
from app.library.findings import blocking_codes
from app.library.twins import stored_simhash
from app.models import Community, ContentItem, ItemEvent, Revision
from content_calendar.content import Copy
from content_calendar.vocabulary import ChangeReason, Language, Platform, WriterKind
from content_calendar.workflow import OUT, Action, State, next_state

__all__ = ["NotApproved", "require_approved", "void_approval"]
"""The gate belongs to what other rooms may ask of an item."""

_FIND_A_REVIEWER = (Action.SUBMIT, Action.PASS_EDITORIAL)
"""After these a text waits for somebody else than before."""
_KEEPS_ITS_YES = OUT | {State.IN_REVIEW, State.ARCHIVED}
LEAST_REASON = 10
MOST_REASON = 1_000


class StaleVersion(Conflict):
    """Somebody saved the item after this form was opened."""

    def __init__(self) -> None:
        super().__init__(
            _l("Somebody else changed this item while you had it open. Your change was not saved."),
            _l("Reload to see the newest version and apply your change again."),
        )


class SlotInPast(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("This time has already passed."), _l("Choose a time in the future."))


class SlotOutOfReach(Invalid):
    """By the community's clock: an instant alone has no year."""

    def __init__(self) -> None:
        super().__init__(
            _l("The calendar reaches from %(first)s to %(last)s.", first=YEARS.start, last=YEARS.stop - 1),
            _l("Choose a time within these years."),
        )


class TextMissing(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("There is no text yet."), _l("Draft the copy or write it yourself first."))


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


def get_item(session: Session, community_id: int, item_id: int, *, lock: bool = False) -> ContentItem:
    """The item with its present text, locked for change if asked. Raises NotFound outside the community."""
    query = (
        select(ContentItem)
        .where(ContentItem.id == item_id, ContentItem.community_id == community_id)
        .options(selectinload(ContentItem.current_revision))
    )
    if lock:
        query = query.with_for_update(of=ContentItem).execution_options(populate_existing=True)
    item = session.scalar(query)
    if item is None:
        raise NotFound
    return item


def expect_version(item: ContentItem, version: int) -> None:
    """Raises StaleVersion when the form was opened on another version."""
    if item.version != version:
        raise StaleVersion


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
    return _record(
        session, item, action, before=before, actor=actor, now=now, note=note, overridden=overridden, reasons=reasons
    )


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


def _record(
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
    if action in _FIND_A_REVIEWER:
        wake("review", "app.review.jobs.review_item", item.id)
    session.add(event)
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


def write_revision(
    session: Session, item: ContentItem, copy: Copy, *, provenance: Provenance, author: Actor | None, now: datetime
) -> Revision:
    """Append a text and make it the present one, which voids any approval."""
    number = newest_numbers(session, [item.id]).get(item.id, 0) + 1
    revision = new_revision(item, copy, number=number, provenance=provenance, author=author, now=now)
    session.add(revision)
    session.flush()
    make_current(item, revision)
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
    item.current_revision_id = revision.id
    set_committed_value(item, "current_revision", revision)
    void_approval(item)


def _typed(before: Revision | None, copy: Copy, writer: WriterKind) -> int | None:
    """How many characters a person changed in the text before; None when there was none or no person wrote."""
    return edit_distance(before.copy(), copy) if before and writer is WriterKind.PERSON else None


def hands_in(item: ContentItem) -> frozenset[int]:
    """Whose words the present ones are: who ordered the machine draft they began as, and everybody who wrote since.

    An older text that was chosen again is as much its author's as it was on the first day.
    """
    by_number = {revision.number: revision for revision in item.revisions}
    hands, text = set(), item.current_revision
    while text is not None:
        hands.add(text.author_id)
        text = by_number.get(_begun_from(text)) if text.writer is WriterKind.PERSON else None
    return frozenset(hand for hand in hands if hand is not None)


def _begun_from(revision: Revision) -> int:
    """The number of the version it was changed from; that was once always the one before."""
    return int(revision.provenance.get("revises", 0)) or revision.number - 1


def edit_copy(
    session: Session, item: ContentItem, copy: Copy, *, version: int, actor: Actor, now: datetime
) -> Revision:
    """Save a person's text as a new revision; it becomes a draft again and an approval is void.

    Raises StaleVersion, TransitionRefused, TextMissing.
    """
    expect_version(item, version)
    if not copy.text().strip():
        raise TextMissing
    before = item.state
    take_state(item, Action.EDIT, actor)
    by_hand = Provenance(
        WriterKind.PERSON, revises=item.current_revision.number if item.current_revision else 0,
        platform=item.platform, language=item.language,
    )
    revision = write_revision(session, item, copy, provenance=by_hand, author=actor, now=now)
    _record(session, item, Action.EDIT, before=before, actor=actor, now=now)
    session.flush()
    return revision


def expect_reachable(community: Community, slot_at: datetime, now: datetime) -> None:
    """Raises SlotInPast, SlotOutOfReach."""
    if slot_at <= now:
        raise SlotInPast
    if slot_at.astimezone(zone_of(community.timezone)).year not in YEARS:
        raise SlotOutOfReach


def reschedule(
    session: Session, item: ContentItem, slot_at: datetime, *, version: int, actor: Actor, now: datetime,
    planned: str = "",
) -> None:
    """Move the item to another slot; an approval named the old one and is void.

    What a person moves is pinned: no plan moves it again. A plan that moves it says why in `planned`, and may do so
    once more.

    Raises StaleVersion, SlotInPast, SlotOutOfReach, TransitionRefused.
    """
    expect_version(item, version)
    expect_reachable(item.community, slot_at, now)
    if slot_at == item.slot_at:
        return
    before = item.state
    take_state(item, Action.RESCHEDULE, actor)
    void_approval(item)
    item.slot_at = slot_at
    item.pinned = item.pinned or not planned
    _record(session, item, Action.RESCHEDULE, before=before, actor=actor, now=now, note=planned)
    session.flush()


def leave_campaign(session: Session, item: ContentItem, *, note: str, actor: Actor, now: datetime) -> None:
    """Let the item go from its campaign; `note` says why in its history. Whoever lets many go flushes at the end."""
    item.campaign_id, item.touch = None, 0
    note_edit(session, item, actor=actor, now=now, note=note)


def note_edit(session: Session, item: ContentItem, *, actor: Actor, now: datetime, note: str = "") -> None:
    """Record that somebody changed what the item is about, and not its text or state."""
    _record(session, item, Action.EDIT, before=item.state, actor=actor, now=now, note=note)


def submit(session: Session, item: ContentItem, *, actor: Actor, now: datetime, in_spite_of: str = "") -> None:
    """Hand the present text to the reviewers, `in_spite_of` being the reason why blocking findings may stand.

    The reason counts for these very words: after an edit it takes another. Raises TextMissing, FindingsBlock,
    TransitionRefused.
    """
    if item.current_revision is None:
        raise TextMissing
    codes, reason = blocking_codes(item), in_spite_of.strip()
    if codes and not _is_reason(reason):
        raise FindingsBlock
    advance(session, item, Action.SUBMIT, actor=actor, now=now, note=reason if codes else "", overridden=codes)


def may_submit(item: ContentItem, in_spite_of: str) -> bool:
    """Whether nothing blocks the present text, or the reason why it may stand says enough."""
    return not blocking_codes(item) or _is_reason(in_spite_of.strip())


def _is_reason(text: str) -> bool:
    return LEAST_REASON <= len(text) <= MOST_REASON and CONTROL_CHARACTER.search(text) is None


def mark_published(session: Session, item: ContentItem, *, url: str, actor: Actor, now: datetime) -> None:
    """Record that members have seen it. Raises NotApproved, TransitionRefused."""
    require_approved(item)
    item.published_at = now
    item.published_url = url
    advance(session, item, Action.PUBLISH, actor=actor, now=now)
