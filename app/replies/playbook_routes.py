"""Playbooks: all of them, making one, changing it, taking it away."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.downloads import download
from app.core.errors import NotFound, QunbiError
from app.core.i18n import label
from app.core.transactions import transactional
from app.library.service import StaleVersion
from app.models import Community, Playbook
from app.replies import playbooks as service
from app.replies.blueprint import bp
from app.replies.playbook_files import Takeaway, take
from app.replies.playbook_form import PlaybookForm, outline_of
from app.replies.playbook_pages import list_page, playbook_page
from app.replies.playbook_presets import Preset
from app.replies.playbook_presets import outline_of as preset_outline
from app.replies.playbooks import Outline
from content_calendar.vocabulary import MemberState
from content_calendar.workflow import Role


@bp.get("/playbooks")
@community_role(Role.VIEWER)
def playbooks(community: Community, actor: Actor) -> ResponseReturnValue:
    return list_page(community, actor)


@bp.get("/playbooks/new")
@community_role(Role.EDITOR)
def new_playbook(community: Community, actor: Actor) -> ResponseReturnValue:
    """With `preset` its days are filled with approved templates; nothing is saved yet."""
    preset = Preset.named(request.args.get("preset", ""))
    outline = Outline("", MemberState.NEWCOMER)
    if preset is not None:
        outline = preset_outline(db.session, community, preset, label(preset))
    return playbook_page(community, actor, PlaybookForm.opened(outline))


@bp.post("/playbooks/new")
@community_role(Role.EDITOR)
@transactional
def create_playbook(community: Community, actor: Actor) -> ResponseReturnValue:
    form = PlaybookForm.opened()
    if _only_looks(form):
        return playbook_page(community, actor, form)
    if not form.validate():
        return playbook_page(community, actor, form), 422
    try:
        with db.session.begin_nested():
            made = service.create(db.session, community, form.outline(), now=now())
    except QunbiError as refusal:
        return _refused(community, actor, form, None, refusal)
    flash(_("Saved."), "success")
    return _to(made)


@bp.get("/playbooks/<int:playbook_id>")
@community_role(Role.VIEWER)
def playbook(community: Community, actor: Actor, playbook_id: int) -> ResponseReturnValue:
    row = service.get(db.session, community, playbook_id)
    return playbook_page(community, actor, PlaybookForm.opened(outline_of(row), row), row)


@bp.post("/playbooks/<int:playbook_id>")
@community_role(Role.EDITOR)
@transactional
def change_playbook(community: Community, actor: Actor, playbook_id: int) -> ResponseReturnValue:
    row = service.get(db.session, community, playbook_id, lock=True)
    form = PlaybookForm.opened()
    if _only_looks(form):
        return playbook_page(community, actor, form, row)
    if not form.validate():
        return playbook_page(community, actor, form, row), 422
    try:
        with db.session.begin_nested():
            service.change(db.session, community, row, form.outline(), version=form.opened_on(), now=now())
    except StaleVersion:
        form.version.data = str(row.version)
        return playbook_page(community, actor, form, row, newer=True), 409
    except QunbiError as refusal:
        return _refused(community, actor, form, row, refusal)
    flash(_("Saved."), "success")
    return _to(row)


@bp.post("/playbooks/<int:playbook_id>/remove")
@community_role(Role.EDITOR)
@transactional
def remove_playbook(community: Community, actor: Actor, playbook_id: int) -> ResponseReturnValue:
    service.remove(db.session, service.get(db.session, community, playbook_id, lock=True))
    flash(_("The playbook is gone; its templates stay."), "success")
    return redirect(url_for("replies.playbooks", community_id=community.id), 303)


@bp.post("/playbooks/<int:playbook_id>/take/<takeaway>")
@community_role(Role.EDITOR)
@transactional
def take_playbook(community: Community, actor: Actor, playbook_id: int, takeaway: str) -> ResponseReturnValue:
    wanted = Takeaway.named(takeaway)
    if wanted is None:
        raise NotFound
    row = service.get(db.session, community, playbook_id)
    made = take(db.session, community, row, wanted, actor=actor, now=now())
    return download(made.content, made.filename, made.media_type)


def _only_looks(form: PlaybookForm) -> bool:
    """A button that rearranges, or a search; nothing is saved for either."""
    return form.rearrange(request.form) or form.looks_for_more


def _refused(
    community: Community, actor: Actor, form: PlaybookForm, row: Playbook | None, refusal: QunbiError
) -> ResponseReturnValue:
    form.step_errors = (f"{refusal.cause} {refusal.remedy or ''}".strip(),)
    return playbook_page(community, actor, form, row), refusal.status


def _to(row: Playbook) -> ResponseReturnValue:
    return redirect(url_for("replies.playbook", community_id=row.community_id, playbook_id=row.id), 303)
