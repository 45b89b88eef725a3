"""A whole matrix of templates ordered at once: scenarios by member states, several variants of each answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.drafting import service as drafting
from app.models import Community, ContentItem, DraftingRun
from app.replies.cards import Card
from app.replies.making import new_item
from app.replies.refusals import MAX_VARIANTS, MatrixEmpty, MatrixTooLarge, VariantsOutOfRange
from content_calendar.replies.variables import Variable
from content_calendar.vocabulary import Language, MemberState, Scenario

MAX_MATRIX = drafting.MAX_PER_RUN
NAMES = {Language.ZH: "昵称", Language.EN: "name"}
"""How a member is called in a template, when nothing else is declared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """What is to be drafted. Without states every scenario has one cell, for members in any state.

    `voice`, `persona` and `product` are ids; `variables` None for the member's name alone. `note` goes to the writer.
    `submit`: drafts without blocking findings go straight to the reviewers.
    """

    scenarios: tuple[Scenario, ...]
    states: tuple[MemberState, ...] = ()
    variants: int = 1
    voice: int | None = None
    persona: int | None = None
    product: int | None = None
    variables: tuple[Variable, ...] | None = None
    note: str = ""
    submit: bool = True

    @property
    def size(self) -> int:
        """How many templates it makes."""
        return len(self.scenarios) * max(1, len(self.states)) * self.variants


def cells(matrix: Matrix) -> Iterator[tuple[Scenario, tuple[MemberState, ...]]]:
    """Scenario by scenario, each with the members it is for."""
    states: list[tuple[MemberState, ...]] = [(state,) for state in matrix.states] or [()]
    yield from ((scenario, state) for scenario in matrix.scenarios for state in states)


def start_matrix(
    session: Session, community: Community, matrix: Matrix, *, actor: Actor, now: datetime
) -> DraftingRun:
    """Make the templates with their cards and one drafting run for all of them.

    Raises MatrixEmpty, MatrixTooLarge, VariantsOutOfRange, NoPersona, NotFound.
    """
    _expect_possible(matrix)
    items = [item for cell in cells(matrix) for item in _cell(session, community, matrix, cell, now)]
    session.add_all(items)
    session.flush()
    ids = [item.id for item in items]
    return drafting.start_run(
        session, community, ids, note=matrix.note, submit=matrix.submit, actor=actor, now=now
    )


def _cell(
    session: Session, community: Community, matrix: Matrix, cell: tuple[Scenario, tuple[MemberState, ...]],
    now: datetime,
) -> Iterator[ContentItem]:
    """The variants of one answer."""
    scenario, states = cell
    answer = uuid4().hex
    for _ in range(matrix.variants):
        card = Card(
            scenario=scenario, member_states=states, answer=answer, voice_id=matrix.voice, persona_id=matrix.persona,
            product_id=matrix.product, variables=matrix.variables or (),
        )
        item = new_item(session, community, card, now=now)
        if matrix.variables is None and item.reply is not None:
            item.reply.variables = [{"name": NAMES[item.language], "kind": "text"}]
        yield item


def _expect_possible(matrix: Matrix) -> None:
    if not matrix.scenarios:
        raise MatrixEmpty
    if not 1 <= matrix.variants <= MAX_VARIANTS:
        raise VariantsOutOfRange
    if matrix.size > MAX_MATRIX:
        raise MatrixTooLarge(matrix.size)
