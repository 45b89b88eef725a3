"""The key that says what became of an answer: the same on every page, and none of those that copy one."""

from __future__ import annotations

from types import MappingProxyType

from app.models import ReplyOutcome

OUTCOME_KEYS = MappingProxyType({
    ReplyOutcome.HELPED: "H", ReplyOutcome.NO_ANSWER: "N", ReplyOutcome.ESCALATED: "T",
})
