"""Personas, voices, products, columns and events: one set of pages for the five."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.communities import columns, service
from app.communities.blueprint import bp, refused_page, saved_from, setting_up
from app.communities.cards import is_coarse, rhythm_of
from app.communities.parts import PartKind, part_kind
from app.communities.preview import ColumnPreview, preview_of
from app.communities.surroundings import Surroundings, surroundings_of
from app.communities.timed_forms import ColumnForm
from app.communities.uses import uses_of
from app.communities.written_form import WrittenForm
from app.core import row_ids
from app.core.clock import now
from app.core.database import db
from app.core.forged_fields import decides
from app.core.i18n import language
from app.core.transactions import transactional
from app.core.zones import zone_of
from app.models import Column, Community, Event, Persona
from content_calendar.workflow import Role

_BASE = "/c/<int:community_id>/community/<any(personas,voices,products,columns,events):kind>"


@bp.get(f"{_BASE}/new")
@community_role(Role.EDITOR)
@setting_up
def new_part(community: Community, actor: Actor, kind: str) -> ResponseReturnValue:
    around = surroundings_of(db.session, community)
    form = part_kind(kind).form(around, data=_suggested(around, request.args.get("persona", type=row_ids.row_id)))
    return render_template(f"communities/{part_kind(kind).name}.html", **_page(community, kind, form, None))


@bp.post(f"{_BASE}/new")
@community_role(Role.EDITOR)
@setting_up
@decides("role", kind="voices")
@transactional
def create_part(community: Community, actor: Actor, kind: str) -> ResponseReturnValue:
    return _save(community, part_kind(kind), None)


@bp.get(f"{_BASE}/<int:row_id>")
@community_role(Role.EDITOR)
@setting_up
def edit_part(community: Community, actor: Actor, kind: str, row_id: int) -> ResponseReturnValue:
    row = part_kind(kind).get(db.session, community, row_id)
    form = part_kind(kind).form(surroundings_of(db.session, community), row)
    return render_template(f"communities/{part_kind(kind).name}.html", **_page(community, kind, form, row))


@bp.post(f"{_BASE}/<int:row_id>")
@community_role(Role.EDITOR)
@setting_up
@decides("role", kind="voices")
@transactional
def save_part(community: Community, actor: Actor, kind: str, row_id: int) -> ResponseReturnValue:
    row = part_kind(kind).get(db.session, community, row_id, lock=True)
    return _save(community, part_kind(kind), row)


@bp.post(f"{_BASE}/<int:row_id>/delete")
@community_role(Role.EDITOR)
@setting_up
@transactional
def delete_part(community: Community, actor: Actor, kind: str, row_id: int) -> ResponseReturnValue:
    service.delete(db.session, part_kind(kind).get(db.session, community, row_id, lock=True))
    flash(str(part_kind(kind).deleted), "success")
    return _back(community, part_kind(kind))


@bp.post("/c/<int:community_id>/community/columns/<int:row_id>/<any(pause,resume):step>")
@community_role(Role.EDITOR)
@setting_up
@transactional
def switch_column(community: Community, actor: Actor, row_id: int, step: str) -> ResponseReturnValue:
    column = service.get_column(db.session, community, row_id, lock=True)
    columns.switch(db.session, column, on=step == "resume", zone=zone_of(community.timezone), now=now())
    paused = _("Column paused. What is planned stays; nothing new is added.")
    flash(paused if step == "pause" else _("Column runs again."), "success")
    return redirect(url_for("communities.index", community_id=community.id, _anchor="columns"), 303)


@bp.get("/c/<int:community_id>/community/columns/preview")
@community_role(Role.VIEWER)
def preview_column(community: Community, actor: Actor) -> ResponseReturnValue:
    row_id = request.args.get("column", type=row_ids.row_id)
    column = service.get_column(db.session, community, row_id) if row_id else None
    preview = preview_of(request.args, column, community=community, language=language(), now=now())
    return render_template("communities/_preview.html", preview=preview, community=community)


def _save(community: Community, kind: PartKind, row: Any) -> ResponseReturnValue:
    form = kind.form(surroundings_of(db.session, community), row)
    saved = saved_from(form, lambda written: kind.save(
        db.session, community, row, written, version=form.typed_version(), now=now()
    ))
    if saved is None:
        return refused_page(f"communities/{kind.name}.html", **_page(community, kind.plural, form, row))
    flash(str(kind.saved), "success")
    if isinstance(saved, Event):
        return redirect(url_for("campaigns.event", community_id=community.id, event_id=saved.id), 303)
    if isinstance(saved, Persona) and is_coarse(saved.tags):
        nudge = _("“%(name)s” has tags of fewer than three kinds. The finer the picture, the closer the words.")
        flash(nudge % {"name": saved.name}, "info")
    return _back(community, kind)


def _back(community: Community, kind: PartKind) -> ResponseReturnValue:
    return redirect(url_for("communities.index", community_id=community.id, _anchor=kind.plural), 303)


def _page(community: Community, plural: str, form: WrittenForm, row: Any) -> dict[str, Any]:
    return {
        "community": community, "kind": part_kind(plural), "form": form, "part": row,
        "uses": uses_of(db.session, row) if row is not None else (),
        "preview": _preview(form, community, row, now()) if isinstance(form, ColumnForm) else None,
        "rhythm": rhythm_of(row, language=language(), now=now()) if isinstance(row, Column) else None,
    }


def _preview(form: ColumnForm, community: Community, column: Column | None, at: datetime) -> ColumnPreview:
    return preview_of(form.typed_rhythm(), column, community=community, language=language(), now=at)


def _suggested(around: Surroundings, persona_id: int | None) -> dict[str, str]:
    """What a new part may begin with: a column asked for beside a persona is for that persona."""
    persona = next((persona for persona in around.personas if persona.id == persona_id), None)
    return {"persona": persona.key} if persona else {}
