"""Uploading a tool's own template, and letting go of it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.errors import NotFound
from app.core.transactions import transactional
from app.exports import templates as service
from app.exports.forms import TemplateForm
from app.models import Community
from content_calendar.exporters.profile import Profile
from content_calendar.exporters.registry import profiles
from content_calendar.workflow import Role

templates = Blueprint("templates", __name__)


@templates.get("/c/<int:community_id>/exports/templates/<target>")
@community_role(Role.VIEWER)
def show(community: Community, actor: Actor, target: str) -> ResponseReturnValue:
    return _page(community, actor, _profile(target), TemplateForm())


@templates.post("/c/<int:community_id>/exports/templates/<target>")
@community_role(Role.EDITOR)
@transactional
def upload(community: Community, actor: Actor, target: str) -> ResponseReturnValue:
    profile, form = _profile(target), TemplateForm()
    if form.validate():
        filename, content = form.handed_in()
        with form.says_why():
            service.upload(
                db.session, community, profile, filename=filename, content=content, actor=actor, now=now()
            )
    if form.errors:
        return _page(community, actor, profile, form), 422
    flash(_("From now on files for this target follow your template."), "success")
    return redirect(url_for("exports.templates.show", community_id=community.id, target=target), 303)


@templates.post("/c/<int:community_id>/exports/templates/<target>/forget")
@community_role(Role.EDITOR)
@transactional
def forget(community: Community, actor: Actor, target: str) -> ResponseReturnValue:
    service.forget(db.session, community, _profile(target))
    flash(_("The template is gone."), "success")
    return redirect(url_for("exports.templates.show", community_id=community.id, target=target), 303)


def _profile(target: str) -> Profile:
    found = next((profile for profile in profiles() if profile.key == target and profile.template_mode), None)
    if found is None:
        raise NotFound
    return found


def _page(community: Community, actor: Actor, profile: Profile, form: TemplateForm) -> str:
    return render_template(
        "exports/template.html", community=community, profile=profile, form=form,
        uploaded=service.current(db.session, community, profile), may_upload=actor.role.covers(Role.EDITOR),
    )
