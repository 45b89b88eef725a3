"""Notices, and the channels that carry them further: everybody's own, nobody else's."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts.access import reader, signed_in
from app.accounts.attempts import Attempt, note_refused
from app.core.clock import now
from app.core.database import db
from app.core.i18n import label, language
from app.core.row_ids import row_id
from app.core.running import current_settings
from app.core.security import limiter
from app.core.transactions import transactional
from app.notifications import channels as service
from app.notifications import queries
from app.notifications.addresses import Service
from app.notifications.forms import WishesForm
from app.notifications.notices import path_of
from app.notifications.service_forms import FORMS, ChannelForm

bp = Blueprint("notifications", __name__)

_NEW = f"/settings/notifications/new/<any({', '.join(Service)}):kind>"
LAST_TURN = 60
"""How often a page asks what became of a test before it leaves that to the reader."""


def _asks_no_password() -> bool:
    return (request.view_args or {}).get("kind") != Service.EMAIL


@bp.get("/notices")
@signed_in
def index() -> ResponseReturnValue:
    number = request.args.get("page", 1, type=row_id)
    return render_template(
        "notifications/index.html", page=queries.notice_page(db.session, current_user.id, number, language())
    )


@bp.post("/notices/<int:notice_id>/open")
@signed_in
@transactional
def open_notice(notice_id: int) -> ResponseReturnValue:
    """Go to what the notice speaks of; it is read then."""
    notice = service.own_notice(db.session, current_user.id, notice_id)
    service.mark_read(db.session, current_user.id, now(), notice_id)
    return redirect(path_of(notice), 303)


@bp.post("/notices/<int:notice_id>/read")
@signed_in
@transactional
def read(notice_id: int) -> ResponseReturnValue:
    service.mark_read(db.session, current_user.id, now(), service.own_notice(db.session, current_user.id, notice_id).id)
    return redirect(url_for("notifications.index"), 303)


@bp.post("/notices/read")
@signed_in
@transactional
def read_all() -> ResponseReturnValue:
    service.mark_read(db.session, current_user.id, now())
    return redirect(url_for("notifications.index"), 303)


@bp.get("/settings/notifications")
@signed_in
def channels() -> ResponseReturnValue:
    turn = request.args.get("turn", 0, type=row_id)
    template = "_channels" if "HX-Request" in request.headers else "channels"
    return render_template(
        f"notifications/{template}.html", turn=turn, is_last_turn=turn >= LAST_TURN, services=list(Service),
        channels=queries.channels_of(db.session, current_user.id, current_settings()),
        most=service.MOST_CHANNELS,
    )


@bp.get(_NEW)
@signed_in
def new(kind: str) -> ResponseReturnValue:
    chosen = Service(kind)
    zone = queries.reader_zone(db.session, current_user.id).key
    form = FORMS[chosen](data={"name": label(chosen), "timezone": zone, "to": current_user.email})
    return _form_page(form, chosen)


@bp.post(_NEW)
@signed_in
@limiter.limit("30 per hour")
@limiter.limit("10 per 15 minutes", key_func=lambda: f"channel:{current_user.get_id()}", exempt_when=_asks_no_password)
@transactional
def add(kind: str) -> ResponseReturnValue:
    chosen, user = Service(kind), reader()
    form = FORMS[chosen]()
    address = form.address() if form.accepts() else ""
    if address and not form.is_sent_by(user):
        note_refused(db.session, Attempt("channel.create", user, None, user.id, now()), service.PasswordWrong())
        address = ""
    if not address:
        return _form_page(form, chosen), 422
    channel = service.add(
        db.session, user, chosen, address, form.wishes(), settings=current_settings(), now=now()
    )
    service.try_out(db.session, channel, now())
    flash(_("The channel is saved. A test message is on its way."), "success")
    return redirect(url_for("notifications.channels"), 303)


@bp.get("/settings/notifications/<int:channel_id>")
@signed_in
def edit(channel_id: int) -> ResponseReturnValue:
    channel = service.own(db.session, current_user.id, channel_id)
    return _form_page(WishesForm(channel), Service(channel.service))


@bp.post("/settings/notifications/<int:channel_id>")
@signed_in
@transactional
def change(channel_id: int) -> ResponseReturnValue:
    channel = service.own(db.session, current_user.id, channel_id)
    form = WishesForm()
    if not form.accepts():
        return _form_page(form, Service(channel.service)), 422
    service.change(channel, form.wishes())
    flash(_("Saved."), "success")
    return redirect(url_for("notifications.channels"), 303)


@bp.post("/settings/notifications/<int:channel_id>/test")
@signed_in
@limiter.limit("30 per hour")
@transactional
def test(channel_id: int) -> ResponseReturnValue:
    service.try_out(db.session, service.own(db.session, current_user.id, channel_id), now())
    return redirect(url_for("notifications.channels"), 303)


@bp.post("/settings/notifications/<int:channel_id>/active")
@signed_in
@transactional
def switch(channel_id: int) -> ResponseReturnValue:
    channel = service.own(db.session, current_user.id, channel_id)
    service.switch(db.session, channel, active=request.form.get("active") == "1")
    return redirect(url_for("notifications.channels"), 303)


@bp.post("/settings/notifications/<int:channel_id>/remove")
@signed_in
@transactional
def remove(channel_id: int) -> ResponseReturnValue:
    service.remove(db.session, service.own(db.session, current_user.id, channel_id))
    flash(_("The channel is removed."), "info")
    return redirect(url_for("notifications.channels"), 303)


@bp.post("/settings/notifications/deliveries/<int:delivery_id>/retry")
@signed_in
@transactional
def retry(delivery_id: int) -> ResponseReturnValue:
    service.retry(db.session, current_user.id, delivery_id, now())
    return redirect(url_for("notifications.channels"), 303)


def _form_page(form: WishesForm | ChannelForm, chosen: Service) -> str:
    return render_template("notifications/channel.html", form=form, service=chosen)
