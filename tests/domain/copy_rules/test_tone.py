from __future__ import annotations

import pytest
from sample_copy import CLEAN, findings

from content_calendar.content import Copy
from content_calendar.copy_rules.context import Twin
from content_calendar.copy_rules.repetition import RepetitionCode
from content_calendar.copy_rules.tone import ToneCode
from content_calendar.copy_rules.voice import VoiceCode
from content_calendar.severity import Severity


@pytest.mark.parametrize(
    ("code", "body", "marked", "fix"),
    [
        (ToneCode.PILED_MARKS, "真的好吃！！！", "！！！", "！"),
        (ToneCode.PILED_MARKS, "真的吗?!! 好", "?!!", "!"),
        (ToneCode.EMOJI_PILE, "来啦🎉🎉 👨‍👩‍👧一起", "🎉🎉 👨‍👩‍👧", "🎉"),
        (ToneCode.EMOJI_PILE, "谢谢[玫瑰][玫瑰][玫瑰]", "[玫瑰][玫瑰][玫瑰]", "[玫瑰]"),
        (ToneCode.ALL_CAPITALS, "Now: FREE GIFT TODAY only", "FREE GIFT TODAY", "Free gift today"),
        (ToneCode.SHOUTING, "这款卖爆了", "卖爆了", None),
    ],
)
def test_a_signal_of_advertising_is_hinted_at_where_it_stands(code, body, marked, fix):
    (finding,) = findings(Copy(body=body), code)
    assert (finding.severity, body[finding.start : finding.end], finding.fix) == (Severity.HINT, marked, fix)


@pytest.mark.parametrize("honest", ["好吃！真的？", "来啦🎉🎉", "ISO GB 标准", "NASA, ESA", "爆米花",
"【群规】[1] [2] [3]"])
def test_one_mark_two_emoji_and_names_are_no_advertising(honest):
    assert [f for f in findings(Copy(body=honest)) if isinstance(f.code, ToneCode)] == []


def test_one_call_to_hurry_is_fine_and_every_further_one_is_not():
    assert findings(code=ToneCode.URGENCY_CHAIN, body="最后一天，想好再买。") == []
    copy = Copy(hook="最后一天", body="手慢无，赶紧下单")
    found = findings(copy, ToneCode.URGENCY_CHAIN)
    assert [(f.severity, f.message.params["text"], f.message.params["count"]) for f in found] == [
        (Severity.WARNING, "手慢无", 3), (Severity.WARNING, "赶紧下单", 3),
    ]


def test_many_emoji_are_counted_over_the_whole_text():
    assert findings(code=ToneCode.EMOJI_CROWD, body="好🎉 " * 9) != []
    assert findings(code=ToneCode.EMOJI_CROWD, body="早上好，今天也要好好吃饭呀，记得按时喝水，别熬夜🎉" * 9) == []


def test_what_is_not_said_to_a_persona_blocks_beside_what_the_voice_never_says():
    words = {"never_words": ("亲亲",), "persona_never": ("没空陪孩子",)}
    found = [f for f in findings(Copy(body="亲亲，没空陪孩子？"), **words) if isinstance(f.code, VoiceCode)]
    assert [(f.code, f.severity) for f in found] == [
        (VoiceCode.NEVER_SAID, Severity.BLOCKING), (VoiceCode.NOT_TO_PERSONA, Severity.BLOCKING),
    ]


def test_a_twin_is_named_so_that_a_page_can_link_to_it():
    (finding,) = findings(CLEAN, RepetitionCode.NEAR_DUPLICATE, twins=(Twin(7, "糯米泡多久", 3),))
    assert (finding.severity, finding.message.params["item_id"]) == (Severity.WARNING, 7)
    assert (finding.start, finding.end) == (0, len(CLEAN.text()))
    assert "“糯米泡多久”（#7）" in finding.message.text("zh")
