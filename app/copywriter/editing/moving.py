"""For another platform: its limits, its hashtags, its places to answer, its taste for emoji."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.copywriter.brief import Brief, ReworkBrief
from app.copywriter.editing.setting import TEXT_FIELDS, EditSetting
from app.copywriter.editing.shortening import shortened
from app.copywriter.editing.tone import without_emoji
from app.copywriter.editing.words import replaced
from app.copywriter.phrasing import SOBER_PLATFORMS
from app.copywriter.tagging import HASHTAG_PLATFORMS, MAX_HASHTAGS, hashtags
from content_calendar.content import Copy
from content_calendar.copy_rules.channels import Limit, limits
from content_calendar.copy_rules.counting import fitting, measure
from content_calendar.copy_rules.fields import field_text
from content_calendar.copy_rules.finding import CopyField
from content_calendar.vocabulary import Platform

CHATS = frozenset(
    {Platform.WECHAT_GROUP, Platform.WECOM_GROUP, Platform.QQ_GROUP, Platform.DISCORD, Platform.TELEGRAM}
)
_STEPS = (0.9, 0.75, 0.6, 0.45, 0.3, 0.15, 0.0)


def move(copy: Copy, setting: EditSetting, rework: ReworkBrief) -> Copy:
    """`copy` as the brief's platform takes it, `rework.platform` being where it comes from."""
    target = setting.brief.community.platform
    moved = _where_to_answer(copy, setting, rework.platform in CHATS, target in CHATS)
    moved = without_emoji(moved) if target in SOBER_PLATFORMS else moved
    return fitted(replace(moved, hashtags=_hashtags(moved, setting.brief)), target)


def fitted(copy: Copy, platform: Platform) -> Copy:
    """`copy` within the limits of `platform`: the title is cut between words, the body by sentences."""
    for limit in limits(platform):
        copy = _within(copy, limit)
    return copy


def _where_to_answer(copy: Copy, setting: EditSetting, from_chat: bool, to_chat: bool) -> Copy:
    if from_chat == to_chat:
        return copy
    table = setting.words.to_chat if to_chat else setting.words.to_feed
    parts: dict[str, Any] = {name: replaced(getattr(copy, name), table) for name in TEXT_FIELDS}
    return replace(copy, **parts)


def _hashtags(copy: Copy, brief: Brief) -> tuple[str, ...]:
    if brief.reply or brief.community.platform not in HASHTAG_PLATFORMS:
        return ()
    return tuple(dict.fromkeys((*copy.hashtags, *hashtags(brief))))[:MAX_HASHTAGS]


def _within(copy: Copy, limit: Limit) -> Copy:
    if limit.field is CopyField.HASHTAGS:
        return replace(copy, hashtags=copy.hashtags[: limit.at_most])
    if limit.field is CopyField.TITLE:
        return replace(copy, title=copy.title[: fitting(copy.title, limit.unit, limit.at_most)].rstrip(" ，,、：:|｜"))
    return _short_enough(copy, limit) if limit.field is CopyField.TEXT else copy


def _short_enough(copy: Copy, limit: Limit) -> Copy:
    """The mildest cut that fits, or else the deepest: then the hook alone is too long, and a finding says so."""
    cuts = _cuts(copy)
    fits = (each for each in cuts if measure(field_text(each, limit.field), limit.unit) <= limit.at_most)
    return next(fits, cuts[-1])


def _cuts(copy: Copy) -> list[Copy]:
    """`copy` cut ever deeper: spare sentences, then hashtags and the request, then lines of the body but the first."""
    shorter = [replace(copy, body=shortened(copy.body, int(len(copy.body) * share))) for share in _STEPS]
    bare = replace(shorter[-1], hashtags=(), call_to_action="")
    lines = bare.body.split("\n")
    fewer = [replace(bare, body="\n".join(lines[:kept]).strip()) for kept in range(len(lines), 0, -1)]
    return [copy, *shorter, *(replace(each, hashtags=()) for each in shorter), *fewer]
