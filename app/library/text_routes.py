"""What people do to an item's text: have it checked while they type, settle a finding, have it reworked, choose one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.errors import Invalid
from app.core.row_ids import row_id
from app.core.transactions import transactional
from app.drafting import service as drafting
from app.library import queries, service
from app.library.blueprint import bp
from app.library.forms import CopyForm, read_wish
from app.library.pages import can_be_reworked, checked_form, copy_of, gone_remark, kept_words, refused_wish
from app.library.remarks import named
from app.models import Community, ContentItem, Revision
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
    say_saved(save_words(item, apply_fix(form.edited(copy_of(item)), finding), actor))
    return to_item(item)


@bp.post("/items/<int:item_id>/rework")
@community_role(Role.EDITOR)
@transactional
def rework(community: Community, actor: Actor, item_id: int) -> ResponseReturnValue:
    """Keep the words of the form, then have the writer rework them; both or, with everything typed, neither."""
    item, form = service.get_item(db.session, community.id, item_id, lock=True), CopyForm()
    refused = kept_words(item, actor, form)
    if refused is not None:
        return refused
    try:
        with db.session.begin_nested():
            saved = save_words(item, form.edited(copy_of(item)), actor)
            _start_rework(community, item, actor)
    except Invalid as refusal:
        return refused_wish(item, actor, form, refusal)
    say_saved(saved)
    return to_item(item)


def _start_rework(community: Community, item: ContentItem, actor: Actor) -> None:
    wish = read_wish(request.form)
    drafting.start_rework(
        db.session, community, [item.id], instruction=wish.instruction, target_platform=wish.platform,
        target_language=wish.language, actor=actor, now=now(),
    )


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


def save_words(item: ContentItem, words: Copy, actor: Actor) -> Revision | None:
    """A new version, None when nothing was changed."""
    if words == copy_of(item):
        return None
    return service.edit_copy(db.session, item, words, version=item.version, actor=actor, now=now())


def say_saved(saved: Revision | None) -> None:
    """Tell the number of a new version on the next page."""
    if saved is not None:
        flash(_("Saved as version %(number)s.", number=saved.number), "success")


def to_item(item: ContentItem) -> ResponseReturnValue:
    return redirect(url_for("library.show", community_id=item.community_id, item_id=item.id), 303)
