"""Who may do what where, and who decides it: the owner everywhere, an admin in their own community.

Communities are locked first, in the order of their ids, then people. So of two admins who take each other's role at
once one is refused, and an approval, which holds the reviewer's membership, comes before the change or after it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import handing_over, service
from app.audit.service import record
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.forged_fields import FieldForged
from app.models import Community, Membership, User
from content_calendar.workflow import Role


class RoleUnknown(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("There is no such role."), _l("Reload the page and choose one of the list."))


class LastAdmin(Conflict):
    def __init__(self, name: str) -> None:
        super().__init__(
            _l("%(name)s is the last admin of a community.", name=name),
            _l("Give somebody else the role of admin there first."),
        )


class OwnersRole(Forbidden):
    def __init__(self) -> None:
        super().__init__(_l("The owner may do everything everywhere."), _l("There is no role to change."))


class NotYours(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            _l("You are not an admin of this community, or no longer."), _l("Ask an admin of the community.")
        )


class BeyondReach(Forbidden):
    def __init__(self) -> None:
        super().__init__(
            _l("This person also works where you are not an admin, and a link would open that too."),
            _l("Ask the owner for the link."),
        )


@dataclass(frozen=True, slots=True)
class Seat:
    """What a person may do in one community; `compliance` counts for those who review."""

    role: Role | None
    compliance: bool = False
    row_id: int | None = field(default=None, compare=False)

    def written(self, user_id: int, community_id: int) -> dict[str, object]:
        """As the audit trail keeps it."""
        whose = {"user_id": user_id, "community_id": community_id}
        return {**whose, "role": self.role, "compliance": self.compliance} if self.role else {}


def seats_in(
    form: Mapping[str, str], community_ids: Collection[int], *, beside: Collection[str] = ()
) -> dict[int, Seat]:
    """The seats a form names, by community: `role-7` is one of the roles or empty, `compliance-7` is ticked or absent.

    A community the form does not name is left out. Raises RoleUnknown, and FieldForged for any field but these and
    those `beside` them.
    """
    known = {f"{part}-{number}" for number in community_ids for part in ("role", "compliance")}
    foreign = set(form).difference(known, beside, ("csrf_token",))
    if foreign:
        raise FieldForged(min(foreign))
    return {
        number: Seat(_role(form[f"role-{number}"]), f"compliance-{number}" in form)
        for number in community_ids if f"role-{number}" in form
    }


def _role(chosen: str) -> Role | None:
    role = Role.named(chosen)
    if chosen and role is None:
        raise RoleUnknown
    return role


def change_seats(session: Session, user: User, seats: Mapping[int, Seat], *, actor: User, now: datetime) -> None:
    """Give the person these seats; who may not review any more hands their reviews back to everybody.

    Raises OwnersRole, LastAdmin, NotYours for who may not decide this in one of the communities.
    """
    if user.is_owner:
        raise OwnersRole
    hold_communities(session, seats)
    _hold_person(session, user)
    for community_id, seat in sorted(seats.items()):
        require_admin(session, actor, community_id)
        _change_seat(session, user, community_id, seat, actor=actor, now=now)


def _change_seat(
    session: Session, user: User, community_id: int, seat: Seat, *, actor: User, now: datetime
) -> None:
    held = _seat(service.membership_of(session, user, community_id))
    wanted = Seat(seat.role, seat.compliance and may_review(seat.role))
    if wanted == held:
        return
    if held.role is Role.ADMIN and wanted.role is not Role.ADMIN:
        expect_another_admin(session, user, [community_id])
    service.grant_role(session, user, community_id, wanted.role, compliance=wanted.compliance, now=now)
    if may_review(held.role) and not may_review(wanted.role):
        handing_over.give_back_reviews(session, user, community_id)
    given = _seat(service.membership_of(session, user, community_id))
    record(
        session, "membership.change", actor=actor, community_id=community_id, subject="membership",
        subject_id=given.row_id or held.row_id, before=held.written(user.id, community_id),
        after=given.written(user.id, community_id), now=now, note=user.name,
    )


def _seat(membership: Membership | None) -> Seat:
    return Seat(membership.role, membership.compliance, membership.id) if membership else Seat(None)


def require_reach(session: Session, actor: User, user: User) -> None:
    """Whether the actor may open a way in for the person: an admin of every community they work in. Raises BeyondReach.

    Who holds a link can do whatever the person can. Until the transaction ends nobody gives them more.
    """
    if actor.is_owner:
        return
    _hold_person(session, user)
    led = select(Membership.community_id).where(Membership.user_id == actor.id, Membership.role == Role.ADMIN)
    beyond = select(Membership.id).where(Membership.user_id == user.id, Membership.community_id.not_in(led))
    if user.is_owner or session.scalar(beyond.limit(1)) is not None:
        raise BeyondReach


def may_review(role: Role | None) -> bool:
    return role is not None and role.covers(Role.REVIEWER)


def hold_communities(session: Session, community_ids: Collection[int]) -> None:
    """Until the transaction ends nobody else changes who belongs to these."""
    query = select(Community.id).where(Community.id.in_(community_ids)).order_by(Community.id)
    session.scalars(query.with_for_update(key_share=True)).all()


def _hold_person(session: Session, user: User) -> None:
    """So that a link and a role given at once know of each other."""
    session.execute(select(User.id).where(User.id == user.id).with_for_update(key_share=True))


def require_admin(session: Session, actor: User, community_id: int) -> None:
    """The actor as the database knows them now. Raises NotYours."""
    held = service.membership_of(session, actor, community_id)
    if not actor.is_owner and (held is None or held.role is not Role.ADMIN):
        raise NotYours


def expect_another_admin(session: Session, user: User, community_ids: Collection[int]) -> None:
    """Raises LastAdmin when one of the communities, which are held, would be without an admin who can sign in."""
    others = set(session.scalars(
        select(Membership.community_id).join(User).where(
            Membership.community_id.in_(community_ids), Membership.role == Role.ADMIN, User.active, User.id != user.id
        )
    ))
    if not others.issuperset(community_ids):
        raise LastAdmin(user.name)
