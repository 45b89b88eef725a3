"""One version: its golden cases, a trial, and what reviewers decide on it."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, somewhere
from app.core.clock import now
from app.core.database import db
from app.core.transactions import transactional
from app.prompt_library import queries, service
from app.prompt_library.blueprint import bp, page, version_url
from app.prompt_library.comparison import comparison
from app.prompt_library.forms import ReasonForm, seen_number
from app.prompt_library.life import life
from app.prompt_library.refusals import ReasonMissing
from app.prompt_library.service import SHIPPED, versions_label
from app.prompt_library.trying import Sample, sample
from content_calendar.workflow import Role


@bp.post("/<family>/<name>/versions/<int:number>/golden")
@somewhere(Role.EDITOR)
@transactional
def run_golden_cases(actor: Actor, family: str, name: str, number: int) -> ResponseReturnValue:
    version = service.get_version(db.session, f"{family}/{name}", number, lock=True)
    if service.run_golden_cases(db.session, version, now=now()):
        flash(_("All golden cases passed."), "success")
    else:
        flash(_("Not all golden cases passed. What is wrong stands below."), "warning")
    return _to_version(version.key, number)


@bp.post("/<family>/<name>/versions/<int:number>/try")
@somewhere(Role.EDITOR)
@transactional
def try_version(actor: Actor, family: str, name: str, number: int) -> ResponseReturnValue:
    key = f"{family}/{name}"
    text = queries.text_of(db.session, key, number)
    filled = sample(text, key, request.form.get("case", ""), version=queries.label_of(key, number), run=True)
    return version_page(key, number, actor, filled=filled)


@bp.post("/<family>/<name>/versions/<int:number>/approve")
@somewhere(Role.REVIEWER)
@transactional
def approve(actor: Actor, family: str, name: str, number: int) -> ResponseReturnValue:
    seen = seen_number(request.form.get("seen", ""))
    service.approve(db.session, f"{family}/{name}", number, seen=seen, actor=actor, now=now())
    flash(_("%(label)s is in production from now on.", label=versions_label(number)), "success")
    return _to_version(f"{family}/{name}", number)


@bp.post("/<family>/<name>/versions/<int:number>/<any(reject, retire):act>")
@somewhere(Role.REVIEWER)
@transactional
def turn_down(actor: Actor, family: str, name: str, number: int, act: str) -> ResponseReturnValue:
    key, form = f"{family}/{name}", ReasonForm()
    if not form.accepts():
        return version_page(key, number, actor, reason=form), 422
    decide = service.reject if act == "reject" else service.retire
    try:
        decide(db.session, key, number, reason=form.reason.data, actor=actor, now=now())
    except ReasonMissing as refusal:
        form.reason.errors = [refusal.cause, refusal.remedy]
        return version_page(key, number, actor, reason=form), refusal.status
    label = versions_label(number)
    done = _("%(label)s is sent back.", label=label) if act == "reject" else _("%(label)s is retired.", label=label)
    flash(done, "info")
    return _to_version(key, number)


def version_page(
    key: str, number: int, actor: Actor, *, reason: ReasonForm | None = None, filled: Sample | None = None
) -> str:
    """`reason` is a form that was refused, with what was typed into it; `filled` a sample that was tried."""
    found = life(db.session, key)
    version = found.version(number)
    other = _compared_with(found.serving.number, version.number)
    beside = found.version(other) if other is not None else None
    compared = comparison((beside.label, beside.text), (version.label, version.text)) if beside else None
    filled = filled or sample(version.text, key, request.args.get("case", ""), version=version.label)
    return page(
        "version", life=found, version=version, beside=beside, compared=compared, sample=filled, reason=reason,
        is_mine=version.author_id == actor.user.id, may_edit=actor.role.covers(Role.EDITOR),
        may_decide=_may_decide(actor, version.author_id),
    )


def _may_decide(actor: Actor, author_id: int | None) -> bool:
    return actor.role.covers(Role.REVIEWER) and author_id != actor.user.id


def _compared_with(serving: int, number: int) -> int | None:
    """What a version is shown against: what serves; what serves is shown against the shipped file, and that alone."""
    if number != serving:
        return serving
    return SHIPPED if number != SHIPPED else None


def _to_version(key: str, number: int) -> ResponseReturnValue:
    return redirect(version_url(key, number), 303)
