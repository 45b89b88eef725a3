"""Playbooks to begin with: the days they speak on and what each day is for, filled with approved templates."""

from __future__ import annotations

from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Community, ContentItem, ReplyTemplate
from app.replies.playbooks import Outline, Step, items_of, may_be_sent
from content_calendar.vocabulary import MemberState, Scenario, Term
from content_calendar.workflow import OUT

_S = Scenario
_LOOKED_AT = 200


class Preset(Term):
    """What the four playbooks are called."""

    WELCOME = "welcome", "新人欢迎", "Welcome series"
    WAKE_UP = "wake_up", "沉默唤醒", "Wake-up"
    LOYAL = "loyal", "老成员专属", "For loyal members"
    CARE = "care", "投诉安抚", "Complaint care"


STATES = MappingProxyType({
    Preset.WELCOME: MemberState.NEWCOMER, Preset.WAKE_UP: MemberState.SILENT, Preset.LOYAL: MemberState.LOYAL,
    Preset.CARE: MemberState.COMPLAINING,
})
DAYS = MappingProxyType({
    Preset.WELCOME: ((0, _S.WELCOME), (1, _S.RULES), (3, _S.ONBOARDING), (7, _S.PRODUCT_QA)),
    Preset.WAKE_UP: ((0, _S.WAKE_UP), (4, _S.EVENT_SIGNUP), (11, _S.WAKE_UP)),
    Preset.LOYAL: ((0, _S.LOYAL_OFFER), (7, _S.REFERRAL_INVITE), (21, _S.LOYAL_OFFER)),
    Preset.CARE: ((0, _S.COMPLAINT), (1, _S.AFTER_SALES), (7, _S.EVENT_FOLLOWUP)),
})
"""Day and scenario of each step."""


def outline_of(session: Session, community: Community, preset: Preset, name: str) -> Outline:
    """The playbook with the best approved template for each day, none twice; a day without one is left out.

    Two queries. What is written for the state comes before what is for anyone, then what helps most, then the newest.
    """
    state = STATES[preset]
    candidates = _candidates(session, community, state, {scenario for _day, scenario in DAYS[preset]})
    steps: list[Step] = []
    for day, scenario in DAYS[preset]:
        taken = {step.item_id for step in steps}
        chosen = next((item.id for item in candidates if item.id not in taken and _is_for(item, scenario)), None)
        if chosen is not None:
            steps.append(Step(chosen, day))
    return Outline(name, state, steps=tuple(steps))


def _candidates(
    session: Session, community: Community, state: MemberState, scenarios: set[Scenario]
) -> list[ContentItem]:
    query = (
        select(ReplyTemplate.item_id, ReplyTemplate.member_states)
        .join(ReplyTemplate.item)
        .where(
            ReplyTemplate.community_id == community.id, ReplyTemplate.scenario.in_(sorted(scenarios)),
            ReplyTemplate.snippet_key == "", ReplyTemplate.expires_on.is_(None), ContentItem.state.in_(OUT),
        )
        .order_by(func.coalesce(ReplyTemplate.score, 0.5).desc(), ReplyTemplate.item_id)
        .limit(_LOOKED_AT)
    )
    rows = [row for row in session.execute(query) if not row.member_states or state.value in row.member_states]
    ordered = [row.item_id for row in sorted(rows, key=lambda row: not row.member_states)]
    found = items_of(session, community, ordered)
    return [found[each] for each in ordered if each in found and may_be_sent(found[each])]


def _is_for(item: ContentItem, scenario: Scenario) -> bool:
    return item.reply is not None and item.reply.scenario is scenario
