"""Settings: what the service runs on, and who may do what where."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import service as accounts
from app.accounts.access import communities_of, owner_only, signed_in
from app.copywriter.explanation import explain
from app.core.clock import now
from app.core.database import db
from app.core.errors import Invalid, NotFound
from app.core.i18n import language
from app.core.running import current_settings
from app.core.transactions import transactional
from app.models import User
from app.settings import queries
from app.settings.forms import PersonForm
from app.settings.model_test import TestedModel, try_model
from content_calendar.vocabulary import Language
from content_calendar.workflow import Role

bp = Blueprint("settings", __name__)


@bp.get("/settings")
@signed_in
def index() -> ResponseReturnValue:
    return _service_page()


@bp.post("/settings/model/test")
@owner_only
@transactional
def test_model() -> ResponseReturnValue:
    """Ask one of the endpoints for a line; the page comes back with what it said."""
    number = request.form.get("endpoint", 0, type=int)
    return _service_page(try_model(current_settings(), number))


@bp.get("/settings/people")
@owner_only
def people() -> ResponseReturnValue:
    return _people_page(PersonForm())


@bp.post("/settings/people")
@owner_only
@transactional
def add_person() -> ResponseReturnValue:
    form = PersonForm()
    if not form.accepts():
        return _people_page(form), 422
    if accounts.find_user(db.session, form.email.data or "") is not None:
        form.email.errors = [_("There is already an account with this e-mail address.")]
        return _people_page(form), 422
    user = accounts.create_user(
        db.session, email=form.email.data or "", name=form.name.data or "", language=Language(form.language.data),
        now=now(),
    )
    return _link_page(user)


@bp.post("/settings/people/<int:user_id>/roles")
@owner_only
@transactional
def set_roles(user_id: int) -> ResponseReturnValue:
    """Change the roles the form names; a community it does not name, perhaps a new one, is left as it is."""
    user = _person(user_id)
    for community in communities_of(current_user):
        chosen = request.form.get(f"role-{community.id}")
        if chosen is not None:
            accounts.grant_role(db.session, user, community.id, _role(chosen), now=now())
    flash(_("The roles of %(name)s are saved.", name=user.name), "success")
    return redirect(url_for("settings.people"), 303)


@bp.post("/settings/people/<int:user_id>/link")
@owner_only
@transactional
def sign_in_link(user_id: int) -> ResponseReturnValue:
    """A fresh one-time link to hand over; shown once and never stored in the clear."""
    return _link_page(_person(user_id))


@bp.post("/settings/people/<int:user_id>/active")
@owner_only
@transactional
def set_active(user_id: int) -> ResponseReturnValue:
    user = _person(user_id)
    active = request.form.get("active") == "1"
    accounts.set_active(user, active=active, actor=current_user)
    flash(
        _("%(name)s can sign in again.", name=user.name)
        if active
        else _("%(name)s is signed out and cannot sign in.", name=user.name),
        "info",
    )
    return redirect(url_for("settings.people"), 303)


def _role(chosen: str) -> Role | None:
    """The chosen role, None for no access. Raises Invalid."""
    role = Role.named(chosen)
    if chosen and role is None:
        raise Invalid(_("There is no such role."), _("Reload the page and choose one of the list."))
    return role


def _person(user_id: int) -> User:
    """Raises NotFound."""
    user = db.session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


def _service_page(tested: TestedModel | None = None) -> str:
    settings = current_settings()
    return render_template(
        "settings/index.html",
        settings=settings,
        models=queries.configured_models(settings),
        tested=tested,
        explain=lambda code: explain(code, language()),
        database=settings.database_url.partition(":")[0].partition("+")[0],
    )


def _people_page(form: PersonForm) -> str:
    return render_template(
        "settings/people.html", form=form, people=queries.people(db.session), communities=communities_of(current_user),
        roles=list(Role),
    )


def _link_page(user: User) -> str:
    lifetime = accounts.INVITATION_LIFETIME
    token = accounts.issue_sign_in_link(db.session, user, now=now(), lifetime=lifetime)
    address = current_settings().address + url_for("accounts.open_link", token=token)
    return render_template("settings/link.html", person=user, address=address, days=lifetime.days)

