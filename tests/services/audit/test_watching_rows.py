"""What is set up leaves a trace in whatever way it is changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.audit import service as audit
from app.communities import service as communities
from app.models import AuditEntry
from content_calendar.workflow import Role
from tests.factories import Workspace, make_product


def traces(session: Session) -> list[AuditEntry]:
    session.commit()
    return list(session.scalars(select(AuditEntry).order_by(AuditEntry.number)))


def test_a_changed_row_is_recorded_with_what_differs(session: Session, workspace: Workspace) -> None:
    known = len(traces(session))
    assert workspace.voice.never == ["亲亲"]
    workspace.voice.never = ["亲亲", "家人们"]
    workspace.bob.password_hash = "argon2 of something"
    workspace.column.name = workspace.column.name
    changed, secret = sorted(traces(session)[known:], key=lambda entry: entry.subject, reverse=True)
    assert (changed.action, changed.subject_id, changed.note) == ("voice.change", workspace.voice.id, "小满")
    assert (changed.before, changed.after) == ({"never": ["亲亲"]}, {"never": ["亲亲", "家人们"]})
    assert changed.community_id == workspace.community.id
    assert (secret.action, secret.after) == ("user.change", {"password_hash": "•••"})


def test_rows_that_come_and_go_are_recorded(session: Session, workspace: Workspace, now: datetime) -> None:
    known = len(traces(session))
    product = make_product(session, workspace.community, now, key="bowl", name="辅食碗")
    communities.delete(session, product)
    accounts.grant_role(session, workspace.vic, workspace.community.id, None, now=now)
    made, gone, left = traces(session)[known:]
    assert [made.action, gone.action, left.action] == ["product.create", "product.delete", "membership.delete"]
    assert (made.after["name"], made.before, gone.before["name"], gone.after) == ("辅食碗", {}, "辅食碗", {})
    assert (left.before["user_id"], left.before["role"]) == (workspace.vic.id, "viewer")


def test_a_change_that_a_service_records_is_told_once(session: Session, workspace: Workspace, now: datetime) -> None:
    known = len(traces(session))
    bob = workspace.bob
    membership = next(place for place in bob.memberships if place.community_id == workspace.community.id)
    membership.role = Role.ADMIN
    audit.record(
        session, "membership.promote", actor=workspace.alice, community_id=workspace.community.id, subject="membership",
        subject_id=membership.id, before={"role": Role.EDITOR}, after={"role": Role.ADMIN}, now=now, note="代班",
    )
    (told,) = traces(session)[known:]
    assert (told.action, told.actor_id, told.note) == ("membership.promote", workspace.alice.id, "代班")
