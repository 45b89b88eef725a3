"""The page where member counts are entered: one day in a form, many in a file."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.downloads import download
from app.core.errors import Invalid
from app.core.tables.csv_file import csv_of
from app.core.transactions import transactional
from app.core.zones import zone_of
from app.feedback import import_queries, members
from app.feedback.blueprint import bp
from app.feedback.member_forms import MemberForm
from app.models import Community
from app.uploads.forms import UploadForm
from content_calendar.workflow import Role


@bp.get("/members/enter")
@community_role(Role.VIEWER)
def enter_members(community: Community, actor: Actor) -> ResponseReturnValue:
    return _page(community, actor, _form(community), UploadForm())


@bp.post("/members/enter")
@community_role(Role.EDITOR)
@transactional
def save_members(community: Community, actor: Actor) -> ResponseReturnValue:
    form = _form(community)
    if form.validate():
        try:
            changed = members.record(db.session, community, [form.said()], actor=actor, now=now())
        except Invalid as error:
            form.members.errors = [f"{error.cause} {error.remedy}"]
        else:
            _say(changed)
            return redirect(url_for("feedback.enter_members", community_id=community.id), 303)
    return _page(community, actor, form, UploadForm(formdata=None)), 422


@bp.post("/members/import")
@community_role(Role.EDITOR)
@transactional
def import_members(community: Community, actor: Actor) -> ResponseReturnValue:
    """Every row or none."""
    form = UploadForm()
    flaws: tuple[members.Flaw, ...] = ()
    if form.validate():
        try:
            rows = members.rows_of(form.handed_in()[1], community, now=now())
            _say(members.record(db.session, community, rows, actor=actor, now=now()))
            return redirect(url_for("feedback.enter_members", community_id=community.id), 303)
        except Invalid as error:
            form.file.errors = [f"{error.cause} {error.remedy}"]
            flaws = error.flaws if isinstance(error, members.RowsRefused) else ()
    return _page(community, actor, _form(community, is_sent=False), form, flaws), 422


@bp.get("/members/template.csv")
@community_role(Role.VIEWER)
def member_template(community: Community, actor: Actor) -> ResponseReturnValue:
    content = csv_of([[_("day"), _("members"), _("joined"), _("left"), _("active")]])
    return download(content, f"{community.key}-members.csv")


def _form(community: Community, *, is_sent: bool = True) -> MemberForm:
    form = MemberForm() if is_sent else MemberForm(formdata=None)
    return form.offer(now(), zone_of(community.timezone))


def _page(
    community: Community, actor: Actor, form: MemberForm, upload: UploadForm, flaws: tuple[members.Flaw, ...] = ()
) -> str:
    return render_template(
        "feedback/members.html", community=community, form=form, upload=upload, flaws=flaws,
        days=import_queries.member_days(db.session, community), may_edit=actor.role.covers(Role.EDITOR),
    )


def _say(changed: int) -> None:
    if changed:
        flash(ngettext("One day saved.", "%(num)s days saved.", changed), "success")
    else:
        flash(_("Nothing changed."), "info")
