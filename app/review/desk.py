"""The review desk as one value: the queue, the text that is open and what may be done to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import QunbiError
from app.library.diff import Change, changes
from app.library.findings import Override, findings_of, override_of
from app.library.marks import Length, Part, lengths, marked
from app.library.remarks import Remark, remarks
from app.library.twins import twins_of
from app.models import Community, ContentItem, Revision
from app.review import queries
from app.review.claims import Claim, claim_on
from app.review.deadlines import approve_by
from app.review.modes import Voter, next_yes, voter
from app.review.modes import obstacle as obstacle_for
from app.review.queries import Base, QueuePage, Sieve, Waiting
from content_calendar.content import Copy
from content_calendar.copy_rules.context import Twin
from content_calendar.vocabulary import ApprovalMode, WriterKind
from content_calendar.workflow import Action, allowed_actions

AS_PUBLISHED = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address of the desk asks for. `base` is a Base, AS_PUBLISHED, or None to have one chosen."""

    sieve: Sieve
    page: int | None = None
    item_id: int | None = None
    base: str | None = None


@dataclass(frozen=True, slots=True)
class OpenText:
    """The text under review. `base` is what it is compared with, None when it is shown as it will be published.

    `override` is what its editor wrote to submit it in spite of blocking findings, `obstacle` why this person cannot
    approve it now, apart from their role; `step` which of two approvals it waits for, None where one is enough.
    """

    item: ContentItem
    remarks: Sequence[Remark]
    parts: tuple[Part, ...]
    lengths: tuple[Length, ...]
    bases: Mapping[Base, Revision]
    base: Base | None
    changes: tuple[Change, ...]
    actions: frozenset[Action]
    override: Override | None
    obstacle: QunbiError | None
    deadline: datetime | None
    claim: Claim | None
    step: int | None


@dataclass(frozen=True, slots=True)
class Desk:
    """`place` counts from 0 on this page. `missed` is an item that was asked for and does not wait here."""

    asked: Asked
    queue: QueuePage
    place: int
    open: OpenText | None
    missed: int | None

    @property
    def following(self) -> Waiting | None:
        entries = self.queue.entries
        return entries[self.place + 1] if self.place + 1 < len(entries) else self.queue.after

    @property
    def preceding(self) -> Waiting | None:
        return self.queue.entries[self.place - 1] if self.place else self.queue.before

    @property
    def follower(self) -> int | None:
        """The item that opens after a decision, None at the end of the work."""
        neighbour = self.following or self.preceding
        return neighbour.item_id if neighbour else None


def open_desk(session: Session, community: Community, actor: Actor, asked: Asked, *, now: datetime) -> Desk:
    """The desk with the asked item open, else the first of its page."""
    queue = _page_with(session, community, asked, now)
    place = queue.place(asked.item_id)
    missed = asked.item_id if place is None else None
    chosen = queue.entries[place or 0].item_id if queue.entries else None
    item = queries.item_on_desk(session, community.id, chosen) if chosen else None
    twins = twins_of(session, [item]).get(item.id, ()) if item else ()
    text = _opened(item, twins, actor, asked.base, now) if item else None
    return Desk(asked, queue, place or 0, text, missed)


def _page_with(session: Session, community: Community, asked: Asked, now: datetime) -> QueuePage:
    """The page the address names; without a number, the one its item stands on."""
    page = queries.queue_page(session, community, asked.sieve, asked.page or 1, now=now)
    if asked.item_id is None or asked.page or page.place(asked.item_id) is not None or page.pages == 1:
        return page
    number = queries.page_of(session, asked.sieve, asked.item_id)
    return queries.queue_page(session, community, asked.sieve, number, now=now) if number else page


def _opened(
    item: ContentItem, twins: Sequence[Twin], actor: Actor, base: str | None, now: datetime
) -> OpenText:
    copy, findings, bases = _copy(item.current_revision), findings_of(item, twins=twins), queries.bases(item)
    chosen = _asked(bases, base) or _telling(item, bases, base)
    return OpenText(
        item=item,
        remarks=remarks(copy, findings),
        parts=marked(copy, findings),
        lengths=lengths(copy, item.platform),
        bases=bases,
        base=chosen,
        changes=changes(_copy(bases[chosen]), copy) if chosen else (),
        actions=allowed_actions(item.state, actor.role),
        override=override_of(item),
        obstacle=obstacle_for(item, _voter(item, actor), now=now),
        deadline=approve_by(item, item.community),
        claim=claim_on(item, now=now),
        step=_step(item),
    )


def _voter(item: ContentItem, actor: Actor) -> Voter:
    """Whether they check compliance is asked only where that matters."""
    if item.community.approval_mode is ApprovalMode.TWO_STEPS:
        return voter(actor, item.community_id)
    return Voter(actor, checks_compliance=False)


def _step(item: ContentItem) -> int | None:
    if item.community.approval_mode is not ApprovalMode.TWO_STEPS:
        return None
    return 1 if next_yes(item) is Action.PASS_EDITORIAL else 2


def _asked(bases: Mapping[Base, Revision], asked: str | None) -> Base | None:
    return next((base for base in bases if base == asked), None)


def _telling(item: ContentItem, bases: Mapping[Base, Revision], asked: str | None) -> Base | None:
    """What a reviewer most likely wants to compare with: what they saw last, else the draft.

    Nothing for a text a machine wrote anew: it has no line in common with an older one.
    """
    if asked == AS_PUBLISHED or (item.current_revision and item.current_revision.writer is not WriterKind.PERSON):
        return None
    return Base.SUBMITTED if Base.SUBMITTED in bases else next(iter(bases), None)


def _copy(revision: Revision | None) -> Copy:
    return revision.copy() if revision else Copy()
