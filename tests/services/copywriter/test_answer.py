"""A draft is found in whatever a model says around it, and comes out safe."""

from __future__ import annotations

import json
import time

import pytest
from briefs import brief
from model_server import DRAFT

from app.copywriter.answer import MAX_ANSWER, AnswerInvalid, parse, to_copy
from app.copywriter.brief import CommunityBrief, ReplyBrief, ReworkBrief
from app.copywriter.draft_schema import DraftAnswer, cleaned, draft_schema
from content_calendar.content import Copy
from content_calendar.vocabulary import Instruction, Language, Platform, Scenario

PLAIN = json.dumps(DRAFT, ensure_ascii=False)
HOOK = str(DRAFT["hook"])


def answer(**changes: object) -> str:
    return json.dumps({**DRAFT, **changes}, ensure_ascii=False)


def copy(platform: Platform = Platform.WECHAT_GROUP, **changes: object) -> Copy:
    return to_copy(parse(answer(**changes)), brief(community=CommunityBrief("群", "暖窝", platform)))


@pytest.mark.parametrize(
    "said",
    [
        PLAIN,
        f"```json\n{PLAIN}\n```",
        f"好的，这是草稿：\n{PLAIN}\n希望你喜欢 {{笑}}",
        f"<think>先想想 {{'hook': 1}}，或者 {PLAIN[:40]}</think>\n{PLAIN}",
        f"想了很久，没有开头的标签</think>{PLAIN}",
        f"{PLAIN}<think>又想了想</think>",
        json.dumps({"draft": DRAFT}, ensure_ascii=False),
        json.dumps([DRAFT], ensure_ascii=False),
        f"{json.dumps(draft_schema())}\n{PLAIN}",
        "\ufeff" + PLAIN.replace("\\n", "\n"),
    ],
    ids=["plain", "fenced", "prose", "think", "think-end", "think-after", "wrapped", "list", "echo", "raw-breaks"],
)
def test_the_draft_is_found_whatever_stands_around_it(said: str) -> None:
    assert parse(said).hook == HOOK


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("对不起，我写不了。", "no complete JSON object"),
        (PLAIN[:-30], "no complete JSON object"),
        ("{}", "no complete JSON object"),
        ('{"hook": "有开头"}', "body: Field required"),
        (answer(hook=" \u200e "), "hook: Value error, must not be empty"),
        (answer(body=["一", "二"]), "body: Input should be a valid string"),
        (answer(hook={"text": "x"}, hashtags=7), "hashtags: Input should be a valid list"),
        (answer(body="长" * 6001), "at most 6000 characters, not 6001"),
        ("x" * (MAX_ANSWER + 1), f"longer than {MAX_ANSWER}"),
        ('{"a":' * 20_000, "no complete JSON object"),
    ],
)
def test_what_is_no_draft_is_refused_with_the_reason(said: str, fault: str) -> None:
    with pytest.raises(AnswerInvalid, match=fault):
        parse(said)


@pytest.mark.parametrize("noise", ["<think>" * 14_000, "{" * 100_000, "</think>" * 12_000, '{"' * 50_000])
def test_noise_is_refused_quickly(noise: str) -> None:
    started = time.monotonic()
    with pytest.raises(AnswerInvalid):
        parse(noise)
    assert time.monotonic() - started < 4


def test_null_means_nothing() -> None:
    draft = parse(answer(call_to_action=None, hashtags=None, tags=None, image_brief=None))
    assert (draft.call_to_action, draft.hashtags, draft.tags, draft.image_brief) == ("", [], [], "")


def test_control_marks_do_not_reach_the_copy() -> None:
    hidden = json.loads('"a\\u0000\\u202eb\\ud83d\\u2028c\\r\\nd\\te\\u200b"')
    assert cleaned(hidden) == "ab\nc\nd e\u200b"
    assert cleaned("👩\u200d👧 e\u0301") == "👩\u200d👧 é"


def test_the_hook_and_title_are_single_lines() -> None:
    draft = parse(answer(hook="一\n二", title=" 三 \t 四 "))
    assert (draft.hook, draft.title) == ("一 二", "三 四")


def test_no_line_is_said_twice() -> None:
    body = f"{HOOK}\n先拉窗帘。\n{DRAFT['call_to_action']}"
    assert copy(body=body).body == "先拉窗帘。"
    assert copy(body=HOOK).body == HOOK


def test_hashtags_are_written_as_the_platform_wants_them() -> None:
    words = ["#哄睡 小技巧#", "＃哄睡小技巧", "Baby-Nap", "baby-nap", "#", "<b>", "长" * 40, "四", "五", "六"]
    assert copy(Platform.XIAOHONGSHU, hashtags=words).hashtags == ("哄睡小技巧", "baby-nap", "b", "四")
    assert copy(Platform.XIAOHONGSHU, hashtags="#一 #二，三").hashtags == ("一", "二", "三")


def test_a_chat_group_gets_no_hashtags() -> None:
    assert copy(Platform.WECHAT_GROUP, hashtags=["一"]).hashtags == ()


def test_tags_come_from_the_plan_and_the_persona_alone() -> None:
    tags = copy(tags=["life:在家带娃", "value:利益", "自由发挥"]).tags
    assert tags == ("value:学习", "stage:交互", "form:问答", "goal:促活", "life:在家带娃")


def test_a_missing_title_is_taken_from_the_hook() -> None:
    assert copy(title="").title == HOOK


def test_markup_and_template_syntax_stay_plain_text() -> None:
    body = "<script>alert(1)</script> {{ 7*7 }} {% raw %}"
    assert copy(body=body).body == body


def test_the_schema_shown_is_the_one_checked() -> None:
    schema = draft_schema()
    assert schema["required"] == list(DraftAnswer.model_fields)
    assert schema["additionalProperties"] is False


REWORKED = Copy(
    title="旧标题", hook="旧开头", body="旧正文", hashtags=("端午",), tags=("value:信息", "自己加的"),
    image_brief="一碗粽子", comment_starter="我家是咸的", media=("a.png",),
)


def rework(instruction: Instruction, language: Language, **changes: object) -> Copy:
    weibo = CommunityBrief("群", "暖窝", Platform.WEIBO)
    asked = brief(community=weibo, rework=ReworkBrief(instruction, REWORKED, language, Platform.WEIBO))
    return to_copy(parse(answer(**changes)), asked)


def test_a_reworked_text_keeps_its_pictures_its_tags_and_what_the_model_left_out() -> None:
    copy = rework(Instruction.SHORTER, Language.ZH, title="", image_brief="", comment_starter="", hashtags=[], tags=[])
    assert copy.hook == HOOK
    assert (copy.media, copy.tags, copy.hashtags) == (REWORKED.media, REWORKED.tags, REWORKED.hashtags)
    assert (copy.title, copy.image_brief, copy.comment_starter) == ("旧标题", "一碗粽子", "我家是咸的")


def test_a_translation_is_tagged_in_its_own_language() -> None:
    copy = rework(Instruction.TRANSLATE, Language.EN)
    assert "自己加的" not in copy.tags
    assert "value:学习" in copy.tags


def test_a_reply_keeps_its_blanks_and_has_no_hashtags() -> None:
    weibo = CommunityBrief("群", "暖窝", Platform.WEIBO)
    asked = brief(community=weibo, reply=ReplyBrief(Scenario.WELCOME, variables=("昵称",)))
    copy = to_copy(parse(answer(hook="{昵称}，欢迎", hashtags=["欢迎"])), asked)
    assert (copy.hook, copy.hashtags) == ("{昵称}，欢迎", ())
