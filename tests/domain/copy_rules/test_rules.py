from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_copy import CLEAN, ENGLISH, context, findings

from content_calendar.content import Copy
from content_calendar.copy_rules.characters import CharacterCode
from content_calendar.copy_rules.context import Blanks
from content_calendar.copy_rules.emptiness import EmptyCode
from content_calendar.copy_rules.fields import field_text
from content_calendar.copy_rules.finding import CopyField
from content_calendar.copy_rules.hook import HookCode
from content_calendar.copy_rules.language import LanguageCode
from content_calendar.copy_rules.placeholders import PlaceholderCode
from content_calendar.copy_rules.rules import check
from content_calendar.copy_rules.shortlist import MOST_FINDINGS, ShortlistCode, shortlist
from content_calendar.copy_rules.voice import VoiceCode
from content_calendar.replies.braces import BraceFault
from content_calendar.replies.snippets import SnippetFault
from content_calendar.replies.variable_faults import VariableFault
from content_calendar.severity import Severity
from content_calendar.vocabulary import Language, Platform


def marked(copy: Copy, finding) -> str:
    return field_text(copy, finding.field)[finding.start : finding.end]


@pytest.mark.parametrize("platform", Platform)
def test_clean_copy_has_no_findings_anywhere(platform):
    assert check(CLEAN, context(platform=platform)) == ()
    assert check(ENGLISH, context(platform=platform, language=Language.EN)) == ()


@pytest.mark.parametrize("body", ["", " ", "\n\t\u3000", "\u200b\u200d", "\x00"])
def test_a_body_without_anything_to_read_blocks(body):
    (finding,) = findings(code=EmptyCode.EMPTY_BODY, body=body)
    assert finding.severity is Severity.BLOCKING


@pytest.mark.parametrize(
    "blank",
    [
        "{昵称}", "｛产品｝", "{{ name }}", "{{", "{% if %}", "[产品]", "［链接］", "[Your brand]",
        "[insert date here]", "<价格>", "XXX", "xxx", "×××", "XX元", "＿＿", "____", "待补充", "TBD", "Lorem ipsum",
    ],
)  # fmt: skip
def test_a_blank_nobody_filled_in_blocks(blank):
    copy = Copy(body=f"今天的福利是 {blank} 记得来")
    blanks = findings(copy, PlaceholderCode.UNFILLED)
    assert blanks, blank
    assert {finding.severity for finding in blanks} == {Severity.BLOCKING}
    assert all(marked(copy, finding) in f"{blank}元" for finding in blanks)


@pytest.mark.parametrize(
    "honest",
    [
        "[微笑][玫瑰]", "XXL 和 XL 都有", "3XL", "0xff", "love xx", "a_b", "snake__case", "【福利】", "(产品)", "<3",
        "https://a.example/x?t=__y__", "{}", "xbox", "6×8", "TODOs", "[1]",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_blank_is_left_alone(honest):
    assert findings(code=PlaceholderCode.UNFILLED, body=f"大家看看 {honest} 好不好") == []


@pytest.mark.parametrize("game", ["填空：包粽子的时候，我总是____。", "Finish the sentence. Dumplings make me ____."])
def test_a_line_that_members_are_asked_to_fill_in_is_the_point_of_the_post(game):
    assert findings(code=PlaceholderCode.UNFILLED, body=game) == []
    (finding,) = findings(code=PlaceholderCode.UNFILLED, body=f"{game}[产品]")
    assert finding.message.params["text"] == "[产品]"


def test_a_reply_template_keeps_the_variables_it_declares():
    body = "{昵称}，欢迎！{ 产品 } 今晚 {时间} 截止"
    (finding,) = findings(code=BraceFault.UNKNOWN, body=body, blanks=Blanks(known=frozenset({"昵称", "产品"})))
    assert body[finding.start : finding.end] == "{时间}"


@pytest.mark.parametrize(
    ("words", "code", "place"),
    [
        ("{昵称，在吗", BraceFault.STRAY, "{"), ("{{昵称}}", BraceFault.ENGINE, "{{昵称}}"),
        ("{昵称!r}", BraceFault.BAD_NAME, "{昵称!r}"), ("{地址}", BraceFault.UNKNOWN, "{地址}"),
        ("在吗", BraceFault.UNUSED, ""), ("{>落款}", SnippetFault.UNKNOWN, "{>落款}"),
        ("{容量}", VariableFault.NO_SUCH_FACT, ""),
    ],
)
def test_braces_of_a_reply_template_are_told_by_what_is_wrong_with_them(words, code, place):
    blanks = Blanks(known=frozenset({"昵称", "容量"}), expected=("昵称",), without_fact=(("容量", "容量"),))
    body = f"这个杯子家里够用。{words}"
    found = findings(code=code, body=body, blanks=blanks)
    assert [body[each.start : each.end] for each in found if each.field is CopyField.BODY] == [place] * bool(place)
    assert {each.severity for each in found} == {Severity.HINT if code is BraceFault.UNUSED else Severity.BLOCKING}
    assert findings(code=PlaceholderCode.UNFILLED, body=body, blanks=blanks) == [], "nothing is told twice"
    assert findings(code=code, body=body) == [], "a post has no blanks"


@pytest.mark.parametrize("written", ["绝绝子", "绝绝\u200b子", "VIP", "ＶＩＰ", "vip"])
def test_what_the_voice_never_says_blocks_however_it_is_written(written):
    copy = Copy(body=f"这款{written}真的")
    (finding,) = findings(copy, VoiceCode.NEVER_SAID, never_words=("绝绝子", "Vip"))
    assert finding.severity is Severity.BLOCKING
    assert marked(copy, finding) == written


@pytest.mark.parametrize("word", ["", " ", "\u200b"])
def test_an_empty_never_word_forbids_nothing(word):
    assert findings(code=VoiceCode.NEVER_SAID, never_words=(word,)) == []


def test_a_latin_never_word_is_a_whole_word():
    never = {"never_words": ("free", "cafe"), "language": Language.EN}
    assert findings(Copy(body="freedom, carefree, free-range café"), VoiceCode.NEVER_SAID, **never) != []
    assert findings(Copy(body="freedom, carefree, café, cafe\u0301"), VoiceCode.NEVER_SAID, **never) == []


def test_a_first_line_of_eight_seconds_is_short_enough_and_one_more_is_not():
    assert findings(code=HookCode.WEAK_HOOK, hook="粽" * 48) == []
    (finding,) = findings(code=HookCode.WEAK_HOOK, hook="粽" * 49)
    assert (finding.field, finding.start, finding.end) == (CopyField.HOOK, 48, 49)
    assert findings(code=HookCode.WEAK_HOOK, hook="rice " * 32) == []
    assert findings(code=HookCode.WEAK_HOOK, hook="rice " * 33) != []


def test_without_a_hook_the_first_line_of_the_body_is_what_members_see():
    body = "\n" + "粽" * 60 + "\n短句"
    (finding,) = findings(code=HookCode.WEAK_HOOK, hook=" ", body=body)
    assert finding.field is CopyField.BODY
    assert body[finding.start : finding.end] == "粽" * 12


def test_only_the_first_line_has_to_be_quick():
    assert findings(code=HookCode.WEAK_HOOK, hook="短句\n" + "粽" * 60) == []


def test_punctuation_and_emoji_take_no_time_to_read():
    assert findings(code=HookCode.WEAK_HOOK, hook="粽，" * 48 + "🎉" * 40) == []


@pytest.mark.parametrize(
    ("language", "body", "wrong"),
    [
        (Language.ZH, "Soak the rice for eight hours and it will never be half raw again.", True),
        (Language.EN, "前一晚泡足八小时，蒸出来不夹生。", True),
        (Language.ZH, "新到的 New Balance 574 和 Nike Air Force 1，今晚八点补货，尺码在图里。", False),
        (Language.EN, "We tried 粽子 from three kitchens and liked the one with red dates best.", False),
        (Language.ZH, "看这里 https://example.com/a/very/long/address/in/latin/letters/and/more/of/them 早", False),
        (Language.ZH, "OK!", False),
        (Language.EN, "😀😀😀😀😀😀😀😀😀😀", False),
    ],
)
def test_copy_in_another_language_is_noticed(language, body, wrong):
    assert bool(findings(code=LanguageCode.WRONG_LANGUAGE, body=body, language=language)) is wrong


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x1b", "\x7f", "\x85", "\ud800", "\uffff"])
def test_a_control_character_blocks_in_every_field_that_is_read(character):
    for field in ("title", "hook", "body", "call_to_action", "comment_starter"):
        text = f"早{character}安"
        found = findings(Copy(**{"body": "早安", field: text}), CharacterCode.CONTROL_CHARACTER)
        assert [(f.severity, f.field.value, f.start, f.end) for f in found] == [(Severity.BLOCKING, field, 1, 2)]
    assert findings(hashtags=("端午", f"a{character}"), code=CharacterCode.CONTROL_CHARACTER)


@pytest.mark.parametrize("character", ["\u200b", "\ufeff", "\u202e", "\u2060"])
def test_an_invisible_character_is_pointed_out(character):
    (finding,) = findings(code=CharacterCode.INVISIBLE_CHARACTER, body=f"早{character}安各位朋友")
    assert finding.severity is Severity.WARNING
    assert f"U+{ord(character):04X}" in finding.message.text("zh")


@pytest.mark.parametrize("text", ["👨‍👩‍👧‍👦 早安\r\n\t朋友", "שלום\u200f עולם", "می\u200cخواهم"])
def test_honest_joiners_line_breaks_and_direction_marks_are_left_alone(text):
    assert [f for f in findings(body=text) if isinstance(f.code, CharacterCode)] == []


ODD = ("{", "}", "\ud800", "\x00", "ﬁ", "ß", "İ", "㍿", "👨‍👩‍👧", "\u0301", "\u202e", "\n")
TRIGGERS = ("[产品]", "XXX", "最佳", "No.1", "¥9", "％")
hostile = st.lists(st.one_of(st.sampled_from(ODD + TRIGGERS), st.text(max_size=6)), max_size=10).map("".join)
hashtags = st.lists(hostile, max_size=12)


@given(title=hostile, hook=hostile, body=hostile, tags=hashtags, platform=st.sampled_from(Platform))
def test_every_finding_points_into_its_field_and_can_be_said(title, hook, body, tags, platform):
    copy = Copy(title=title, hook=hook, body=body, hashtags=tuple(tags), media=tuple(tags))
    for finding in check(copy, context(platform=platform, never_words=("ss", "股份"), facts=("5 元",))):
        assert 0 <= finding.start <= finding.end <= len(field_text(copy, finding.field))
        assert finding.start < finding.end or finding.code is EmptyCode.EMPTY_BODY
        assert finding.message.text("zh") != finding.message.text("en")


@given(body=hostile)
def test_the_same_copy_is_judged_the_same_way(body):
    assert findings(body=body) == findings(body=body)


def test_of_thousands_of_findings_the_weightiest_hundred_are_listed_and_the_others_counted():
    found = findings(Copy(hook="今晚见", body="12345 " * 1_500 + "[产品]"), facts=())
    assert len(found) > 1_000
    listed = shortlist(found)
    assert len(listed) == MOST_FINDINGS + 1
    assert listed[0].code is PlaceholderCode.UNFILLED
    assert listed[-1].code is ShortlistCode.MANY_MORE
    assert listed[-1].message.params["count"] == len(found) - MOST_FINDINGS
    assert listed[-1].severity is Severity.WARNING
    places = [finding.start for finding in listed[1:-1] if finding.field is CopyField.BODY]
    assert places == sorted(places)
    assert shortlist(found[:MOST_FINDINGS]) == tuple(found[:MOST_FINDINGS])
