"""Writing a new version: the editor, what is wrong line by line, a sample, a trial, and the proposal."""

from __future__ import annotations

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, somewhere
from app.copywriter.prompt_fault import PromptFault
from app.copywriter.prompt_inputs import KINDS, PromptInput
from app.copywriter.prompty import MAX_PROMPT, partials
from app.core.clock import now
from app.core.database import db
from app.core.i18n import label
from app.core.transactions import transactional
from app.prompt_library import service
from app.prompt_library.blueprint import bp, page, version_url
from app.prompt_library.checking import faults_of
from app.prompt_library.comparison import Comparison, comparison
from app.prompt_library.forms import EditorForm, seen_number
from app.prompt_library.life import Life, life
from app.prompt_library.refusals import NewerVersion, NothingChanged, PromptFaulty
from app.prompt_library.trial import TooManyTrials
from app.prompt_library.trying import Sample, sample
from content_calendar.workflow import Role


@bp.get("/<family>/<name>/edit")
@somewhere(Role.EDITOR)
def edit(actor: Actor, family: str, name: str) -> ResponseReturnValue:
    found = life(db.session, f"{family}/{name}")
    base = request.args.get("from")
    version = found.serving if base is None else found.version(seen_number(base))
    return _editor(found, EditorForm.of(found, version))


@bp.post("/<family>/<name>/check")
@somewhere(Role.EDITOR)
@transactional
def check(actor: Actor, family: str, name: str) -> ResponseReturnValue:
    found = life(db.session, f"{family}/{name}")
    form = EditorForm.sent(found.key)
    faults = faults_of(form.text.data, found.key)
    filled = sample(form.text.data, found.key, form.case.data or "")
    return _editor(found, form, faults=faults, filled=filled), 422 if faults else 200


@bp.post("/<family>/<name>/try")
@somewhere(Role.EDITOR)
@transactional
def try_out(actor: Actor, family: str, name: str) -> ResponseReturnValue:
    key = f"{family}/{name}"
    form = EditorForm.sent(key)
    faults = faults_of(form.text.data, key)
    try:
        filled = sample(form.text.data, key, form.case.data or "", run=not faults)
    except TooManyTrials as refusal:
        form.text.errors = [refusal.cause, refusal.remedy]
        return _editor(life(db.session, key), form), refusal.status
    return _editor(life(db.session, key), form, faults=faults, filled=filled), 422 if faults else 200


@bp.post("/<family>/<name>/versions")
@somewhere(Role.EDITOR)
@transactional
def propose(actor: Actor, family: str, name: str) -> ResponseReturnValue:
    found = life(db.session, f"{family}/{name}")
    form = EditorForm.sent(found.key)
    if not form.accepts_note():
        return _editor(found, form), 422
    try:
        made = service.propose(
            db.session, found.key, form.text.data, note=form.note.data, newest=form.opened_on(), actor=actor, now=now()
        )
    except PromptFaulty as refusal:
        return _editor(found, form, faults=refusal.faults), refusal.status
    except NothingChanged as refusal:
        form.text.errors = [refusal.cause, refusal.remedy]
        return _editor(found, form), refusal.status
    except NewerVersion as refusal:
        return _overtaken(found, form, refusal), refusal.status
    flash(_("Version %(label)s is proposed. Somebody else decides on it.", label=f"#{made.number}"), "success")
    return redirect(version_url(found.key, made.number), 303)


def _overtaken(found: Life, form: EditorForm, refusal: NewerVersion) -> str:
    """The editor beside what is newer; sent once more, its text is proposed on top of that knowingly."""
    newer = found.version(refusal.number)
    form.newest.data = str(refusal.number)
    return _editor(found, form, newer=comparison((newer.label, newer.text), (_("yours"), form.text.data)))


def _editor(
    found: Life, form: EditorForm, *, faults: tuple[PromptFault, ...] | None = None, filled: Sample | None = None,
    newer: Comparison | None = None,
) -> str:
    """`faults` is None while nobody asked for a check."""
    filled = filled or sample(form.text.data, found.key, form.case.data or "")
    return page(
        "edit", life=found, form=form, faults=faults, sample=filled, newer=newer, inputs=_inputs(), limit=MAX_PROMPT,
        passages=_passages(found.key.rpartition(".")[2]),
    )


def _passages(language: str) -> tuple[tuple[str, str], ...]:
    """The shared texts of a language a prompt may include, by name."""
    return tuple((name, words) for name, words in partials().items() if name.endswith(f".{language}.j2"))


def _inputs() -> tuple[tuple[str, str, str], ...]:
    """What a prompt may use: name, type, meaning."""
    return tuple((name.value, KINDS[name.value], label(name)) for name in PromptInput)
