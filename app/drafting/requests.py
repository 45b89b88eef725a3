"""What reviewers asked for when they sent texts back, as the next draft is told: nobody has submitted an answer yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import ItemEvent
from content_calendar.vocabulary import ChangeReason, Language
from content_calendar.workflow import Action

_ASKS_OR_ANSWERS = (Action.REQUEST_CHANGES, Action.SUBMIT, Action.TAKE_BACK)
_SENT_BACK = {Language.ZH: "审核退回的原因：{reasons}", Language.EN: "A reviewer sent it back: {reasons}"}
_IN_WORDS = {Language.ZH: "审核的话：{words}", Language.EN: "In the reviewer's words: {words}"}
_BETWEEN = {Language.ZH: "；", Language.EN: "; "}


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """Why a text came back; `words` may be empty."""

    reasons: tuple[ChangeReason, ...]
    words: str

    def sentences(self, language: Language) -> tuple[str, ...]:
        """The request as lines for the writer; the reviewer's own words stay as they were typed."""
        said = [reason.label(language) for reason in self.reasons if reason is not ChangeReason.OTHER]
        reasons = _SENT_BACK[language].format(reasons=_BETWEEN[language].join(said)) if said else ""
        words = _IN_WORDS[language].format(words=self.words) if self.words else ""
        return tuple(filter(None, (reasons, words)))


def unanswered(session: Session, item_ids: Collection[int]) -> dict[int, ChangeRequest]:
    """By item the newest request that no submission answered and nobody took back; one query."""
    newest = (
        select(func.max(ItemEvent.id))
        .where(ItemEvent.item_id.in_(item_ids), ItemEvent.action.in_(_ASKS_OR_ANSWERS))
        .group_by(ItemEvent.item_id)
    )
    query = select(ItemEvent).where(ItemEvent.id.in_(newest), ItemEvent.action == Action.REQUEST_CHANGES)
    return {
        event.item_id: ChangeRequest(tuple(ChangeReason(reason) for reason in event.reasons), event.note)
        for event in session.scalars(query)
    }
