"""Private data does not leave with a message, and comes back into the answer."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_calendar.replies.masking import Secret, mask, restore
from content_calendar.replies.numbers import has_id_check, is_bank_card, is_id_number

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")
_WORDS = st.sampled_from(["", "你好，", "麻烦看下 ", "急！", "ok ", "谢谢。", "\n", "😀"])
_MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(
    _WORDS, _MOBILES, _WORDS, st.sampled_from(["", "+86 ", "0086", "＋８６-", "86"]),
    st.sampled_from(["", " ", "-", ".", "\u200b", "  "]), st.sampled_from(["plain", "wide", "spoken"]),
)  # fmt: skip
def test_nothing_remains_of_a_telephone_number(
    before: str, number: str, after: str, prefix: str, between: str, style: str
) -> None:
    parts = between.join([number[:3], number[3:7], number[7:]])
    shown = {"plain": parts, "wide": parts.translate(_WIDE), "spoken": parts.translate(_SPOKEN)}[style]
    text = f"{before}{prefix}{shown}{after}"
    masked = mask(text)
    assert not any(character.isdigit() for character in masked.text.replace("[电话1]", ""))
    assert "电话" in masked.text
    assert number[3:7] not in masked.text
    assert number[3:7].translate(_SPOKEN) not in masked.text
    assert restore(masked.text, masked) == text


@given(st.dates().map(lambda day: day.strftime("%m%d")), st.integers(100, 999), st.integers(1930, 2020), _WORDS)
def test_nothing_remains_of_an_id_number(day: str, order: int, year: int, around: str) -> None:
    body = f"110105{year}{day}{order}"
    number = next(body + check for check in "0123456789X" if has_id_check(body + check))
    for shown in (number, number.translate(_WIDE), f"{number[:6]} {number[6:14]} {number[14:]}", number.lower()):
        masked = mask(f"{around}身份证{shown}。")
        assert not any(character.isdigit() for character in masked.text.replace("1]", "]"))
        assert "x" not in masked.text.casefold().replace("ok ", "")


@given(st.from_regex(r"62[0-9]{13,16}", fullmatch=True), st.sampled_from(["", " ", "-"]))
def test_nothing_remains_of_a_bank_card(digits: str, between: str) -> None:
    card = next(digits + check for check in "0123456789" if is_bank_card(digits + check))
    shown = between.join(card[at : at + 4] for at in range(0, len(card), 4))
    masked = mask(f"打到{shown}行吗")
    assert masked.kinds <= {Secret.BANK_CARD, Secret.ID_NUMBER}
    assert not any(character.isdigit() for character in masked.text.replace("1]", "]"))


@pytest.mark.parametrize(
    ("text", "secret", "kind"),
    [
        ("寄到浙江省杭州市西湖区文三路138号3栋502室，谢谢", "文三路", Secret.ADDRESS),
        ("我住在上海市徐汇区漕溪北路88号", "漕溪", Secret.ADDRESS), ("送到阳光花园3号楼2单元501",
        "501", Secret.ADDRESS),
        ("寄到广东省深圳市住宅街道3号", "广东", Secret.ADDRESS), ("我叫欧阳娜，帮查", "欧阳", Secret.NAME),
        ("收件人：张三丰，麻烦了", "张三丰", Secret.NAME), ("my name is Mary Poppins.", "Poppins", Secret.NAME),
        ("加微信 Abc_1234 聊", "Abc_1234", Secret.ACCOUNT), ("vx：hello-world", "hello-world", Secret.ACCOUNT),
        ("我QQ是12345", "12345", Secret.ACCOUNT), ("wxid_8k2jd0", "8k2jd0", Secret.ACCOUNT),
        ("订单号：A20-99128", "99128", Secret.ORDER), ("SF1234567890", "SF1234567890", Secret.ORDER),
        ("车牌京A·12345", "12345", Secret.PLATE), ("沪AD12345停哪", "AD12345", Secret.PLATE),
        ("发 Bob.Li+x@mail.example.com 吧", "Bob.Li", Secret.EMAIL), ("座机021-62345678",
        "62345678", Secret.TELEPHONE),
        ("打138，1234，5678", "1234", Secret.TELEPHONE), ("138电1234话5678", "5678", Secret.TELEPHONE),
        ("分三行：138\n1234\n5678", "1234", Secret.TELEPHONE), ("l38 OO13 8OOO", "OO13", Secret.TELEPHONE),
        ("1，3，8，1，2，3，4，5，6，7，8", "6，7，8", Secret.TELEPHONE), ("❶❸❽❶❷❸❹❺❻❼❽", "❺❻", Secret.TELEPHONE),
        ("幺三八洞洞幺三八洞洞洞", "洞洞", Secret.TELEPHONE), ("110105，19491231，002X", "110105", Secret.ID_NUMBER),
        ("6222,0212,3456,7890,123", "0212", Secret.ORDER), ("验证码 482913", "482913", Secret.ACCOUNT),
        ("密码是Abc123!", "Abc123!", Secret.ACCOUNT), ("bob at mail dot com", "mail", Secret.EMAIL),
        ("加QQ群 123456", "123456", Secret.ACCOUNT),
        ("西湖区 文三路 138 号 3 栋 502 室", "502", Secret.ADDRESS),
        ("建国路甲88号院7号楼1201", "1201", Secret.ADDRESS),
        ("天街旁边的碧桂园二期12栋", "12栋", Secret.ADDRESS), ("Room 501, 88 Jianguo Road", "Jianguo", Secret.ADDRESS),
        ("我是小丽", "小丽", Secret.NAME), ("您好，我是小丽的妈妈", "小丽", Secret.NAME),
        ("我叫王小丽", "王小丽", Secret.NAME), ("叫我晓雯就行", "晓雯", Secret.NAME),
        ("我是欧阳小丽，上次来过", "欧阳", Secret.NAME), ("张阿姨在吗", "张阿姨", Secret.NAME),
        ("我是陈老师的学生", "陈老师", Secret.NAME), ("王总好", "王总", Secret.NAME),
        ("收件人李四", "李四", Secret.NAME), ("收货人改成王五，谢谢", "王五", Secret.NAME),
        ("收件人：阿依古丽·买买提", "阿依", Secret.NAME), ("张三，13812345678，帮改下", "张三", Secret.NAME),
        ("老身份证110105491231002", "491231", Secret.ID_NUMBER), ("call +44 20 7946 0958", "7946", Secret.TELEPHONE),
    ],
)  # fmt: skip
def test_every_kind_of_secret_is_hidden_and_named(text: str, secret: str, kind: Secret) -> None:
    masked = mask(text)
    assert kind in masked.kinds
    assert secret not in masked.text
    assert restore(masked.text, masked) == text


_OPEN = [
    "39块买2份，12:30见", "我是新来的", "3号楼下见", "", "😀😀", "第100次", "39、49、59、69块哪个好",
    "13:30到15:45，1月20日2份", "满300省50", "买两件能更省80吗", "oil 和 lio", "我是会员", "我是高血压",
    "我是黄皮肤", "我是安卓手机", "我是江苏的", "我是金华的", "我是单身", "我是小白", "我叫你们客服", "我叫了外卖",
    "我是马上要用", "收件人写错了怎么办", "收件人怎么改", "名字可以改吗", "谢谢老师", "语文老师说的", "课程老师",
    "面包师傅", "货车师傅", "公司经理", "和老师说", "姓名不对", "张总是不回我",
]


@pytest.mark.parametrize("text", _OPEN)
def test_what_is_no_secret_stays(text: str) -> None:
    assert mask(text).text == text


def test_a_mask_the_member_wrote_is_not_taken_for_ours() -> None:
    text = "[电话1]是13812345678，再说一遍13812345678"
    masked = mask(text)
    assert masked.text == "[电话1]是[电话2]，再说一遍[电话2]"
    assert restore(masked.text, masked) == text
    assert restore("回[电话2]，不回[电话9]", masked) == "回13812345678，不回[电话9]"


@given(st.text(max_size=80))
def test_taking_the_masks_off_gives_the_message(text: str) -> None:
    masked = mask(text)
    assert restore(masked.text, masked) == text


def test_fifty_thousand_hostile_characters_take_a_moment() -> None:
    start = time.process_time()
    for piece in ("a1", "区", "1 ", "收件人", "路1", "+", "a.", "@", "我住", "微信"):
        mask(piece * (50_000 // len(piece)))
    assert time.process_time() - start < 10


def test_the_check_digit_of_an_id_number_counts() -> None:
    assert is_id_number("11010519491231002X")
    assert not is_id_number("110105194912310021")
    assert not is_id_number("11010519491331002X")
