from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_copy import CLEAN, context, findings

from content_calendar.content import Copy
from content_calendar.copy_rules.finding import CopyField, Finding
from content_calendar.copy_rules.fixing import NoFix, apply_fix
from content_calendar.copy_rules.hook import HookCode
from content_calendar.copy_rules.limits import LimitCode
from content_calendar.copy_rules.rules import check
from content_calendar.vocabulary import Platform

SLIPS = (
    "！！", "!!!", "🎉🎉🎉", "\u200b", "\x00", "最便宜", "最受欢迎", "ＢＥＳＴ ＤＥＡＬ", "FREE GIFT TODAY",
    "最划算", "跳楼价", "好吃。", "粽" * 30,
    "#", " #", " ", "\n", "a", "ß",
)  # fmt: skip
slips = st.lists(st.sampled_from(SLIPS), max_size=6).map("".join)


def fixable(copy: Copy) -> list[Finding]:
    return [finding for finding in check(copy, context(platform=Platform.XIAOHONGSHU)) if finding.fix is not None]


@given(hook=slips, body=slips, tags=st.lists(slips, max_size=12))
@settings(max_examples=40)
def test_a_fix_removes_its_finding_and_brings_no_other_of_its_kind(hook, body, tags):
    copy = Copy(hook=hook, body=body, hashtags=tuple(tags))
    for finding in fixable(copy):
        before = [other for other in fixable(copy) if other.code is finding.code]
        after = [other for other in fixable(apply_fix(copy, finding)) if other.code is finding.code]
        assert len(after) < len(before), finding


@given(body=slips)
@settings(max_examples=30)
def test_one_click_after_the_other_comes_to_an_end(body):
    copy = Copy(body=body)
    for _ in range(40):
        found = fixable(copy)
        if not found:
            return
        copy = apply_fix(copy, found[0])
    raise AssertionError(copy)


def test_a_long_first_line_is_broken_where_its_last_quick_sentence_ends():
    line = "粽子夹生，多半是米没泡够。" + "我家试了三种泡法，" * 6
    (finding,) = findings(code=HookCode.WEAK_HOOK, hook=line)
    mended = apply_fix(replace(CLEAN, hook=line), finding)
    assert mended.hook == line.replace("。", "。\n", 1)
    assert findings(mended, HookCode.WEAK_HOOK) == []


def test_hashtags_too_many_are_dropped_from_the_end_and_those_with_blanks_stay_whole():
    tags = ("a b", *(f"t{number}" for number in range(12)))
    (finding,) = findings(code=LimitCode.TOO_MANY, hashtags=tags, platform=Platform.XIAOHONGSHU)
    assert apply_fix(replace(CLEAN, hashtags=tags), finding).hashtags == tags[:10]


def test_what_takes_a_person_has_no_fix():
    (finding,) = findings(code=HookCode.WEAK_HOOK, hook="粽" * 49)
    with pytest.raises(NoFix):
        apply_fix(replace(CLEAN, hook="粽" * 49), finding)
    assert finding.field is CopyField.HOOK
