"""Taking a workspace file over into the database: people, communities and everything in them.

A community or person that is already there (by key or address) is left as it is, so that loading twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.communities.rows import new_row, new_tag
from app.communities.workspace_file import read_workspace
from app.communities.workspace_schema import (
    WorkspaceFile,
    WrittenCampaign,
    WrittenColumn,
    WrittenCommunity,
    WrittenPerson,
)
from app.communities.written_day import WrittenDay
from app.models import Campaign, Column, Community, Event, MarkedDay, Persona, Product, User, Voice

Named = Mapping[str, Mapping[str, Voice | Product | Event]]
"""By field what a campaign may refer to, each by its key."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows a file added."""

    people: int
    communities: int


def load_sample(session: Session, *, now: datetime) -> Loaded:
    """The workspace that ships with the product, so that the first start shows a living example."""
    sample = files("app.communities").joinpath("sample_workspace.yaml")
    return load(session, read_workspace(sample.read_bytes()), now=now)


def load(session: Session, workspace: WorkspaceFile, *, now: datetime) -> Loaded:
    """Add what `workspace` names and the database lacks; nothing is committed here."""
    known = set(session.scalars(select(Community.key)))
    fresh = [written for written in workspace.communities if written.key not in known]
    for written in fresh:
        _add_community(session, written, now)
    added = [person for person in workspace.people if accounts.find_user(session, person.email) is None]
    for person in added:
        _add_person(session, person, now)
    return Loaded(people=len(added), communities=len(fresh))


def _add_person(session: Session, person: WrittenPerson, now: datetime) -> User:
    user = accounts.create_user(
        session, email=person.email, name=person.name, language=person.language, now=now, is_owner=person.owner
    )
    named = select(Community.key, Community.id).where(Community.key.in_(person.roles))
    ids = dict(session.execute(named).all())
    for key, role in person.roles.items():
        accounts.grant_role(session, user, ids[key], role, now=now, compliance=key in person.compliance)
    return user


def _add_community(session: Session, written: WrittenCommunity, now: datetime) -> Community:
    community = new_row(Community, written.row_fields(), now, ignored_occasions=list(written.ignored_occasions))
    session.add(community)
    session.flush()
    tags = dict.fromkeys([*written.tags, *(tag for persona in written.personas for tag in persona.tags)])
    session.add_all(new_tag(community.id, text, now) for text in tags)
    personas = {p.key: new_row(Persona, p.model_dump(), now, community_id=community.id) for p in written.personas}
    voices = {v.key: new_row(Voice, v.model_dump(), now, community_id=community.id) for v in written.voices}
    products = {p.key: new_row(Product, p.model_dump(), now, community_id=community.id) for p in written.products}
    events = {e.key: new_row(Event, e.model_dump(), now, community_id=community.id) for e in written.events}
    session.add_all([*personas.values(), *voices.values(), *products.values(), *events.values()])
    session.flush()
    session.add_all(_column(column, personas, voices, products, now) for column in written.columns)
    named: Named = {"voice": voices, "product": products, "event": events}
    session.add_all(
        new_row(MarkedDay, row, now, community_id=community.id) for row in _each_once(written.days)
    )
    session.add_all(_campaign(campaign, community, personas, named, now) for campaign in written.campaigns)
    session.flush()
    return community


def _each_once(days: Iterable[WrittenDay]) -> Iterable[Mapping[str, object]]:
    """The rows of all days; stretches of one name may overlap."""
    rows = (row for day in days for row in day.rows())
    return {(row["on"], row["kind"], row["name"]): row for row in rows}.values()


def _campaign(
    written: WrittenCampaign, community: Community, personas: Mapping[str, Persona],
    named: Named, now: datetime,
) -> Campaign:
    keys = {field: getattr(written, field) for field in named}
    return new_row(
        Campaign, written.model_dump(exclude={"personas", *named}), now, community_id=community.id,
        personas=[personas[key] for key in written.personas],
        **{f"{field}_id": named[field][key].id for field, key in keys.items() if key is not None},
    )


def _column(
    written: WrittenColumn,
    personas: Mapping[str, Persona],
    voices: Mapping[str, Voice],
    products: Mapping[str, Product],
    now: datetime,
) -> Column:
    return new_row(
        Column, written.row_fields(), now,
        persona_id=personas[written.persona].id, voice_id=voices[written.voice].id,
        product_id=products[written.product].id if written.product else None,
    )
