"""A clean post, and what the rules are asked about it."""

from __future__ import annotations

from dataclasses import replace

from content_calendar.content import Copy
from content_calendar.copy_rules.context import RuleContext
from content_calendar.copy_rules.finding import Finding
from content_calendar.copy_rules.rules import check
from content_calendar.vocabulary import Language, Platform, Term

CLEAN = Copy(
    title="糯米泡多久不夹生",
    hook="粽子夹生，多半是米没泡够。",
    body="我家试了三种：4 小时、8 小时和一整晚。8 小时最稳，水要没过米两指[微笑]。",
    call_to_action="你家一般泡几个小时？",
    hashtags=("端午", "包粽子"),
    comment_starter="我先说：我家泡一整晚",
)
ENGLISH = Copy(
    title="Soak it for 8 hours",
    hook="Half-raw dumplings? The rice was too dry.",
    body="We tried four hours, eight hours and a whole night. Eight works best, with water two fingers above it.",
    call_to_action="How long do you soak yours?",
)


def context(**changes: object) -> RuleContext:
    values: dict[str, object] = {"platform": Platform.WECHAT_GROUP, "language": Language.ZH, **changes}
    return RuleContext(**values)  # type: ignore[arg-type]


def findings(copy: Copy | None = None, code: Term | None = None, **changes: object) -> list[Finding]:
    """What the rules say to `CLEAN` with `changes` of its fields, or to `copy`; only `code` when given."""
    wanted = {name: changes.pop(name) for name in tuple(changes) if hasattr(CLEAN, name)}
    found = check(copy or replace(CLEAN, **wanted), context(**changes))
    return [finding for finding in found if code is None or finding.code is code]
