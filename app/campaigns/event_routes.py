"""The page of an event: what is still to be done, what goes out for it, what was learned. Its form is a part's."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.campaigns.blueprint import BASE, bp
from app.campaigns.checklist import checklist_of, tick
from app.campaigns.forms import RetrospectiveForm
from app.campaigns.looking_back import save_retrospective
from app.campaigns.pages import event_page
from app.campaigns.queries import zone_of
from app.communities.blueprint import refused_page, saved_from, setting_up
from app.communities.service import SETTING_UP, get_part
from app.communities.surroundings import Surroundings
from app.core.clock import now
from app.core.database import db
from app.core.transactions import transactional
from app.models import Community, Event
from content_calendar.workflow import Role


@bp.get(f"{BASE}/events/<int:event_id>")
@community_role(Role.VIEWER)
def event(community: Community, actor: Actor, event_id: int) -> ResponseReturnValue:
    row = get_part(db.session, community, Event, event_id)
    return render_template(
        "campaigns/event.html", community=community, page=event_page(db.session, community, row, now=now()),
        form=RetrospectiveForm(Surroundings(zone_of(community)), row), may_edit=actor.role in SETTING_UP,
    )


@bp.post(f"{BASE}/events/<int:event_id>/check")
@community_role(Role.EDITOR)
@setting_up
@transactional
def check(community: Community, actor: Actor, event_id: int) -> ResponseReturnValue:
    row = get_part(db.session, community, Event, event_id, lock=True)
    tick(db.session, row, request.form.get("line", ""), done=request.form.get("done") == "yes")
    if "HX-Request" in request.headers:
        checklist = checklist_of(row.checklist, row.checked)
        return render_template(
            "campaigns/_checklist.html", community=community, event=row, checklist=checklist, may_edit=True
        )
    return redirect(_address(community, row, "checklist"), 303)


@bp.post(f"{BASE}/events/<int:event_id>/retrospective")
@community_role(Role.EDITOR)
@setting_up
@transactional
def look_back_on_event(community: Community, actor: Actor, event_id: int) -> ResponseReturnValue:
    row = get_part(db.session, community, Event, event_id, lock=True)
    form = RetrospectiveForm(Surroundings(zone_of(community)), row)
    saved = saved_from(form, lambda written: save_retrospective(
        db.session, row, written.retrospective, version=form.typed_version()
    ))
    if saved is None:
        page = event_page(db.session, community, row, now=now())
        return refused_page("campaigns/event.html", form, community=community, page=page, may_edit=True)
    flash(_("Retrospective saved."), "success")
    return redirect(_address(community, row, "retrospective"), 303)


def _address(community: Community, row: Event, anchor: str) -> str:
    return url_for("campaigns.event", community_id=community.id, event_id=row.id, _anchor=anchor)
