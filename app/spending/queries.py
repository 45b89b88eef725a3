"""Reading for the cost page: what one community's requests of a month came to, by prompt and model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, not_, select
from sqlalchemy.orm import Session

from app.models import Community
from app.models.spending import ModelCall
from app.spending.months import Month

MAX_LINES = 200
_UNUSABLE = "answer_"
"""How the identifiers of troubles begin that an answer is to blame for, not the way to it."""


@dataclass(frozen=True, slots=True)
class Line:
    """The requests of one prompt to one model; an empty prompt is a test of the endpoint.

    `answered` came back with something, `unusable` of these held nothing to use, `failed` never came back at all.
    `spent` is in micros and leaves out the `unpriced`, whose cost nobody knows.
    """

    prompt: str
    model: str
    calls: int
    answered: int
    unusable: int
    prompt_tokens: int
    completion_tokens: int
    spent: int
    unpriced: int

    @property
    def failed(self) -> int:
        return self.calls - self.answered

    @property
    def unusable_share(self) -> float | None:
        """The share of answers that held nothing to use, None without an answer."""
        return self.unusable / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class Account:
    """A month of a community, highest cost first."""

    lines: tuple[Line, ...]

    @property
    def total(self) -> Line:
        return _summed(self.lines)

    @property
    def unpriced_models(self) -> tuple[str, ...]:
        return tuple(sorted({line.model for line in self.lines if line.unpriced}))


def account(session: Session, community: Community, month: Month) -> Account:
    """What the community's requests of `month` came to, in one query; at most MAX_LINES lines."""
    starts, ends = month.bounds(community.timezone)
    spent = func.coalesce(func.sum(ModelCall.cost_micros), 0)
    query = (
        select(
            ModelCall.prompt, ModelCall.model, func.count(), _count(~_is_failure()), _count(_is_unusable()),
            func.sum(ModelCall.prompt_tokens), func.sum(ModelCall.completion_tokens), spent,
            _count(ModelCall.cost_micros.is_(None)),
        )
        .where(
            ModelCall.community_id == community.id, ModelCall.created_at >= starts, ModelCall.created_at < ends
        )
        .group_by(ModelCall.prompt, ModelCall.model)
        .order_by(spent.desc(), func.count().desc(), ModelCall.prompt, ModelCall.model)
        .limit(MAX_LINES)
    )
    rows = session.execute(query)
    return Account(tuple(Line(prompt, model, *(int(number or 0) for number in rest)) for prompt, model, *rest in rows))


def _is_unusable() -> ColumnElement[bool]:
    return ModelCall.outcome.startswith(_UNUSABLE, autoescape=True)


def _is_failure() -> ColumnElement[bool]:
    return and_(ModelCall.outcome != "", not_(_is_unusable()))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _summed(lines: Iterable[Line]) -> Line:
    lines = tuple(lines)
    names = ("calls", "answered", "unusable", "prompt_tokens", "completion_tokens", "spent", "unpriced")
    return Line("", "", **{name: sum(getattr(line, name) for line in lines) for name in names})
