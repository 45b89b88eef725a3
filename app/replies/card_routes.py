"""Making a template, changing its card, adding another wording of the same answer."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.core.clock import now
from app.core.database import db
from app.core.errors import Invalid
from app.core.transactions import transactional
from app.library import queries as library_queries
from app.models import Community, ContentItem
from app.replies import service
from app.replies.blueprint import bp
from app.replies.cards import card_of
from app.replies.choices import Choices, choices
from app.replies.forms import CardForm, stored
from app.replies.pages import card_page
from app.replies.refusals import CodeTaken, SnippetInUse, SnippetNameTaken
from app.replies.sieve import Sieve
from content_calendar.workflow import Role


@bp.get("/new")
@community_role(Role.EDITOR)
def new(community: Community, actor: Actor) -> ResponseReturnValue:
    offered = choices(db.session, community)
    form = CardForm(data=_wished(community, offered)).offer(offered, with_words=True)
    return card_page(community, form)


@bp.post("/new")
@community_role(Role.EDITOR)
@transactional
def create(community: Community, actor: Actor) -> ResponseReturnValue:
    form = _opened(community, None, with_words=True)
    if not form.validate():
        return card_page(community, form), 422
    copy = form.copy()
    try:
        with db.session.begin_nested():
            item = service.create(db.session, community, form.card(copy.text()), copy, actor=actor, now=now())
    except Invalid as refusal:
        return _refused(community, form, None, refusal)
    flash(_("The template is a draft now. Send it to review when its words are right."), "success")
    return _to_item(item)


@bp.get("/<int:template_id>/card")
@community_role(Role.EDITOR)
def card(community: Community, actor: Actor, template_id: int) -> ResponseReturnValue:
    item = _template(community, template_id)
    return card_page(community, _opened(community, stored(item), with_words=False), item)


@bp.post("/<int:template_id>/card")
@community_role(Role.EDITOR)
@transactional
def change(community: Community, actor: Actor, template_id: int) -> ResponseReturnValue:
    service.hold_card(db.session, community, template_id)
    item = _template(community, template_id)
    form = _opened(community, None, with_words=False)
    if not form.validate():
        return card_page(community, form, item), 422
    if form.opened_on() != item.version:
        form.version.data = str(item.version)
        return card_page(community, form, item, newer=True), 409
    try:
        lost = _changed(item, form, actor)
    except (Invalid, SnippetInUse) as refusal:
        return _refused(community, form, item, refusal)
    if lost:
        flash(_("Saved. What was approved has changed, so the template is a draft again."), "info")
    else:
        flash(_("Saved."), "success")
    return _to_item(item)


@bp.get("/<int:template_id>/variant")
@community_role(Role.EDITOR)
def variant(community: Community, actor: Actor, template_id: int) -> ResponseReturnValue:
    """The form of a new template that says the same otherwise: everything but its words is filled in."""
    item = _template(community, template_id)
    given = stored(item) | {"short_code": "", "snippet_key": "", "version": "", "answer": card_of(item).answer}
    return card_page(community, _opened(community, given, with_words=True))


def _changed(item: ContentItem, form: CardForm, actor: Actor) -> bool:
    """Whether it needs another yes."""
    words = item.current_revision.copy().text() if item.current_revision else ""
    with db.session.begin_nested():
        return service.change_card(
            db.session, item, form.card(words, card_of(item)), version=item.version, actor=actor, now=now()
        )


def _template(community: Community, template_id: int) -> ContentItem:
    """Raises NotFound outside the community, NotATemplate for a post."""
    item = library_queries.load_present_item(db.session, community.id, template_id)
    if item.reply is None:
        raise service.NotATemplate
    return item


def _opened(community: Community, given: dict[str, object] | None, *, with_words: bool) -> CardForm:
    form = CardForm(data=given) if given is not None else CardForm()
    return form.offer(choices(db.session, community), with_words=with_words)


def _wished(community: Community, offered: Choices) -> dict[str, object]:
    """What the address already says of a new template; the first voice speaks unless it names another."""
    sieve = Sieve.read(request.args)
    given = {
        "scenario": sieve.scenario.value if sieve.scenario else None, "states": [sieve.members] if sieve.state else [],
        "persona": sieve.persona, "voice": sieve.voice or offered.first_voice, "platform": community.platform.value,
    }
    return {name: value for name, value in given.items() if value is not None}


def _refused(
    community: Community, form: CardForm, item: ContentItem | None, refusal: Invalid | SnippetInUse
) -> ResponseReturnValue:
    """At the field it is about."""
    at_field = {CodeTaken: form.short_code, SnippetNameTaken: form.snippet_key, SnippetInUse: form.snippet_key}
    field = at_field.get(type(refusal), form.variables)
    field.errors = [f"{refusal.cause} {refusal.remedy or ''}".strip()]
    return card_page(community, form, item), refusal.status


def _to_item(item: ContentItem) -> ResponseReturnValue:
    return redirect(url_for("library.show", community_id=item.community_id, item_id=item.id), 303)
