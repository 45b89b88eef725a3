"""Pushes: ordered by editors, watched by the team, settled by a person where nobody else can know."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.connections import outlook, queries, service
from app.connections.blueprint import bp
from app.core.clock import now
from app.core.database import db
from app.core.errors import Invalid
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.models import Community
from content_calendar.workflow import Role

_ALL = "/c/<int:community_id>/pushes"
_ONE = f"{_ALL}/<int:push_id>"
_LONGEST_LINK = 1_000


class ChoiceUnknown(Invalid):
    def __init__(self) -> None:
        super().__init__(_l("There is no such choice."), _l("Reload the page and use one of its buttons."))


class LinkUnusable(Invalid):
    def __init__(self) -> None:
        super().__init__(
            _l("This is no web address."), _l("Copy the whole address, with https://, or leave the field empty.")
        )


@bp.get(_ALL)
@community_role(Role.VIEWER)
def pushes(community: Community, actor: Actor) -> ResponseReturnValue:
    connection_id = request.args.get("connection", type=row_id)
    page = queries.push_page(db.session, community.id, request.args.get("page", 1, type=row_id), connection_id)
    return render_template(
        "connections/pushes.html", community=community, page=page, connection_id=connection_id,
        may_resolve=actor.role.covers(Role.EDITOR), open_pushes=queries.open_count(db.session, community.id),
    )


@bp.get(_ONE)
@community_role(Role.VIEWER)
def push(community: Community, actor: Actor, push_id: int) -> ResponseReturnValue:
    found = service.get_push(db.session, community.id, push_id)
    return render_template(
        "connections/push.html", community=community, push=queries.push_row(found), row=found,
        attempts=queries.attempts_of(db.session, push_id), may_resolve=actor.role.covers(Role.EDITOR),
        open_pushes=queries.open_count(db.session, community.id), words_of=queries.attempt_word,
        confirmations=service.confirmations_of(db.session, found),
    )


@bp.post(f"{_ONE}/resolve")
@community_role(Role.EDITOR)
@transactional
def resolve(community: Community, actor: Actor, push_id: int) -> ResponseReturnValue:
    resolution = service.Resolution.named(request.form.get("resolution", ""))
    if resolution is None:
        raise ChoiceUnknown
    found = service.get_push(db.session, community.id, push_id)
    service.resolve(db.session, found, resolution, link=_link(), actor=actor, now=now())
    said = {
        service.Resolution.THERE: _("Noted: it is there."), service.Resolution.AGAIN: _("It is on its way again."),
        service.Resolution.DROP: _("Dropped: it is not sent."),
    }
    flash(said[resolution], "success")
    return redirect(url_for("connections.pushes", community_id=community.id), 303)


@bp.post(f"{_ONE}/confirm")
@community_role(Role.EDITOR)
@transactional
def confirm(community: Community, actor: Actor, push_id: int) -> ResponseReturnValue:
    """Tick somebody off who confirmed it in the target's client; `done` is 0 to take the tick back."""
    found = service.get_push(db.session, community.id, push_id)
    done = request.form.get("done", "1") != "0"
    service.confirm(db.session, found, request.form.get("sender", ""), done=done, actor=actor, now=now())
    flash(_("Ticked off.") if done else _("The tick is taken back."), "success")
    if request.form.get("back") == "list":
        return redirect(url_for("connections.pushes", community_id=community.id), 303)
    return redirect(url_for("connections.push", community_id=community.id, push_id=push_id), 303)


def _link() -> str:
    """Where it can be seen, if somebody pasted that. Raises LinkUnusable."""
    link = request.form.get("link", "").strip()
    if link and (not link.startswith(("https://", "http://")) or len(link) > _LONGEST_LINK or len(link.split()) > 1):
        raise LinkUnusable
    return link


@bp.get(f"{_ALL}/new")
@community_role(Role.EDITOR)
def choose(community: Community, actor: Actor) -> ResponseReturnValue:
    """Which connection the chosen posts go to: `items` are their ids, parted by commas."""
    usable = queries.usable_connections(db.session, community.id)
    chosen_id = request.args.get("connection", type=row_id)
    chosen = next((row for row in usable if row.id == chosen_id), usable[0] if usable else None)
    ids = _item_ids(request.args.get("items", ""))
    found = outlook.prospects(db.session, community, chosen, ids, now()) if chosen else ()
    return render_template(
        "connections/choose.html", community=community, connections=usable, chosen=chosen, prospects=found,
        items=",".join(map(str, ids)), ready=sum(prospect.hindrance is None for prospect in found),
        open_pushes=queries.open_count(db.session, community.id), may_change=actor.role.covers(Role.ADMIN),
    )


@bp.post(f"{_ALL}/new")
@community_role(Role.EDITOR)
@transactional
def order(community: Community, actor: Actor) -> ResponseReturnValue:
    connection = service.own(db.session, community.id, request.form.get("connection", 0, type=int))
    ids = _item_ids(request.form.get("items", ""))
    ordered, left_out = outlook.order_chosen(db.session, community, connection, ids, actor=actor, now=now())
    if ordered:
        flash(ngettext("One post is on its way.", "%(num)s posts are on their way.", ordered), "success")
    if left_out:
        flash(ngettext("One post stays here.", "%(num)s posts stay here.", left_out), "warning")
    return redirect(url_for("connections.pushes", community_id=community.id), 303)


def _item_ids(written: str) -> list[int]:
    """The ids in a list parted by commas, each once; what is no id is left out."""
    found: dict[int, None] = {}
    for part in written.split(",", outlook.MOST_CHOSEN)[: outlook.MOST_CHOSEN]:
        try:
            found[row_id(part.strip())] = None
        except ValueError:
            continue
    return list(found)
