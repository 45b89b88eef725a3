"""Asking for drafts and watching them come."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.access import Actor, community_role
from app.copywriter.explanation import explain
from app.core.clock import now
from app.core.database import db
from app.core.i18n import OWN_NAMES, language
from app.core.row_ids import row_id
from app.core.running import current_settings
from app.core.transactions import transactional
from app.drafting import queries, service
from app.drafting.forms import VARIANTS, BriefForm
from app.drafting.outlook import Outlook, budget_of
from app.drafting.outlook import outlook as look_ahead
from app.drafting.progress import progress_of
from app.models import Community, DraftingRun, Persona
from content_calendar.workflow import Role

PROMPT_PAGE = "prompt_library.show"

bp = Blueprint("drafting", __name__, url_prefix="/c/<int:community_id>/drafting")


@bp.get("")
@community_role(Role.VIEWER)
def index(community: Community, actor: Actor) -> ResponseReturnValue:
    return _brief_page(community, actor)


@bp.post("")
@community_role(Role.EDITOR)
@transactional
def start(community: Community, actor: Actor) -> ResponseReturnValue:
    form = BriefForm()
    if not form.accepts():
        return _brief_page(community, actor, form), 422
    run = service.start_run(
        db.session, community, form.item.data or [], note=form.note.data or "", submit=form.submit_when_ready.data,
        variants=form.variants.data or 1, actor=actor, now=now(),
    )
    return _to_run(run)


@bp.get("/outlook")
@community_role(Role.VIEWER)
def outlook(community: Community, actor: Actor) -> ResponseReturnValue:
    """What the slots ticked in the form would be written with and cost."""
    persona = _chosen_persona(community)
    choices = queries.draftable(db.session, persona, now=now()) if persona else []
    chosen, variants = request.args.getlist("item", type=row_id), request.args.get("variants", 1, type=row_id)
    return render_template(
        "drafting/_outlook.html", outlook=_outlook(community, choices, chosen, variants), settings=current_settings(),
        **_links(),
    )


@bp.get("/<int:run_id>")
@community_role(Role.VIEWER)
def show(community: Community, actor: Actor, run_id: int) -> ResponseReturnValue:
    """The whole page, or for htmx only the part that moves."""
    run = service.get_run(db.session, community.id, run_id)
    template = "drafting/_progress.html" if request.headers.get("HX-Request") else "drafting/show.html"
    return render_template(
        template, community=community, progress=progress_of(db.session, run, now=now()),
        may_edit=actor.role.covers(Role.EDITOR), turn=request.args.get("turn", 0, type=row_id),
        budget=budget_of(db.session, community, now()), settings=current_settings(),
        explain=lambda code: explain(code, language()), language_names=OWN_NAMES, **_links(),
    )


@bp.post("/<int:run_id>/pause")
@community_role(Role.EDITOR)
@transactional
def pause(community: Community, actor: Actor, run_id: int) -> ResponseReturnValue:
    run = service.get_run(db.session, community.id, run_id)
    if service.pause_run(db.session, run, actor=actor, now=now()):
        flash(_("Paused. Texts being written right now are still saved."), "info")
    else:
        flash(_("Nothing was left to pause."), "info")
    return _to_run(run)


@bp.post("/<int:run_id>/resume")
@community_role(Role.EDITOR)
@transactional
def resume(community: Community, actor: Actor, run_id: int) -> ResponseReturnValue:
    run = service.get_run(db.session, community.id, run_id)
    if service.resume_run(db.session, run, actor=actor, now=now()):
        flash(_("The run goes on."), "success")
    else:
        flash(_("This month's budget is still used up, so the run stays on hold."), "warning")
    return _to_run(run)


@bp.post("/<int:run_id>/cancel")
@community_role(Role.EDITOR)
@transactional
def cancel(community: Community, actor: Actor, run_id: int) -> ResponseReturnValue:
    run = service.get_run(db.session, community.id, run_id)
    stopped = service.cancel_run(db.session, run, actor=actor, now=now())
    flash(
        ngettext("One draft was cancelled.", "%(num)s drafts were cancelled.", stopped)
        if stopped
        else _("Nothing was left to cancel."),
        "info",
    )
    return _to_run(run)


@bp.post("/<int:run_id>/retry")
@community_role(Role.EDITOR)
@transactional
def retry(community: Community, actor: Actor, run_id: int) -> ResponseReturnValue:
    run = service.get_run(db.session, community.id, run_id)
    retried = service.retry_failed(db.session, run, actor=actor, now=now())
    flash(
        ngettext("One draft is tried again.", "%(num)s drafts are tried again.", retried)
        if retried
        else _("None of the failed drafts is still waiting for a text."),
        "info",
    )
    return _to_run(run)


def _brief_page(community: Community, actor: Actor, refused: BriefForm | None = None) -> str:
    persona = _chosen_persona(community)
    choices = queries.draftable(db.session, persona, now=now()) if persona else []
    form = refused or _fresh_brief(community, choices)
    return render_template(
        "drafting/index.html", form=form, community=community, persona=persona, choices=choices,
        outlook=_outlook(community, choices, form.item.data or [], form.variants.data or 1),
        runs=queries.recent_runs(db.session, community), may_edit=actor.role.covers(Role.EDITOR),
        settings=current_settings(), **_links(),
    )


def _outlook(
    community: Community, choices: Sequence[queries.Choice], chosen: Sequence[int], variants: int
) -> Outlook:
    items = [choice.item for choice in choices if choice.item.id in chosen]
    return look_ahead(db.session, community, items, variants=min(variants, max(VARIANTS)), now=now())


def _links() -> dict[str, object]:
    return {"has_prompt_pages": PROMPT_PAGE in current_app.view_functions}


def _to_run(run: DraftingRun) -> ResponseReturnValue:
    return redirect(url_for("drafting.show", community_id=run.community_id, run_id=run.id), 303)


def _fresh_brief(community: Community, choices: Sequence[queries.Choice]) -> BriefForm:
    """The items named in the address, with what their reviewers asked for; else whatever has no text yet."""
    asked = request.args.getlist("item", type=row_id)
    chosen = asked or [choice.item.id for choice in choices if choice.suggested]
    note = queries.wishes(db.session, community, asked) if asked else ""
    return BriefForm(formdata=None, item=chosen, note=note, submit_when_ready=True)


def _chosen_persona(community: Community) -> Persona | None:
    chosen = request.values.get("persona", type=row_id)
    return next((persona for persona in community.personas if persona.id == chosen), None) or next(
        iter(community.personas), None
    )
