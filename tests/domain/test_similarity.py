from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_calendar.similarity import BITS, distance, near, simhash

POST = (
    "端午节快到了，群里好多姐妹在问粽子怎么蒸才不会夹生。我家今年试了三种糯米，发现前一晚泡足八小时的最软，"
    "蒸的时候水要没过粽子两指。你家一般怎么蒸？评论区说说你的办法，明天我挑三位送一盒小粽叶。"
)
SIBLING = (
    "端午节快到了，群里好多姐妹在问粽叶怎么洗才干净。我家今年试了热水焯和冷水刷两种办法，焯过的更软更好包。"
    "你家一般怎么洗？评论区说说，明天我挑两位送一袋糯米。"
)
STRANGER = (
    "今天聊聊换季时宝宝的穿衣。早晚温差大，出门我会备一件薄马甲，摸后颈温热就刚好，手脚凉一点没关系。"
    "你们有什么穿衣小窍门？来群里接龙吧。"
)
ENGLISH = "We tried four hours, eight hours and a whole night. Eight works best, with water two fingers above the rice."


@pytest.mark.parametrize(
    "edited",
    [
        POST.replace("三位", "五位").replace("明天", "后天"),
        POST.replace("端午节快到了，", ""),
        "各位上午好！" + POST,
        POST.replace("，", " "),
        POST + "\n\n🎉🎉",
    ],
)
def test_a_light_edit_is_still_the_same_post(edited):
    assert near(simhash(POST), simhash(edited))


@pytest.mark.parametrize("other", [SIBLING, STRANGER, ENGLISH, ""])
def test_another_post_is_another_post_even_on_the_same_topic(other):
    assert not near(simhash(POST), simhash(other))


def test_english_works_alike():
    assert near(simhash(ENGLISH), simhash(ENGLISH.replace("whole night", "full night")))
    assert not near(simhash(ENGLISH), simhash("New sneakers land on Friday at noon: sizes 36 to 45, two per member."))


@pytest.mark.parametrize("same", [POST.replace("，", "  "), f"\n{POST}!!", "ＡＢＣ" + POST])
def test_width_blanks_and_punctuation_do_not_count(same):
    assert simhash(same) == simhash(POST if "ＡＢＣ" not in same else "abc" + POST)


def test_a_hash_is_the_same_on_every_machine_and_in_every_process():
    assert simhash("早安，今天记得喝水") == 0x80249c82200d2035


@given(st.text(max_size=80))
def test_a_hash_fits_into_64_bits_and_is_near_itself(text):
    value = simhash(text)
    assert 0 <= value < 2**BITS
    assert near(value, simhash(text), at_most=0)


@pytest.mark.parametrize("text", ["", " ", "！？", "\ud800"])
def test_a_text_without_words_has_an_empty_hash(text):
    assert simhash(text) == 0


words = st.integers(0, 2**BITS - 1)


@given(words, words, words)
def test_distance_is_a_metric(a, b, c):
    assert distance(a, b) == distance(b, a)
    assert (distance(a, b) == 0) == (a == b)
    assert distance(a, c) <= distance(a, b) + distance(b, c)
