"""Playbooks: approved templates in their order, for members who came into a state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.audit import service as audit
from app.core.errors import Conflict, Invalid, NotFound
from app.core.i18n import words
from app.library.service import NotApproved, StaleVersion, require_approved
from app.models import Community, ContentItem, Playbook, PlaybookStep, Revision
from app.replies import playbook_caps
from content_calendar.message import Message
from content_calendar.vocabulary import MemberState

MOST_STEPS = 30
LAST_DAY = 365


@dataclass(frozen=True, slots=True)
class Step:
    """`day` counts from 0, the day the member came into the state."""

    item_id: int
    day: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A playbook as it was written; its steps are put in the order of their days."""

    name: str
    member_state: MemberState
    active: bool = True
    steps: tuple[Step, ...] = ()

    def ordered(self) -> tuple[Step, ...]:
        return tuple(sorted(self.steps, key=lambda step: step.day))


class CapsBroken(Invalid):
    """Carries what breaks the caps, one sentence each."""

    def __init__(self, faults: Sequence[Message]) -> None:
        super().__init__(
            _l("This would write to members more often than the community allows."),
            " ".join(words(fault) for fault in faults),
        )


class TooManySteps(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("A playbook has at most %(limit)s steps, within %(days)s days.", limit=MOST_STEPS, days=LAST_DAY),
            _l("Leave out the weakest ones."),
        )


class StepNotApproved(Conflict):
    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            _l("Not approved, and so not for members: %(names)s.", names="、".join(f"“{name}”" for name in names)),
            _l("Have it approved first, or choose another template."),
        )


def create(session: Session, community: Community, outline: Outline, *, now: datetime, key: str = "") -> Playbook:
    """Raises CapsBroken, TooManySteps, StepNotApproved, NotFound for a template of another community."""
    playbook = Playbook(community_id=community.id, key=key or uuid4().hex, created_at=now)
    _expect_possible(session, community, outline, kept=())
    _write(playbook, outline, now)
    session.add(playbook)
    session.flush()
    return playbook


def change(
    session: Session, community: Community, playbook: Playbook, outline: Outline, *, version: int, now: datetime
) -> None:
    """Put `outline` in the place of what the playbook was. A step that lost its approval may stay until it has one
    again; until then nothing leaves. Raises StaleVersion and what `create` raises.
    """
    if playbook.version != version:
        raise StaleVersion
    _expect_possible(session, community, outline, kept=[step.item_id for step in playbook.steps])
    before = [step.told() for step in playbook.steps]
    playbook.steps.clear()
    session.flush()  # positions are unique: the old steps go before the new ones come
    _write(playbook, outline, now)
    playbook.version += 1
    session.flush()
    after = [step.told() for step in playbook.steps]
    if after != before:
        audit.note_changed(session, playbook, {"steps": before}, {"steps": after})


def remove(session: Session, playbook: Playbook) -> None:
    """Its templates stay."""
    session.delete(playbook)  # which reads its steps, so that the trail tells them
    session.flush()


def get(session: Session, community: Community, playbook_id: int, *, lock: bool = False) -> Playbook:
    """Raises NotFound outside the community."""
    query = select(Playbook).where(Playbook.id == playbook_id, Playbook.community_id == community.id)
    playbook = session.scalar(query.with_for_update() if lock else query)
    if playbook is None:
        raise NotFound
    return playbook


def items_of(session: Session, community: Community, ids: Iterable[int]) -> dict[int, ContentItem]:
    """The community's templates among `ids`, with their words and cards; one query."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    query = (
        select(ContentItem)
        .join(ContentItem.reply)
        .where(ContentItem.id.in_(wanted), ContentItem.community_id == community.id)
        .options(
            joinedload(ContentItem.reply), joinedload(ContentItem.column), joinedload(ContentItem.persona),
            joinedload(ContentItem.voice), joinedload(ContentItem.product),
            joinedload(ContentItem.current_revision).defer(Revision.provenance),
        )
    )
    return {item.id: item for item in session.scalars(query)}


def _expect_possible(session: Session, community: Community, outline: Outline, kept: Sequence[int]) -> None:
    if len(outline.steps) > MOST_STEPS or any(not 0 <= step.day <= LAST_DAY for step in outline.steps):
        raise TooManySteps
    found = items_of(session, community, (step.item_id for step in outline.steps))
    if any(step.item_id not in found for step in outline.steps):
        raise NotFound
    refused = [item.headline() for item in found.values() if item.id not in kept and not may_be_sent(item)]
    if refused:
        raise StepNotApproved(refused)
    broken = playbook_caps.faults(community, [step.day for step in outline.steps])
    if broken:
        raise CapsBroken(broken)


def may_be_sent(item: ContentItem) -> bool:
    """Whether the item passes the gate."""
    try:
        require_approved(item)
    except NotApproved:
        return False
    return True


def _write(playbook: Playbook, outline: Outline, now: datetime) -> None:
    playbook.name, playbook.member_state, playbook.active = outline.name, outline.member_state, outline.active
    playbook.steps = [
        PlaybookStep(position=place, item_id=step.item_id, day=step.day, note=step.note, created_at=now)
        for place, step in enumerate(outline.ordered(), 1)
    ]
