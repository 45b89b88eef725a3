"""Who must say yes before anything leaves the house: the approval modes of a community, asked afresh at every yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Conflict, Forbidden, NotFound, QunbiError
from app.library import service as library
from app.library.findings import blocks_review
from app.models import Community, ContentItem, Membership, User
from content_calendar.vocabulary import ApprovalMode
from content_calendar.workflow import Action, Role


class OwnCopy(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            _l("You wrote or ordered this text, so somebody else must approve it."),
            _l("Ask another reviewer of this community."),
        )


class SamePerson(Forbidden):
    """One person cannot take both steps."""

    def __init__(self) -> None:
        super().__init__(
            _l("You passed this text already; the second step is somebody else's."),
            _l("Ask a reviewer who checks compliance in this community."),
        )


class ComplianceOnly(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            _l("The wording was passed; what is missing is the yes of compliance."),
            _l("Ask a reviewer who checks compliance in this community."),
        )


class BlockedByFindings(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("A check found something that must be fixed, and nobody submitted it in spite of that."),
            _l("Send it back: the editor fixes it, or submits it with a written reason."),
        )


@dataclass(frozen=True, slots=True)
class Voter:
    """A person as the database knows them at the moment they decide."""

    actor: Actor
    checks_compliance: bool


def present_voter(session: Session, community_id: int, actor: Actor) -> Voter:
    """Read the community's mode, the person and their membership again, and hold them until the transaction ends.

    Whoever changes the mode, takes a role away or deactivates somebody comes before this decision or after it, never
    in between. Communities are locked before people and people before items, everywhere. Raises NotFound for somebody
    who may know nothing of the community any more.
    """
    session.flush()  # what is read anew must not overwrite what is not written yet
    fresh = {"populate_existing": True}
    ruled = select(Community).where(Community.id == community_id).with_for_update(read=True)
    session.scalar(ruled.execution_options(**fresh))
    shared = select(User).where(User.id == actor.user.id).with_for_update(read=True)
    user = session.scalar(shared.execution_options(**fresh))
    mine = select(Membership).where(Membership.user_id == actor.user.id, Membership.community_id == community_id)
    membership = session.scalar(mine.with_for_update(read=True).execution_options(**fresh))
    if user is None or not user.active or not (user.is_owner or membership):
        raise NotFound
    role = Role.ADMIN if user.is_owner or membership is None else membership.role
    return Voter(Actor(user, role), user.is_owner or (membership is not None and membership.compliance))


def voter(actor: Actor, community_id: int) -> Voter:
    """The person as a page shows them; a decision asks `present_voter`."""
    compliance = any(mine.compliance for mine in actor.user.memberships if mine.community_id == community_id)
    return Voter(actor, actor.user.is_owner or compliance)


def next_yes(item: ContentItem) -> Action:
    """The yes the item waits for: the editorial one comes first where approval has two steps."""
    two_steps = item.community.approval_mode is ApprovalMode.TWO_STEPS
    return Action.PASS_EDITORIAL if two_steps and not _is_passed(item) else Action.APPROVE


def obstacle(item: ContentItem, person: Voter, *, now: datetime) -> QunbiError | None:
    """Why this person cannot say yes to the item now, apart from its state and their role, if anything."""
    in_the_way = not_theirs(item, person)
    if in_the_way is not None:
        return in_the_way
    if blocks_review(item):
        return BlockedByFindings()
    if item.slot_at is not None and item.slot_at <= now:
        return library.SlotInPast()
    return None


def not_theirs(item: ContentItem, person: Voter) -> QunbiError | None:
    """Why the yes the item waits for is not this person's to give: the deciding one is never one's own, unless one
    reviewer is enough."""
    mode, user_id = item.community.approval_mode, person.actor.user.id
    if mode is ApprovalMode.ONE_REVIEWER or next_yes(item) is Action.PASS_EDITORIAL:
        return None
    if mode is ApprovalMode.TWO_STEPS and item.editorial_by_id == user_id:
        return SamePerson()
    if mode is ApprovalMode.TWO_STEPS and not person.checks_compliance:
        return ComplianceOnly()
    return OwnCopy() if user_id in library.hands_in(item) else None


def _is_passed(item: ContentItem) -> bool:
    return item.editorial_fingerprint is not None and item.editorial_fingerprint == item.fingerprint()
