"""What people do to an item's text: have it checked while they type, settle a finding, have it reworked, choose one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.drafting import service as drafting
from app.library import queries, service
from app.library.blueprint import bp
from app.library.forms import CopyForm, read_wish
from app.library.pages import can_be_reworked, checked_form, copy_of, gone_remark, kept_words
from app.library.remarks import named
from app.models import Community, ContentItem
from content_calendar.content import Copy
from content_calendar.copy_rules.fixing import apply_fix
from content_calendar.workflow import Action, Role, allowed_actions


@bp.post("/items/<int:item_id>/check")
@community_role(Role.EDITOR)
@transactional
def check(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    """What the checks say about words that are still being typed; nothing while they could not be saved at all."""
    item, form = queries.load_item(db.session, community.id, item_id), CopyForm()
    if not form.accepts():
        return "", 204
    actions = allowed_actions(item.state, actor.role)
    return render_template(
        "library/_checked.html", item=item, community=community, checks=checked_form(item, form),
        may_fix=Action.EDIT in actions, may_rework=can_be_reworked(item, actions),
    )


@bp.post("/items/<int:item_id>/fix")
@community_role(Role.EDITOR)
@transactional
def fix(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    """Save the words of the form with exactly the named finding settled."""
    item, form = service.get_item(db.session, community.id, item_id, lock=True), CopyForm()
    refused = kept_words(item, actor, form)
    if refused is not None:
        return refused
    finding = named(checked_form(item, form).remarks, request.form.get("finding", ""))
    if finding is None:
        return gone_remark(item, actor, form)
    save_words(item, apply_fix(form.edited(copy_of(item)), finding), actor)
    return to_item(item)


@bp.post("/items/<int:item_id>/rework")
@community_role(Role.EDITOR)
@transactional
def rework(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    """Keep the words of the form, then have the writer rework them."""
    item, form = service.get_item(db.session, community.id, item_id, lock=True), CopyForm()
    refused = kept_words(item, actor, form)
    if refused is not None:
        return refused
    wish = read_wish(request.form)
    save_words(item, form.edited(copy_of(item)), actor)
    drafting.start_rework(
        db.session, community, [item.id], instruction=wish.instruction, target_platform=wish.platform,
        target_language=wish.language, actor=actor, now=now(),
    )
    return to_item(item)


@bp.post("/items/<int:item_id>/choose")
@community_role(Role.EDITOR)
@transactional
def choose(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    """Make another of the item's texts the present one: a variant, or an older version."""
    item = service.get_item(db.session, community.id, item_id, lock=True)
    drafting.choose_variant(
        db.session, item, request.form.get("revision", 0, type=row_id),
        version=request.form.get("version", 0, type=row_id), actor=actor, now=now(),
    )
    flash(_("This text is used now; the others stay among the versions."), "success")
    return to_item(item)


def save_words(item: ContentItem, words: Copy, actor: Actor) -> None:
    """A new version, unless nothing was changed."""
    if words == copy_of(item):
        return
    saved = service.edit_copy(db.session, item, words, version=item.version, actor=actor, now=now())
    flash(_("Saved as version %(number)s.", number=saved.number), "success")


def to_item(item: ContentItem) -> ResponseReturnValue:
    return redirect(url_for("library.show", community_id=item.community_id, item_id=item.id), 303)
