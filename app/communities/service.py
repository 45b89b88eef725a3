"""What may be done to a community and its parts: saved from a written model, deleted while nothing uses them.

A save names the version its form was opened on, so that nobody overwrites what they have not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete as sql_delete
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from app.accounts.access import Actor
from app.audit import service as audit
from app.communities.refusals import FieldRefused, SaveFlaw, StaleEdit
from app.communities.rows import change_row, new_row
from app.communities.tagging import add_tags
from app.communities.uses import EditableRow, StillUsed, uses_of
from app.communities.workspace_references import ReferenceFlaw, Referred
from app.communities.workspace_schema import (
    WrittenCommunity,
    WrittenEvent,
    WrittenPersona,
    WrittenProduct,
    WrittenVoice,
)
from app.communities.written_part import Part
from app.core.errors import Forbidden, NotFound
from app.core.queue import wake_one
from app.models import Campaign, Column, Community, Event, Persona, PostStanding, Product, Voice
from content_calendar.message import Message
from content_calendar.workflow import Role

_QUEUE, _LEARN = "default", "app.learning.jobs.learn"
OwnPart = TypeVar("OwnPart", Persona, Voice, Product, Event, Campaign)
AnyRow = TypeVar("AnyRow", Community, Persona, Voice, Product, Column, Event, Campaign)

SETTING_UP = frozenset({Role.EDITOR, Role.ADMIN})
"""Reviewers judge what is written by rules others set up."""


def require_setting_up(actor: Actor) -> None:
    """Raises Forbidden for roles that only read what a community consists of."""
    if actor.role not in SETTING_UP:
        raise Forbidden(
            _l("Your role may look at this but not change it."), _l("Ask an editor or an admin of the community.")
        )


def get_part(
    session: Session, community: Community, kind: type[OwnPart], row_id: int, *, lock: bool = False
) -> OwnPart:
    """Raises NotFound outside the community."""
    query = select(kind).where(kind.id == row_id, kind.community_id == community.id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return _found(session.scalar(query))


def get_column(session: Session, community: Community, row_id: int, *, lock: bool = False) -> Column:
    """The column with whom it is for, who speaks and about what. Raises NotFound outside the community."""
    query = (
        select(Column).join(Column.persona).where(Column.id == row_id, Persona.community_id == community.id)
        .options(joinedload(Column.persona), joinedload(Column.voice), joinedload(Column.product))
    )
    if lock:
        query = query.with_for_update(of=Column).execution_options(populate_existing=True)
    return _found(session.scalar(query))


def lock_community(session: Session, community: Community) -> Community:
    """The community as it is now, held until the end of the transaction."""
    session.refresh(community, with_for_update=True)
    return community


def save_community(
    session: Session, community: Community | None, written: WrittenCommunity, *, version: int, now: datetime
) -> Community:
    """Raises StaleEdit, and FieldRefused when the key is taken."""
    owners = select(Community).where(Community.key == written.key)
    require_free_key(session.scalar(owners), community, written.key)
    zone = community.timezone if community else written.timezone
    saved = saved_row(session, Community, community, written.row_fields(), version=version, now=now)
    if saved.timezone != zone:
        _learn_anew(session, saved)
    return saved


def _learn_anew(session: Session, community: Community) -> None:
    """On other clocks posts went out in other hours, and some in other weeks."""
    posts = update(PostStanding).where(PostStanding.community_id == community.id)
    session.execute(posts.values(learned_at=None).execution_options(synchronize_session=False))
    wake_one(_QUEUE, _LEARN, community.id)


def save_persona(
    session: Session, community: Community, persona: Persona | None, written: WrittenPersona, *,
    version: int, now: datetime,
) -> Persona:
    """Save whom the community speaks to; tags that are new to the community are added to it. Raises as `save_voice`."""
    saved = _save_part(session, community, Persona, persona, written, version=version, now=now)
    add_tags(session, community, written.tags, now=now)
    return saved


def save_voice(
    session: Session, community: Community, voice: Voice | None, written: WrittenVoice, *, version: int, now: datetime
) -> Voice:
    """Raises StaleEdit, and FieldRefused when the key is taken."""
    return _save_part(session, community, Voice, voice, written, version=version, now=now)


def save_product(
    session: Session, community: Community, product: Product | None, written: WrittenProduct, *,
    version: int, now: datetime,
) -> Product:
    """Raises as `save_voice`."""
    return _save_part(session, community, Product, product, written, version=version, now=now)


def save_event(
    session: Session, community: Community, event: Event | None, written: WrittenEvent, *, version: int, now: datetime
) -> Event:
    """Raises as `save_voice`."""
    return _save_part(session, community, Event, event, written, version=version, now=now)


def delete(session: Session, row: EditableRow) -> None:
    """Delete a row that the caller has locked. Raises StillUsed."""
    uses = uses_of(session, row)
    if uses:
        raise StillUsed(row.name, uses)
    audit.note_removed(session, row)
    # a plain DELETE lets the database take memberships, tags and links along, which the mapper would orphan first
    session.execute(sql_delete(type(row)).where(type(row).id == row.id))


def _save_part(
    session: Session, community: Community, kind: type[OwnPart], row: OwnPart | None, written: Part, *,
    version: int, now: datetime,
) -> OwnPart:
    key = str(written.key)  # type: ignore[attr-defined]  # every written part but facts and topics has a key
    require_free_key(_by_key(session, community, kind, key), row, key)
    fields = written.model_dump() | {"community_id": community.id}
    return saved_row(session, kind, row, fields, version=version, now=now)


def saved_row(
    session: Session, kind: type[AnyRow], row: AnyRow | None, fields: Mapping[str, object], *, version: int,
    now: datetime,
) -> AnyRow:
    """A new row with these fields, or `row` with them. Raises StaleEdit, and FieldRefused when somebody was faster."""
    if row is not None and row.version != version:
        raise StaleEdit(row)
    try:
        with session.begin_nested():
            return _written_down(session, kind, row, fields, now)
    except IntegrityError:
        raise FieldRefused("key", Message(SaveFlaw.OVERTAKEN, {"given": fields["key"]})) from None


def _written_down(
    session: Session, kind: type[AnyRow], row: AnyRow | None, fields: Mapping[str, object], now: datetime
) -> AnyRow:
    if row is None:
        row = new_row(kind, fields, now)
        session.add(row)
    else:
        change_row(row, fields)
    session.flush()
    return row


def _by_key(session: Session, community: Community, kind: type[OwnPart], key: str) -> OwnPart | None:
    return session.scalar(select(kind).where(kind.community_id == community.id, kind.key == key))


def named_row(session: Session, community: Community, kind: type[OwnPart], field: str, key: str) -> OwnPart:
    """The part a field names by its key. Raises FieldRefused with the keys there are."""
    found = _by_key(session, community, kind, key)
    if found is None:
        keys = session.scalars(select(kind.key).where(kind.community_id == community.id).order_by(kind.id))
        params = {"given": key, "kind": Referred(field), "allowed": ", ".join(keys) or "—"}
        raise FieldRefused(field, Message(ReferenceFlaw.LEADS_NOWHERE, params))
    return found


def require_free_key(owner: EditableRow | None, row: EditableRow | None, key: str) -> None:
    """Raises FieldRefused when the key belongs to another row than the one that is saved."""
    if owner is not None and owner is not row:
        raise FieldRefused("key", Message(SaveFlaw.KEY_TAKEN, {"given": key, "owner": owner.name}))


def _found(row: AnyRow | None) -> AnyRow:
    if row is None:
        raise NotFound
    return row
