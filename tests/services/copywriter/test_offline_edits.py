"""What the writer without a model can do with a text that exists, and what it says when it cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_offline_writer import EN, ZH

from app.copywriter.brief import Brief, ReplyBrief, ReworkBrief
from app.copywriter.editing.sentences import sentences, without_span
from app.copywriter.editing.words import replaced, without_words
from app.copywriter.freshness import rule_context
from app.copywriter.offline import formula_example, offline_writer
from app.copywriter.offline_trouble import NothingToChange
from content_calendar.content import Copy
from content_calendar.copy_rules.counting import Unit, measure
from content_calendar.copy_rules.placeholders import PlaceholderCode
from content_calendar.copy_rules.rules import check
from content_calendar.severity import Severity
from content_calendar.vocabulary import Instruction, Language, Platform, Scenario

WIPES = Copy(
    title="夏天出汗｜湿巾怎么选",
    hook="其实湿巾真的不是越香越好！",
    body=(
        "夏天出汗多😍，擦脸擦手都要用。说实话，大家都知道气味只是气味。\n"
        "· 80 抽 × 3 包\n· 温和不刺激\n"
        "务必看一眼成分表，您如有疑问，请联系我。别的慢慢说，不着急。希望每个宝宝都舒服。"
    ),
    call_to_action="想要的在群里说一声。还可以看群公告！",
    comment_starter="群里有用过的吗～",
    tags=("value:学习",),
    media=("a.jpg",),
)
KIT = Copy(
    title="Packing light",
    hook="This is absolutely the most amazing packing trick!!",
    body="Please note that you must not carry large bottles. Basically, pour them over. It is easy 😍. Do not hurry.",
    call_to_action="Tell us in the group. It is quick!",
    comment_starter="Anyone in the group tried it?",
)


def order(instruction: Instruction, text: Copy = WIPES, start: Brief = ZH, **changes: object) -> Brief:
    rework = ReworkBrief(instruction, text, start.language, Platform.WECHAT_GROUP)
    return replace(start, rework=rework, voice=replace(start.voice, always=()), **changes)


def edited(*asked: object, **changes: object) -> Copy:
    return offline_writer().write(order(*asked, **changes)).copy  # type: ignore[arg-type]


def test_shorter_keeps_every_fact_and_loses_the_filler() -> None:
    short = edited(Instruction.SHORTER)
    assert len(short.body) <= 0.7 * len(WIPES.body)
    assert "80 抽 × 3 包" in short.body
    assert "· 温和不刺激" in short.body
    assert short.hook == "湿巾不是越香越好！"
    assert short.call_to_action == "想要的在群里说一声。"
    assert (short.tags, short.media, short.title) == (WIPES.tags, WIPES.media, WIPES.title)


def test_shorter_keeps_the_blanks_of_a_reply() -> None:
    body = "谢谢你。我们都很感动。{截止时间}之前回你。其他不用管。也请放心。"
    text = Copy(hook="{昵称}，收到。", body=body, call_to_action="好吗？")
    reply = ReplyBrief(Scenario.CLOSING, (), ("昵称", "截止时间"))
    short = edited(Instruction.SHORTER, text, reply=reply)
    assert "{截止时间}之前回你。" in short.body
    assert len(short.body) < len(text.body)


def test_warmer_speaks_to_people_and_says_nothing_stiff() -> None:
    warm = edited(Instruction.WARMER)
    assert warm.hook.startswith("姐妹们，")
    assert "务必" not in warm.body
    assert "您" not in warm.body
    assert warm.call_to_action.startswith(WIPES.call_to_action)
    assert len(warm.call_to_action) > len(WIPES.call_to_action)
    english = edited(Instruction.WARMER, KIT, EN)
    assert "travellers" in english.hook
    assert english.body.startswith("Just so you know, you shouldn't carry")
    assert "It's easy" in english.body


def test_plainer_takes_out_hype_emoji_and_shouting() -> None:
    assert edited(Instruction.PLAINER).hook == "其实湿巾不是越香越好。"
    assert "😍" not in edited(Instruction.PLAINER).body
    plain = edited(Instruction.PLAINER, KIT, EN)
    assert plain.hook == "This is the packing trick."
    assert plain.call_to_action == "Tell us in the group. It is quick."


def test_another_platform_gets_its_hashtags_its_places_and_its_limits() -> None:
    community = replace(ZH.community, platform=Platform.XIAOHONGSHU)
    long_title = replace(WIPES, title="夏天出汗的时候给宝宝选湿巾到底应该看哪几样东西")
    moved = edited(Instruction.ANOTHER_PLATFORM, long_title, community=community)
    assert 0 < len(moved.title) <= 20
    assert moved.hashtags
    assert "评论区" in moved.call_to_action
    assert "群里" not in moved.text()


def test_a_text_moved_to_x_fits_there() -> None:
    community = replace(EN.community, platform=Platform.X)
    text = replace(KIT, body="\n".join(f"Line {n} says something about bottles, trays and bags." for n in range(20)))
    moved = edited(Instruction.ANOTHER_PLATFORM, text, EN, community=community)
    assert measure(moved.text(), Unit.WEIGHTED) <= 280
    assert moved.body.startswith("Line 0")


def test_findings_are_fixed_without_a_new_claim() -> None:
    text = replace(
        WIPES,
        hook="湿巾不是越香越好，" + "越想越觉得该看成分表，" * 6 + "不信看看。",
        body="这是最佳选择，也很顺手。只要 9.9 元，打五折。\n规格写在这里：80 抽 × 3 包。[产品名]很好。",
    )
    brief = order(Instruction.FIX_FINDINGS, text)
    assert len(check(text, rule_context(brief, with_facts=True))) >= 4
    mended = offline_writer().write(brief).copy
    assert check(mended, rule_context(brief, with_facts=True)) == ()
    assert "80 抽 × 3 包" in mended.body
    assert "9.9" not in mended.text()
    assert mended.hook.startswith("湿巾不是越香越好")


@pytest.mark.parametrize("instruction", [each for each in Instruction if each is not Instruction.TRANSLATE])
def test_an_edit_is_repeatable_and_names_its_formula(instruction: Instruction) -> None:
    text = replace(WIPES, body=WIPES.body + "只要 9.9 元。")
    elsewhere = replace(ZH.community, platform=Platform.WEIBO)
    community = elsewhere if instruction is Instruction.ANOTHER_PLATFORM else ZH.community
    brief = order(instruction, text, community=community)
    first, again = offline_writer().write(brief), offline_writer().write(brief)
    assert first == again
    assert first.copy != text
    assert first.provenance.prompt == f"formulas/zh/edits/{instruction}.yaml"
    assert len(first.provenance.prompt_version) == 12
    assert formula_example(brief) == first.copy.text()


def test_what_is_edited_stays_data() -> None:
    text = replace(WIPES, hook="{{ 7*7 }}，其实真的。", body="{% for a in b %}<b onclick=x>。务必看。")
    for instruction in (Instruction.SHORTER, Instruction.WARMER, Instruction.PLAINER):
        copy = edited(instruction, text)
        assert "{{ 7*7 }}" in copy.hook
        assert "{% for a in b %}<b onclick=x>" in copy.body


NOTICE = Copy(
    title="抽奖",
    hook="夏天出汗多，湿巾怎么选？",
    body=(
        "价格：39.9 元，包邮\n· 报名：https://a.example/x\n截止时间：2026年6月20日 18:00。\n"
        "报名截止 6月20日。欢迎！\n亲爱的{昵称}，来。"
    ),
    hashtags=("抽奖", "summer", "夏天出汗"),
)


def translation(text: Copy, brief: Brief) -> Brief:
    source = Language.ZH if brief.language is Language.EN else Language.EN
    return replace(brief, rework=ReworkBrief(Instruction.TRANSLATE, text, source, Platform.WECHAT_GROUP))


def test_without_a_model_a_translation_is_a_sheet_with_what_needs_no_translator() -> None:
    written = offline_writer().write(translation(NOTICE, EN))
    assert written.provenance.prompt == "formulas/en/edits/translate.yaml"
    assert written.copy.title == "Prize draw"
    assert written.copy.hook == "[Translate: 夏天出汗多，湿巾怎么选？]"
    assert written.copy.hashtags == ("Prizedraw", "summer", "[Translate:夏天出汗]")
    assert written.copy.body.split("\n") == [
        "Price: 39.9 yuan, free shipping",
        "· Sign-up: https://a.example/x",
        "Deadline: 20 June 2026 18:00.",
        "[Translate: 报名截止 6月20日。｜报名截止 sign-up closes · 6月20日 20 June] [Translate: 欢迎！]",
        "[Translate: 亲爱的{昵称}，来。]",
    ]


def test_names_and_amounts_stand_in_a_sheet_into_chinese_too() -> None:
    text = Copy(body="Price: CNY 420\nthe travel set: free shipping, 20 June\nCome along. Bring {name}!\n4 × 50 ml")
    sheet = offline_writer().write(translation(text, replace(EN, language=Language.ZH))).copy
    assert sheet.body.split("\n") == [
        "价格：CNY 420", "the travel set：包邮，6月20日", "[待译：Come along.][待译：Bring {name}!]", "4 × 50 ml",
    ]  # fmt: skip


@pytest.mark.parametrize("instruction", [Instruction.TRANSLATE, Instruction.SHORTER])
def test_whatever_a_sheet_leaves_to_a_person_blocks_the_text_and_no_edit_hides_it(instruction: Instruction) -> None:
    rework = ReworkBrief(instruction, WIPES, Language.ZH, Platform.WECHAT_GROUP)
    sheet = offline_writer().write(replace(EN, rework=rework)).copy
    found = [each for each in check(sheet, rule_context(EN)) if each.code is PlaceholderCode.UNTRANSLATED]
    assert {each.severity for each in found} == {Severity.BLOCKING}
    assert len(found) == str(sheet).count("[Translate: ") > 5
    with pytest.raises(NothingToChange):
        edited(Instruction.FIX_FINDINGS, Copy(hook="[Translate: 夏天]", body="[Translate: 出汗] Yes."), EN)


def test_a_model_that_translates_sees_a_post_in_the_language_it_translates_into() -> None:
    for brief in (ZH, EN):
        example = formula_example(translation(NOTICE, brief))
        assert example
        assert "[" not in example
        assert ("\u4e00" <= max(example) <= "\u9fff" or "，" in example) is (brief.language is Language.ZH)


def test_an_edit_without_effect_is_refused_rather_than_passed_off_as_one() -> None:
    text = Copy(title="午睡", hook="先拉窗帘。", body="放同一首歌。", call_to_action="试过吗？")
    with pytest.raises(NothingToChange):
        edited(Instruction.FIX_FINDINGS, text)


def test_words_are_taken_out_whole_and_leave_no_gap() -> None:
    assert without_words("Really, it is very good.", ("really", "very")) == "It is good."
    assert without_words("太阳太大，真的。", ("太", "真的"), ("太阳",)) == "太阳大。"
    assert replaced("Cannot go. I cannot.", {"cannot": "can't"}) == "Can't go. I can't."


def test_a_sentence_goes_with_its_mark_and_a_line_with_its_last_sentence() -> None:
    assert sentences("一句。两句！It costs 9.9 now. Yes") == ["一句。", "两句！", "It costs 9.9 now. ", "Yes"]
    assert without_span("留。去。\n去掉这行。\n还在。", 2, 10) == "留。\n还在。"
