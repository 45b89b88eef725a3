"""A whole matrix ordered at once: items with cards, one run, drafts that land in review."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.copywriter.offline import offline_writer
from app.drafting import leases
from app.drafting.assignments import assignments_of
from app.drafting.outcomes import Outcome, hand_in
from app.models import ContentItem, DraftingRun, Voice
from app.replies import service
from app.replies.cards import card_of
from app.replies.matrix import Matrix
from app.replies.queries import grid, templates
from app.replies.refusals import MatrixEmpty, MatrixTooLarge, VariantsOutOfRange
from app.replies.samples import add_samples
from app.replies.sieve import ANYONE, Sieve, Standing
from app.review import service as review
from content_calendar.vocabulary import MemberState, Scenario
from content_calendar.workflow import State
from tests.factories import Workspace

ALL = tuple(MemberState)


def written(session: Session, run: DraftingRun, now: datetime) -> None:
    """As a worker does it, without a model."""
    tasks = leases.claim(session, run.id, owner="me", now=now, lease=timedelta(minutes=1), limit=200)
    writer = offline_writer()
    outcomes: list[Outcome] = []
    said: list[str] = []
    for work in assignments_of(session, tasks):
        text = writer.write(replace(work.brief, avoid=(*said[::-1], *work.brief.avoid)))
        said.append(text.copy.text())
        outcomes.append(Outcome(work.task_id, text))
    hand_in(session, outcomes, owner="me", now=now)


def ordered(session: Session, workspace: Workspace, now: datetime, **fields: Any) -> list[ContentItem]:
    wished: dict[str, Any] = {"scenarios": (Scenario.PRICE,), "states": ALL, "variants": 3}
    run = service.start_matrix(session, workspace.community, Matrix(**wished | fields), actor=workspace.editor, now=now)
    written(session, run, now)
    return [task.item for task in run.tasks]


def test_all_states_of_price_objection_in_a_warm_voice_three_variants_land_in_review(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    workspace.voice.tone = ["温暖", "亲切"]
    items = ordered(session, workspace, now, voice=workspace.voice.id, product=workspace.product.id)
    assert len(items) == 18
    assert {item.state for item in items} == {State.IN_REVIEW}
    cards = [card_of(item) for item in items]
    assert {card.member_states for card in cards} == {(state,) for state in ALL}
    assert len({card.answer for card in cards}) == len(ALL), "three wordings of each answer"
    assert all("{昵称}" in item.current_revision.copy().text() for item in items if item.current_revision)
    assert len({item.current_revision.copy().text() for item in items if item.current_revision}) == 18
    assert {item.current_revision.prompt.rpartition("/")[0] for item in items if item.current_revision} == {
        "formulas/zh/replies/price"
    }
    first = items[0]
    review.approve(session, first.community_id, first.id, version=first.version, actor=workspace.reviewer, now=now)
    assert first.state is State.APPROVED


def test_every_scenario_can_be_drafted_offline(session: Session, workspace: Workspace, now: datetime) -> None:
    items = ordered(session, workspace, now, scenarios=tuple(Scenario), states=(), variants=1)
    assert {card_of(item).scenario for item in items} == set(Scenario)
    assert {item.state for item in items} == {State.IN_REVIEW}


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"scenarios": ()}, MatrixEmpty),
        ({"variants": 0}, VariantsOutOfRange),
        ({"scenarios": tuple(Scenario), "variants": 5}, MatrixTooLarge),
    ],
)
def test_an_order_that_cannot_be_met_makes_nothing(
    session: Session, workspace: Workspace, now: datetime, fields: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        ordered(session, workspace, now, **fields)
    assert session.scalars(select(ContentItem).where(ContentItem.voice_id.is_(None))).all() == []


def test_the_grid_counts_what_the_list_finds(session: Session, workspace: Workspace, now: datetime) -> None:
    items = ordered(session, workspace, now, scenarios=(Scenario.PRICE, Scenario.CLOSING), states=(MemberState.LOYAL,))
    ordered(session, workspace, now, scenarios=(Scenario.PRICE,), states=(), variants=1)
    first = items[0]
    review.approve(session, first.community_id, first.id, version=first.version, actor=workspace.reviewer, now=now)
    session.flush()
    community, on = workspace.community, now.date()
    cells = {
        (cell.scenario, cell.state): (cell.offered, cell.waiting)
        for _scenario, row in grid(session, community, Sieve(), on).rows for cell in row if cell.total
    }
    assert cells == {
        (Scenario.PRICE, None): (0, 1), (Scenario.PRICE, MemberState.LOYAL): (1, 2),
        (Scenario.CLOSING, MemberState.LOYAL): (0, 3),
    }
    for (scenario, state), (offered, waiting) in cells.items():
        sieve = Sieve(scenario=scenario, members=state or ANYONE)
        assert templates(session, community, sieve, on).total == offered + waiting
    assert templates(session, community, Sieve(standing=Standing.OFFERED), on).total == 1
    assert templates(session, community, Sieve(answer=card_of(first).answer), on).lines[0].variants == 3
    assert grid(session, workspace.elsewhere, Sieve(), on).total == 0


def test_the_sample_templates_are_clean_and_approved(session: Session, workspace: Workspace, now: datetime) -> None:
    workspace.community.key = "doujiawu"
    session.add(Voice(community_id=workspace.community.id, key="ahe", name="阿禾", created_at=now))
    session.flush()
    assert add_samples(session, now=now) >= 40
    waiting = templates(session, workspace.community, Sieve(standing=Standing.WAITING), now.date())
    assert 0 < waiting.total < 10
    assert {line.state for line in waiting.lines} == {State.IN_REVIEW}
