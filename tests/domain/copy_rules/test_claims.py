from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_copy import findings

from content_calendar.content import Copy
from content_calendar.copy_rules.claims.numerals import arabic, han
from content_calendar.copy_rules.facts import FactCode
from content_calendar.copy_rules.prizes import PrizeCode

FACTS = (
    "日常价 89 元", "周四拼团价 2 人成团 75 元", "会员价 199", "材质 80% 棉", "净重 400 克 × 2 盒",
    "满 ¥1,299.00 打 8.5 折",
    "活动 6月18日 晚上 8 点到 10 点半", "限量三千份，二十天发完", "Doors open in ninety minutes",
    "https://shop.example.com/rice/",
    "开业 2024-03-01",
)  # fmt: skip
MOMENTS = (datetime(2026, 9, 10, 20, 0, tzinfo=ZoneInfo("Asia/Shanghai")),)


def unsupported(body: str, **changes: object) -> list[str]:
    """The claims in `body` that FACTS do not support, as they stand there."""
    known = {"facts": FACTS, "moments": MOMENTS} | changes
    return [body[f.start : f.end] for f in findings(Copy(body=body), FactCode.UNSUPPORTED_CLAIM, **known)]


@pytest.mark.parametrize(
    "said",
    [
        "89元", "￥８９", "八十九元", "89 yuan", "RMB 89", "¥199", "1299", "1,299.00 元", "一千二百九十九元",
        "8.5折", "85折", "八五折",
        "15% off", "80％棉", "百分之八十", "400克", "２盒", "3000份", "三千份", "0.3万份", "20天", "90 minutes",
        "6月18日", "六月十八日", "6/18", "2026-06-18", "18 June", "June 18th", "晚上8点", "20:00", "8 pm",
        "10:30", "十点半",
        "9月10日", "9月10日晚八点", "2026年", "2024年3月1日", "shop.example.com/rice",
        "https://shop.example.com/rice。",
    ],
)  # fmt: skip
def test_what_the_facts_say_may_be_said_in_any_writing(said):
    assert unsupported(f"记得，{said}，别忘了") == []


@pytest.mark.parametrize(
    "said",
    [
        "99元", "¥99", "400元", "九十九元", "$89", "9折", "半价", "30% off", "20%", "百分之五十", "500克",
        "五千份", "三十天",
        "6月19日", "7/18", "19 June", "2025年3月1日", "早上8点", "21:00", "9 pm", "https://shop.example.com/tea",
        "evil.example.com",
        "a@b.com", "1.5万", "1234567",
    ],
)  # fmt: skip
def test_what_no_fact_says_is_pointed_at(said):
    (found,) = unsupported(f"记得，{said}，别忘了")
    assert found == said.rstrip("克份天")


@pytest.mark.parametrize(
    "body",
    [
        "1. 洗米\n2、泡米\n3) 包好\n（4）上锅", "第3天打卡，第 12 步收尾", "分享5个小技巧，3步学会",
        "选A还是选B？扣1，回复“2”",
        "想要的选 1。或者投 2！", "618和双11都不熬夜", "iPhone15、B12、4K 都行，3XL 有货", "1️⃣ 泡 2️⃣ 蒸 ① 看",
        "1对1 聊，三选一",
        "早一点来，一起包，万一晚了也十分欢迎，两个人一百个放心", "Day 3, step 2, top 10, 5 quick tips",
        "Reply 1 if you want it, vote 2.",
        "1st try, 2nd try", "#12 的妈妈说", "小数点",
    ],
)  # fmt: skip
def test_numbering_choices_and_names_claim_nothing(body):
    assert unsupported(body, facts=()) == []


@pytest.mark.parametrize(("body", "claimed"), [
    ("抢 3 盒", ["3"]), ("发3盒", ["3"]), ("扣5元", ["5元"]), ("Pick 3 winners", ["3"]), ("3-5天到", ["3", "5"]),
    ("10~20%", ["10", "20%"]), ("12:30 开始", ["12:30"]), ("泡 8 小时", ["8"]),
])
def test_a_claim_beside_something_harmless_is_still_a_claim(body, claimed):
    assert unsupported(body, facts=()) == claimed


def test_where_facts_are_unknown_nothing_is_questioned_and_where_there_are_none_everything_is():
    assert findings(code=FactCode.UNSUPPORTED_CLAIM, body="只要 1 元") == []
    assert unsupported("只要 1 元", facts=()) == ["1 元"]


def test_the_message_names_the_kind_of_claim():
    (finding,) = findings(Copy(body="只要 7 元"), FactCode.UNSUPPORTED_CLAIM, facts=())
    assert finding.message.text("zh").startswith("价格“7 元”")
    assert "price “7 元”" in finding.message.text("en")


@pytest.mark.parametrize(("written", "value"), [
    ("一千", 1000), ("两百五", 250), ("一万二", 12_000), ("三十五", 35), ("十五", 15), ("二〇二六", 2026),
    ("一百零五", 105),
    ("两万三千五百", 23_500), ("一亿二千万", 120_000_000), ("百", 100),
])
def test_a_chinese_numeral_has_its_value(written, value):
    assert han(written) == value


@given(st.integers(0, 99_999_999), st.booleans())
@settings(max_examples=30)
def test_a_number_is_the_same_with_and_without_commas_and_in_full_width(number, wide):
    written = f"{number:,}"
    assert arabic(written) == number
    shown = written.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)}) if wide else written
    assert unsupported(f"共 {shown} 份", facts=(f"库存 {number} 份",)) == []


@given(st.text(alphabet="0123456789一二三十百千万亿元折%点月日号年:/.,-¥$ 第扣半早晚上abckm\n①½", max_size=40))
@settings(max_examples=60)
def test_no_mixture_of_signs_breaks_the_reading(body):
    assert all(said in body and said for said in unsupported(body, facts=(body[::-1],)))
    assert unsupported(body, facts=("甲", body)) is not None


@pytest.mark.parametrize(("body", "text"), [
    ("抽奖送 6 万元现金", "6 万元"), ("转发抽一位，奖 50,001 元", "50,001 元"), ("Lottery: ¥80000", "¥80000"),
])
def test_a_lottery_prize_above_the_law_is_pointed_at(body, text):
    (finding,) = findings(Copy(body=body), PrizeCode.PRIZE_TOO_HIGH)
    assert body[finding.start : finding.end] == text


@pytest.mark.parametrize("body", ["抽奖送 50,000 元", "抽奖送 6 元", "房子 60000 元", "抽奖送 $60000"])
def test_a_prize_within_the_law_and_a_sum_without_a_draw_are_left_alone(body):
    assert findings(Copy(body=body), PrizeCode.PRIZE_TOO_HIGH) == []
