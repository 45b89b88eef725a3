"""Some drafts for an editor's eye: planned, written by whoever is configured, checked, and printed one by one."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import chain, zip_longest

import click
from sqlalchemy import select

from app.cli.demo.drafting import draft
from app.cli.demo.house import House
from app.cli.demo.outcome import Outcome, outcome_of
from app.cli.demo.planning import plan
from app.cli.demo.stage import items_in
from app.core.database import db
from app.models import Community, ContentItem, DraftTask
from content_calendar.vocabulary import Language
from content_calendar.workflow import State

_DAYS_PLANNED = 28


def read_drafts(house: House, count: int, language: Language | None) -> bool:
    """Print `count` drafts; whether each ended as a valid draft or a visible failure."""
    communities = list(db.session.scalars(select(Community).order_by(Community.id)))
    plan(communities, language, _DAYS_PLANNED)
    chosen = _spread([item for community in communities for item in items_in(community, State.PLANNED)], count)
    began = time.monotonic()
    draft(house, communities, chosen)
    tasks = list(db.session.scalars(select(DraftTask).order_by(DraftTask.id)))
    outcomes = [outcome_of(task) for task in tasks]
    for number, (task, outcome) in enumerate(zip(tasks, outcomes, strict=True), start=1):
        click.echo(f"\n── {number} / {len(tasks)} · {_place(task.item)}\n{outcome.page}")
    click.echo(f"\n{_summary(outcomes, time.monotonic() - began)}")
    return len(outcomes) == count and all(outcome.is_sound for outcome in outcomes)


def _spread(items: Sequence[ContentItem], count: int) -> set[int]:
    """The ids of `count` items: the first of each persona, then the second of each, and so on."""
    own: dict[int, list[ContentItem]] = {}
    for item in items:
        own.setdefault(item.persona_id, []).append(item)
    turns = chain.from_iterable(zip_longest(*own.values()))
    return {item.id for item in [item for item in turns if item is not None][:count]}


def _place(item: ContentItem) -> str:
    words = (term.label(item.language) for term in (item.value, item.form, item.platform))
    column = item.column.name if item.column else item.occasion
    return " · ".join([item.persona.name, column, *words])


def _summary(outcomes: Sequence[Outcome], seconds: float) -> str:
    valid = sum(outcome.is_valid for outcome in outcomes)
    failed = sum(outcome.is_visible_failure for outcome in outcomes)
    lost = len(outcomes) - valid - failed
    submitted = sum(outcome.is_in_review for outcome in outcomes)
    return (
        f"{len(outcomes)} drafts in {seconds:.0f} s: {valid} valid ({submitted} in review,"
        f" {valid - submitted} held back by a finding), {failed} failed visibly, {lost} neither"
    )
