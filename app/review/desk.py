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
from app.library.queries import load_item
from app.library.remarks import Remark, remarks
from app.library.twins import twins_of
from app.models import Community, ContentItem, Revision
from app.review import queries
from app.review.queries import Base, Waiting
from app.review.service import obstacle
from content_calendar.content import Copy
from content_calendar.copy_rules.context import Twin
from content_calendar.vocabulary import WriterKind
from content_calendar.workflow import Action, allowed_actions

AS_PUBLISHED = "none"


@dataclass(frozen=True, slots=True)
class OpenText:
    """The text under review. `base` is what it is compared with, None when it is shown as it will be published.

    `override` is what its editor wrote to submit it in spite of blocking findings, `obstacle` why this person cannot
    approve it now, apart from their role.
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


@dataclass(frozen=True, slots=True)
class Desk:
    """`place` counts from 0; `follower` is the item that opens after a decision, None at the end of the work."""

    waiting: Sequence[Waiting]
    place: int
    persona_id: int | None
    open: OpenText | None

    @property
    def following(self) -> int | None:
        return self._at(self.place + 1)

    @property
    def preceding(self) -> int | None:
        return self._at(self.place - 1)

    @property
    def follower(self) -> int | None:
        return self.following or self.preceding

    def _at(self, place: int) -> int | None:
        return self.waiting[place].item_id if 0 <= place < len(self.waiting) else None


def open_desk(
    session: Session, community: Community, actor: Actor, *, persona_id: int | None, item_id: int | None,
    base: str | None, now: datetime,
) -> Desk:
    """The desk with the asked item open, else the first of the queue.

    `base` is a Base, AS_PUBLISHED, or None to have one chosen.
    """
    waiting = queries.queue(session, community, persona_id=persona_id)
    place = next((place for place, entry in enumerate(waiting) if entry.item_id == item_id), 0)
    item = load_item(session, community.id, waiting[place].item_id) if waiting else None
    twins = twins_of(session, [item]).get(item.id, ()) if item else ()
    return Desk(waiting, place, persona_id, _opened(item, twins, actor, base, now) if item else None)


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
        obstacle=obstacle(item, actor, now=now),
    )


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
