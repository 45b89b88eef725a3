"""Columns: what makes a persona's calendar."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlalchemy import Row, bindparam, select

from app.accounts.access import Actor
from app.api.blueprint import ROOT
from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.paging import Listing, Order
from app.api.resources.column_shapes import ColumnEdit, ColumnNew, ColumnShown, PauseAsked
from app.api.resources.sent_fields import at_fields, no_such, whole
from app.api.shapes import N_, Created, Page, PageAsked, RowId
from app.communities import columns, service
from app.communities.keys import make_key
from app.communities.series_rows import rests_until_resumed
from app.communities.surroundings import surroundings_of
from app.communities.workspace_schema import WrittenColumn
from app.core.errors import NotFound
from app.core.zones import zone_of
from app.models import Column, Community, Persona, Product, Scope, Voice
from content_calendar.workflow import Role

_ALL = "/communities/<int:community_id>/columns"
_ONE = f"{_ALL}/<int:column_id>"
_NAMED: dict[str, type[Any]] = {"persona": Persona, "voice": Voice, "product": Product}
_STORED = tuple(name for name in ColumnShown.model_fields if name != "is_resting")
_IN_COMMUNITY = (
    select(*(getattr(Column, name) for name in _STORED), Column.active)
    .join(Column.persona).where(Persona.community_id == bindparam("community_id"))
)
_BY_NUMBER = Order("id", (Column.id,))
_COLUMNS = Listing(_IN_COMMUNITY, _BY_NUMBER)
_COLUMNS_OF_PERSONA = Listing(_IN_COMMUNITY.where(Column.persona_id == bindparam("persona_id")), _BY_NUMBER)


class ColumnsAsked(PageAsked):
    persona_id: RowId | None = Field(None, description=N_("Only this persona."), examples=[1])


@endpoint("GET", _ALL, scope=Scope.READ, role=Role.VIEWER, summary=_l("List columns"))
def list_columns(call: Call, community: Community, query: ColumnsAsked) -> Page[ColumnShown]:
    """One query."""
    today = _today(call, community)
    if query.persona_id is None:
        return _COLUMNS.page(call.session, query, lambda row: _shown(row, today), community_id=community.id)
    return _COLUMNS_OF_PERSONA.page(
        call.session, query, lambda row: _shown(row, today), community_id=community.id, persona_id=query.persona_id
    )


@endpoint("GET", _ONE, scope=Scope.READ, role=Role.VIEWER, summary=_l("Get a column"))
def get_column(call: Call, community: Community, column_id: int) -> ColumnShown:
    """One of them."""
    return _shown(service.get_column(call.session, community, column_id), _today(call, community))


@endpoint("POST", _ALL, scope=Scope.PLAN, role=Role.EDITOR, summary=_l("Add a column"))
def create_column(call: Call, community: Community, actor: Actor, body: ColumnNew) -> Created[ColumnShown]:
    """Its rhythm begins today, or on the day it names."""
    service.require_setting_up(actor)
    sent = body.model_dump(exclude_unset=True)
    if "key" not in sent:
        sent["key"] = make_key(body.name, "column", surroundings_of(call.session, community).keys("column"))
    made = _saved(call, community, None, sent)
    return Created(_shown(made, _today(call, community)), at=f"{ROOT}/communities/{community.id}/columns/{made.id}")


@endpoint("PATCH", _ONE, scope=Scope.PLAN, role=Role.EDITOR, summary=_l("Change a column"))
def change_column(call: Call, community: Community, actor: Actor, column_id: int, body: ColumnEdit) -> ColumnShown:
    """What is left out stays; what is planned already stays too."""
    column = _to_change(call, community, actor, column_id)
    sent = body.model_dump(exclude_unset=True)
    return _shown(_saved(call, community, column, _before(column) | sent), _today(call, community))


@endpoint(
    "POST", f"{_ONE}/pause", scope=Scope.PLAN, role=Role.EDITOR, conditional=True, summary=_l("Pause a column")
)
def pause_column(call: Call, community: Community, actor: Actor, column_id: int, body: PauseAsked) -> ColumnShown:
    """What is planned stays; nothing new is added."""
    column, today = _to_change(call, community, actor, column_id), _today(call, community)
    with at_fields():
        columns.pause(
            call.session, column, body.first or today, body.last, version=column.version,
            zone=zone_of(community.timezone), now=call.now,
        )
    return _shown(column, today)


@endpoint(
    "POST", f"{_ONE}/resume", scope=Scope.PLAN, role=Role.EDITOR, conditional=True, summary=_l("Resume a column")
)
def resume_column(call: Call, community: Community, actor: Actor, column_id: int) -> ColumnShown:
    """From today on."""
    column = _to_change(call, community, actor, column_id)
    columns.switch(call.session, column, on=True, zone=zone_of(community.timezone), now=call.now)
    return _shown(column, _today(call, community))


def _to_change(call: Call, community: Community, actor: Actor, column_id: int) -> Column:
    service.require_setting_up(actor)
    column = service.get_column(call.session, community, column_id, lock=True)
    call.expect(column.version)
    return column


def _saved(call: Call, community: Community, column: Column | None, values: dict[str, object]) -> Column:
    keys = {name: _key_of(call, community, name, values.pop(f"{name}_id", None)) for name in _NAMED}
    written = whole(WrittenColumn, values | keys)
    with at_fields(persona="persona_id", voice="voice_id", product="product_id"):
        return columns.save_column(
            call.session, community, column, written, version=column.version if column else 0, now=call.now
        )


def _key_of(call: Call, community: Community, name: str, row_id: object) -> str | None:
    """The key of the part a field names by its number. Raises Flawed."""
    if not isinstance(row_id, int):
        return None
    try:
        return str(service.get_part(call.session, community, _NAMED[name], row_id).key)
    except NotFound:
        raise no_such(f"{name}_id", row_id) from None


def _before(column: Column) -> dict[str, object]:
    kept = set(WrittenColumn.model_fields) - {*_NAMED, "phases", "overrides", "pauses", "active"}
    return {name: getattr(column, name) for name in (*kept, *(f"{name}_id" for name in _NAMED))}


def _today(call: Call, community: Community) -> date:
    return call.now.astimezone(zone_of(community.timezone)).date()


def _shown(row: Column | Row[Any], today: date) -> ColumnShown:
    plain = {name: getattr(row, name) for name in _STORED}
    plain["phases"] = [{"start": phase["from"], "rule": phase["rule"], "at": phase["at"]} for phase in row.phases]
    rests = rests_until_resumed(active=row.active, pauses=row.pauses, day=today)
    return ColumnShown.model_validate({**plain, "is_resting": rests})
