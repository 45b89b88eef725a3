"""Drafting runs: having texts written, and watching them come."""

from __future__ import annotations

from typing import Annotated

from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlalchemy import bindparam, select

from app.accounts.access import Actor
from app.api.blueprint import ROOT
from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.paging import Listing, Order
from app.api.resources.drafting_shapes import (
    EstimateShown,
    RunAsked,
    RunListed,
    RunShown,
    Variants,
    estimate_shown,
    run_shown,
)
from app.api.shapes import N_, Asked, Created, Page, PageAsked, RowId
from app.calendar.queries import persona_of
from app.drafting import queries, service
from app.drafting.outlook import outlook
from app.drafting.progress import progress_of
from app.models import Community, DraftingRun, Scope
from content_calendar.workflow import Role

_ALL = "/communities/<int:community_id>/drafting-runs"
_ONE = f"{_ALL}/<int:run_id>"
_RUNS = Listing(
    select(*(getattr(DraftingRun, name) for name in RunListed.model_fields))
    .where(DraftingRun.community_id == bindparam("community_id")),
    Order("id", (DraftingRun.id,), newest_first=True),
)


class EstimateAsked(Asked):
    persona_id: RowId = Field(description=N_("Whose items they are."), examples=[1])
    item_id: Annotated[tuple[RowId, ...], Field(max_length=service.MAX_PER_RUN)] = Field(
        (), description=N_("Items to draft; all that wait for a text when none is named."), examples=[[42]]
    )
    variants: Variants = Field(1, description=N_("Texts for each item."), examples=[1])


@endpoint(
    "GET", "/communities/<int:community_id>/drafting-estimate", scope=Scope.READ, role=Role.VIEWER,
    summary=_l("Estimate what drafts would cost"),
)
def estimate_run(call: Call, community: Community, query: EstimateAsked) -> EstimateShown:
    """With the prompts they would be written with."""
    persona = persona_of(call.session, community, query.persona_id)
    choices = queries.draftable(call.session, persona, now=call.now)
    wanted = set(query.item_id) or {choice.item.id for choice in choices if choice.suggested}
    items = [choice.item for choice in choices if choice.item.id in wanted]
    return estimate_shown(items, outlook(call.session, community, items, variants=query.variants, now=call.now))


@endpoint("GET", _ALL, scope=Scope.READ, role=Role.VIEWER, summary=_l("List drafting runs"))
def list_runs(call: Call, community: Community, query: PageAsked) -> Page[RunListed]:
    """The newest first. One query."""
    return _RUNS.page(
        call.session, query, lambda row: RunListed.model_validate(row, from_attributes=True),
        community_id=community.id,
    )


@endpoint("POST", _ALL, scope=Scope.WRITE, role=Role.EDITOR, status=202, summary=_l("Order drafts"), details=_l(
    "Workers write them; read the run to see how far it is. With an instruction present texts are reworked."
))
def start_run(call: Call, community: Community, actor: Actor, body: RunAsked) -> Created[RunShown]:
    """The order with its estimate."""
    if body.instruction is None:
        run = service.start_run(
            call.session, community, body.item_ids, note=body.note, submit=body.submit, variants=body.variants,
            actor=actor, now=call.now,
        )
    else:
        run = service.start_rework(
            call.session, community, body.item_ids, instruction=body.instruction, note=body.note,
            target_platform=body.target_platform, target_language=body.target_language, actor=actor, now=call.now,
        )
    return Created(_shown(call, run), at=f"{ROOT}/communities/{community.id}/drafting-runs/{run.id}")


@endpoint("GET", _ONE, scope=Scope.READ, role=Role.VIEWER, summary=_l("Get a drafting run"))
def get_run(call: Call, community: Community, run_id: int) -> RunShown:
    """How far it is, task by task, and what it cost so far."""
    return _shown(call, service.get_run(call.session, community.id, run_id))


@endpoint("POST", f"{_ONE}/pause", scope=Scope.WRITE, role=Role.EDITOR, summary=_l("Pause a drafting run"))
def pause_run(call: Call, community: Community, actor: Actor, run_id: int) -> RunShown:
    """What is being written at the moment is still handed in."""
    run = service.get_run(call.session, community.id, run_id)
    service.pause_run(call.session, run, actor=actor, now=call.now)
    return _shown(call, run)


@endpoint("POST", f"{_ONE}/resume", scope=Scope.WRITE, role=Role.EDITOR, summary=_l("Let a drafting run go on"))
def resume_run(call: Call, community: Community, actor: Actor, run_id: int) -> RunShown:
    """It stays on hold while the month's budget is used up."""
    run = service.get_run(call.session, community.id, run_id)
    service.resume_run(call.session, run, actor=actor, now=call.now)
    return _shown(call, run)


@endpoint("POST", f"{_ONE}/cancel", scope=Scope.WRITE, role=Role.EDITOR, summary=_l("Cancel a drafting run"))
def cancel_run(call: Call, community: Community, actor: Actor, run_id: int) -> RunShown:
    """What is written already stays."""
    run = service.get_run(call.session, community.id, run_id)
    service.cancel_run(call.session, run, actor=actor, now=call.now)
    return _shown(call, run)


@endpoint("POST", f"{_ONE}/retry", scope=Scope.WRITE, role=Role.EDITOR, summary=_l("Try failed drafts again"))
def retry_run(call: Call, community: Community, actor: Actor, run_id: int) -> RunShown:
    """Those whose items still wait for a text."""
    run = service.get_run(call.session, community.id, run_id)
    service.retry_failed(call.session, run, actor=actor, now=call.now)
    return _shown(call, run)


def _shown(call: Call, run: DraftingRun) -> RunShown:
    call.session.flush()
    return run_shown(progress_of(call.session, run, now=call.now))
