"""What a run would be written with and cost, before anybody asks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.copywriter.price import price_table
from app.copywriter.prompt_choice import prompt_key
from app.copywriter.prompty import PromptSource
from app.core.running import current_settings
from app.drafting.briefing import brief_of
from app.drafting.estimate import expected_micros
from app.models import Community, ContentItem, DraftingRun, DraftTask
from app.prompt_library.service import in_production, readable
from app.spending import service as spending


@dataclass(frozen=True, slots=True)
class PromptUse:
    """A prompt of the library and for how many slots it is used; `version` is None when its text cannot be read."""

    key: str
    version: str | None
    slots: int


@dataclass(frozen=True, slots=True)
class Budget:
    """What models may cost the community this month and what they did, in micros; no `limit` is None."""

    limit: int | None
    spent: int
    currency: str

    @property
    def left(self) -> int | None:
        return None if self.limit is None else max(0, self.limit - self.spent)


@dataclass(frozen=True, slots=True)
class Outlook:
    """`micros` is None while the model has no price; `prompts` is empty for the offline writer, which uses none."""

    texts: int
    prompts: tuple[PromptUse, ...]
    micros: int | None
    budget: Budget

    @property
    def exceeds_budget(self) -> bool:
        return self.budget.left is not None and (self.micros or 0) > self.budget.left


def outlook(
    session: Session, community: Community, items: Sequence[ContentItem], *, variants: int, now: datetime
) -> Outlook:
    """For these items, whose parts are loaded; three queries however many there are."""
    texts = len(items) * variants
    return Outlook(
        texts, _prompts(session, items), expected_micros(session, community, texts), budget_of(session, community, now)
    )


def budget_of(session: Session, community: Community, now: datetime) -> Budget:
    """The month's budget of the community as it stands; one query."""
    spent = spending.spent_this_month(session, community, now)
    return Budget(community.monthly_budget_micros, spent, price_table(current_settings()).currency)


def _prompts(session: Session, items: Sequence[ContentItem]) -> tuple[PromptUse, ...]:
    if not current_settings().model_configured:
        return ()
    source = in_production(session)
    keys = Counter(_key(item) for item in items)
    return tuple(PromptUse(key, _version(source, key), slots) for key, slots in keys.most_common())


def _version(source: PromptSource, key: str) -> str | None:
    prompt = readable(source, key)
    return prompt.version if prompt else None


def _key(item: ContentItem) -> str:
    """As the worker will choose it; a task that is never stored stands for the one to come."""
    return prompt_key(brief_of(item, task=DraftTask(run=DraftingRun(note=""), variant=1)))
