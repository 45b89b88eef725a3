"""Signs that a community as a whole needs a look: it falls silent, or it serves a purpose it was not made for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from content_calendar.message import Message
from content_calendar.vocabulary import BusinessGoal, Stage, Term

FADING_FROM_DAY = 21
"""Chat groups are short-lived: from this day on a community needs interaction to stay alive (see `attention_signs`)."""
INTERACTION_EVERY_DAYS = 7
PURPOSE_DAYS = 60
"""How far back posts tell what a community serves."""
_FEWEST_POSTS = 10
_MOSTLY = 0.5

_SERVED_BY = {
    BusinessGoal.INFLUENCE: (Stage.COGNITION, Stage.OUTPUT),
    BusinessGoal.ADVOCACY: (Stage.OUTPUT, Stage.INTERACTION),
    BusinessGoal.SALES: (Stage.CONVERSION, Stage.COGNITION),
    BusinessGoal.WORD_OF_MOUTH: (Stage.FISSION, Stage.INTERACTION),
    BusinessGoal.INSIGHT: (Stage.INTERACTION, Stage.OUTPUT),
}
_PURPOSE_OF = {
    Stage.COGNITION: BusinessGoal.INFLUENCE,
    Stage.OUTPUT: BusinessGoal.ADVOCACY,
    Stage.INTERACTION: BusinessGoal.INSIGHT,
    Stage.FISSION: BusinessGoal.WORD_OF_MOUTH,
    Stage.CONVERSION: BusinessGoal.SALES,
}


class AttentionCode(Term):
    VALUE_SHORT = (
        "value_short",
        "「{value}」类内容只占 {actual}%，目标是 {wanted}%；可为它加一个栏目",
        "{value} makes up only {actual}%, {wanted}% is wanted; a column of that value would help",
    )
    STAGE_SHORT = (
        "stage_short",
        "「{stage}」阶段只占 {actual}%，目标是 {wanted}%；可调整栏目的阶段或加几条这个阶段的内容",
        "The stage {stage} makes up only {actual}%, {wanted}% is wanted; give a column that stage or add such posts",
    )
    SILENCE = (
        "silence",
        "{first} 至 {last} 连续 {days} 天没有内容",
        "Nothing is planned from {first} to {last}; days of silence: {days}",
    )
    CROWDED = (
        "crowded",
        "{on} 有 {count} 条，超过每日上限 {cap}；可把一部分改到别的日子",
        "{on} has {count} posts, more than the daily cap of {cap}; move some to another day",
    )
    NO_INTERACTION_YET = (
        "no_interaction_yet",
        "社群已成立 {age} 天，还没有发过互动内容；群聊通常在一个月左右沉寂，建议尽快安排问答、投票或抽奖",
        "{age} days old and no interaction post yet; chat groups fade in about a month: plan a question or poll",
    )
    INTERACTION_OVERDUE = (
        "interaction_overdue",
        "社群已成立 {age} 天，上次互动内容在 {days} 天前；群聊容易沉寂，建议尽快安排问答、投票或抽奖",
        "{age} days old, last interaction post {days} days ago; chat groups fade easily: plan a question or poll",
    )
    PURPOSE_MIXED = (
        "purpose_mixed",
        "社群目标是「{purpose}」，近 {days} 天却有 {share}% 的内容在「{stage}」阶段，更像在做「{other}」；一群一个目标",
        "Made for {purpose}, yet {share}% of the last {days} days’ posts are {stage}, which serves {other}",
    )



def attention_signs(founded_on: date | None, last_interaction_on: date | None, today: date) -> tuple[Message, ...]:
    """Signs that a community needs its members to talk: one from its 21st day on, unless a post asked for
    interaction in the last 7 days or is planned; none when the founding day is unknown.

    Source: a published study of 400,000 WeChat groups put their longest life near 34 days.
    """
    age = (today - founded_on).days if founded_on else 0
    if age < FADING_FROM_DAY:
        return ()
    if last_interaction_on is None:
        return (Message(AttentionCode.NO_INTERACTION_YET, {"age": age}),)
    days = (today - last_interaction_on).days
    if days <= INTERACTION_EVERY_DAYS:
        return ()
    return (Message(AttentionCode.INTERACTION_OVERDUE, {"age": age, "days": days}),)


def purpose_signs(purpose: BusinessGoal, stages: Iterable[Stage]) -> tuple[Message, ...]:
    """A warning that a community made for one purpose mostly serves another, naming both; none when it does not.

    `stages` are those of its posts of the last 60 days (`PURPOSE_DAYS`). It takes at least 10 posts, more than half of
    them of one stage that does not serve the purpose.
    """
    counts = Counter(stages)
    posts = counts.total()
    stage, most = max(counts.items(), key=lambda counted: counted[1], default=(None, 0))
    if stage is None or posts < _FEWEST_POSTS or most / posts <= _MOSTLY or stage in _SERVED_BY[purpose]:
        return ()
    share = {"stage": stage, "share": round(most / posts * 100), "days": PURPOSE_DAYS}
    return (Message(AttentionCode.PURPOSE_MIXED, {"purpose": purpose, "other": _PURPOSE_OF[stage], **share}),)
