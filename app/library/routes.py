"""Every item and its life; the list stands in `list_routes`, what is done to a text in `text_routes`."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.library import list_routes, queries, service  # noqa: F401 - the list hangs itself on bp
from app.library.blueprint import bp
from app.library.forms import CopyForm
from app.library.pages import copy_of, item_page, kept_words, work_fragment
from app.library.text_routes import save_words, say_saved, to_item
from app.models import Community, ContentItem
from content_calendar.workflow import Action, Role


@bp.get("/items/<int:item_id>")
@community_role(Role.VIEWER)
def show(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    item = queries.load_item(db.session, community.id, item_id)
    return item_page(item, actor)


@bp.post("/items/<int:item_id>")
@community_role(Role.EDITOR)
@transactional
def edit(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    item, form = service.get_item(db.session, community.id, item_id, lock=True), CopyForm()
    refused = kept_words(item, actor, form)
    if refused is not None:
        return refused
    say_saved(save_words(item, form.edited(copy_of(item)), actor))
    return to_item(item)


@bp.get("/items/<int:item_id>/work")
@community_role(Role.VIEWER)
def work(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    """What the writer does with the item, for a page that asks again and again."""
    return work_fragment(queries.load_item(db.session, community.id, item_id), actor)


@bp.post("/items/<int:item_id>/<any(archive, restore):act>")
@community_role(Role.EDITOR)
@transactional
def put_away(community: Community, actor: Actor, item_id: int, act: str) -> ResponseReturnValue:
    item = _opened(community, item_id)
    service.advance(db.session, item, Action(act), actor=actor, now=now())
    flash(_("Archived.") if act == Action.ARCHIVE else _("Restored."), "info")
    return redirect(url_for("library.show", community_id=community.id, item_id=item.id), 303)


@bp.post("/items/<int:item_id>/publish")
@community_role(Role.EDITOR)
@transactional
def publish(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    item = _opened(community, item_id)
    service.require_slot(db.session, item)
    service.mark_published(db.session, item, url="", actor=actor, now=now())
    flash(_("Marked as published. Its numbers can be entered under Insights."), "success")
    return redirect(url_for("library.show", community_id=community.id, item_id=item.id), 303)


def _opened(community: Community, item_id: int) -> ContentItem:
    """The locked item, unless somebody changed it since the page with the button was opened."""
    item = service.get_item(db.session, community.id, item_id, lock=True)
    service.expect_version(item, request.form.get("version", 0, type=row_id))
    return item
