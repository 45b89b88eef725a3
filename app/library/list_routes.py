"""The list of the library: finding, filters that are kept, and acts on many items at once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.errors import Conflict, Invalid, NotUnderstood
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.library import saved
from app.library.blueprint import bp
from app.library.bulk import Bulk, Seen, act_on
from app.library.filters import Filters
from app.library.list_page import Rejected, all_found, export_address, filters_of, list_page, tell
from app.library.listing import digest
from app.models import Community
from content_calendar.workflow import Role


class ListChanged(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("What the filter finds has changed since you chose all of it. Nothing was done."),
            _l("Look at the list again, then repeat it."),
        )


@bp.get("/library")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    return list_page(
        community, actor, Filters.read(request.args), number=request.args.get("page", type=row_id),
        everything=bool(request.args.get("all")),
    )


@bp.post("/library/bulk")
@community_role(Role.EDITOR)
@transactional
def bulk(community: Community, actor: Actor) -> ResponseReturnValue:
    """One act on the ticked items, or on all that was found; what was refused is told on the next page."""
    act, filters = Bulk.named(request.form.get("act", "")), filters_of(request.form.get("query", ""))
    number = request.form.get("page", type=row_id)
    if act is None:
        raise NotUnderstood
    ticked = _ticked()
    try:
        outcome = act_on(
            db.session, community, act, _chosen(community, actor, filters, ticked), days=_days(), actor=actor,
            now=now(),
        )
    except (Invalid, Conflict) as why:
        again = Rejected(why, {item_id for item_id, _version in ticked}, request.form.get("days", ""))
        return list_page(community, actor, filters, number=number, rejected=again), why.status
    tell(community, outcome)
    if act is Bulk.EXPORT and outcome.done:
        return redirect(export_address(community, outcome.done), 303)
    return redirect(url_for("library.index", **_place(community, filters), page=number), 303)


@bp.post("/library/filters")
@community_role(Role.VIEWER)
@transactional
def save_filter(community: Community, actor: Actor) -> ResponseReturnValue:
    query, name = request.form.get("query", ""), request.form.get("name", "")
    try:
        kept = saved.save_filter(db.session, community, query, name, actor=actor, now=now())
    except Invalid as why:
        return _refused(community, actor, Rejected(why, name=name, is_name=True)), why.status
    flash(_("Saved as “%(name)s”; only you see it.", name=kept.name), "success")
    return _back(community)


@bp.post("/library/filters/<int:saved_id>")
@community_role(Role.VIEWER)
@transactional
def rename_filter(community: Community, actor: Actor, saved_id: int) -> ResponseReturnValue:
    name = request.form.get("name", "")
    try:
        saved.rename_filter(db.session, community, saved_id, name, actor=actor)
    except Invalid as why:
        return _refused(community, actor, Rejected(why, name=name, saved_id=saved_id, is_name=True)), why.status
    flash(_("Renamed."), "success")
    return _back(community)


@bp.post("/library/filters/<int:saved_id>/delete")
@community_role(Role.VIEWER)
@transactional
def delete_filter(community: Community, actor: Actor, saved_id: int) -> ResponseReturnValue:
    saved.delete_filter(db.session, community, saved_id, actor=actor)
    flash(_("The saved filter is gone; the items it showed stay."), "info")
    return _back(community)


def _refused(community: Community, actor: Actor, rejected: Rejected) -> str:
    return list_page(community, actor, filters_of(request.form.get("query", "")), number=None, rejected=rejected)


def _back(community: Community) -> ResponseReturnValue:
    return redirect(url_for("library.index", **_place(community, filters_of(request.form.get("query", "")))), 303)


def _place(community: Community, filters: Filters) -> dict[str, Any]:
    return {**filters.parameters(), "community_id": community.id}


def _ticked() -> tuple[Seen, ...]:
    """(id, version) of the ticked rows; what is no such pair was not ticked by our page. Raises NotUnderstood."""
    pairs = (text.partition(":") for text in request.form.getlist("item"))
    try:
        return tuple((row_id(item_id), row_id(version)) for item_id, _colon, version in pairs)
    except ValueError:
        raise NotUnderstood from None


def _chosen(community: Community, actor: Actor, filters: Filters, ticked: tuple[Seen, ...]) -> tuple[Seen, ...]:
    """The ticked items, or all that was found. Raises ListChanged when that is no longer what was looked at."""
    looked_at = request.form.get("all", "")
    if not looked_at:
        return ticked
    found = all_found(community, actor, filters)
    if digest(found) != looked_at:
        raise ListChanged
    return found


def _days() -> int:
    """0, which no move takes, for what is no number."""
    try:
        return int(request.form.get("days", "")[:8])
    except ValueError:
        return 0
