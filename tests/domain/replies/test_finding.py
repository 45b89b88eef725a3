"""Finding templates as one types, and suggesting them for a message."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from content_calendar.replies.entry import Entry, Filters, Place
from content_calendar.replies.marking import Mark
from content_calendar.replies.matching import Why
from content_calendar.replies.readings import cut, syllables_of
from content_calendar.replies.retrieval import LEAST_SIDE, ReplyIndex, index
from content_calendar.replies.signals import SignalKind, needs_a_person, signals
from content_calendar.replies.suggesting import Because, suggest
from content_calendar.severity import Severity
from content_calendar.vocabulary import MemberState, Scenario

LIBRARY = (
    Entry(key=1, title="折算到每天", body="一份能用十天，比一瓶水还省。", scenario=Scenario.PRICE, short_code="jg1"),
    Entry(key=2, title="重新发货", body="今天补寄，运单稍后给你 tracking。", scenario=Scenario.AFTER_SALES,
          short_code="cf"),
    Entry(key=3, title="退款进度", body="银行三天入账。", scenario=Scenario.AFTER_SALES, states=(MemberState.LOYAL,)),
    Entry(key=4, title="退款进度", body="别急，我来查。", scenario=Scenario.AFTER_SALES,
          states=(MemberState.COMPLAINING,)),
    Entry(key=5, title="见面礼", body="欢迎新伙伴。", scenario=Scenario.WELCOME, states=(MemberState.NEWCOMER,),
          tags=("礼物",)),
    Entry(key=6, title="真诚致歉", body="责任在我们。", scenario=Scenario.COMPLAINT,
          states=(MemberState.COMPLAINING,)),
)  # fmt: skip


@pytest.fixture(scope="module")
def found() -> ReplyIndex:
    return index(LIBRARY)


@pytest.mark.parametrize(
    ("query", "key", "why"),
    [
        ("jgyy", 1, Why.INITIALS), ("jiageyiyi", 1, Why.PINYIN), ("价格一意", 1, Why.SOUND), ("折算", 1, Why.WORDS),
        ("价格異議", 1, Why.WORDS), ("chongxinfahuo", 2, Why.PINYIN), ("cxfh", 2, Why.INITIALS),
        ("CF", 2, Why.SHORT_CODE),
        ("chongxinfauho", 2, Why.ALIKE), ("track", 2, Why.WORDS), ("礼物", 5, Why.WORDS), ("新人", 5, Why.WORDS),
        ("一瓶水", 1, Why.WORDS), ("yipingshui", 1, Why.PINYIN), ("xin huoban", 5, Why.PINYIN),
    ],
)  # fmt: skip
def test_a_template_is_found_by_what_people_type(found: ReplyIndex, query: str, key: int, why: Why) -> None:
    hit = found.search(query)[0]
    assert hit.entry.key == key
    assert why in {each.code for each in hit.whys} or (why is Why.WORDS and not query.isascii())
    assert all(each.text(language) for each in hit.whys for language in ("zh", "en"))


def test_hits_show_what_to_highlight(found: ReplyIndex) -> None:
    assert Mark(Place.SCENARIO, "价格异议", 0, 4) in found.search("jgyy")[0].marks
    assert Mark(Place.TITLE, "重新发货", 0, 4) in found.search("chongxin fahuo")[0].marks
    assert Mark(Place.BODY, LIBRARY[0].body, 8, 10) in found.search("一瓶")[0].marks


def test_every_word_counts_and_lean_decides_among_equals(found: ReplyIndex) -> None:
    assert found.search("退款 老成员")[0].entry.key == 3
    assert [hit.entry.key for hit in found.search("退款进度", lean={4: 1.5})][:2] == [4, 3]
    assert found.search("", lean={5: 2.0}, limit=1)[0].entry.key == 5


def test_filters_hold(found: ReplyIndex) -> None:
    loyal = Filters(states=frozenset({MemberState.LOYAL}))
    assert {hit.entry.key for hit in found.search("", filters=loyal)} == {1, 2, 3}
    assert [hit.entry.key for hit in found.search("退款", filters=Filters(keys=frozenset({4})))] == [4]
    assert found.search("礼", filters=Filters(scenarios=frozenset({Scenario.PRICE}))) == ()


_NOWHERE = ("🎉🎉", "咿呀咿呀", "{}", "\x00", "zzzzzz", "Привет", "a" * 9_000, "' OR 1=1 --")


@pytest.mark.parametrize("query", _NOWHERE)
def test_a_search_for_what_is_nowhere_is_empty(found: ReplyIndex, query: str) -> None:
    assert found.search(query) == ()


def test_a_change_is_found_and_the_old_index_stays_as_it_was(found: ReplyIndex) -> None:
    changed = found.with_changed([replace(LIBRARY[0], title="慢慢喝更划算"), Entry(
        key=9, title="晚安", body="早些歇着。", scenario=Scenario.CLOSING)], removed={2})  # fmt: skip
    assert changed.search("晚安")[0].entry.key == 9
    assert changed.search("慢慢喝")[0].entry.key == 1
    assert changed.search("折算") == ()
    assert changed.search("重新发货") == () or changed.search("重新发货")[0].entry.key != 2
    assert (len(found), len(changed)) == (6, 6)
    assert found.search("折算")[0].entry.key == 1


def test_many_changes_leave_the_index_as_if_it_were_built_anew(found: ReplyIndex) -> None:
    more = [replace(LIBRARY[1], key=100 + number, short_code=f"n{number}") for number in range(LEAST_SIDE + 5)]
    grown = found
    for start in range(0, len(more), 60):
        grown = grown.with_changed(more[start : start + 60])
    anew = index([*LIBRARY, *more])
    assert {entry.key for entry in grown.entries()} == {entry.key for entry in anew.entries()}
    assert grown.search("n304")[0].entry == anew.search("n304")[0].entry
    assert len(index([])) == 0
    assert index([]).search("价格") == ()
    assert index([]).with_changed(LIBRARY).search("jgyy")[0].entry.key == 1


def test_words_are_read_as_they_are_said() -> None:
    assert syllables_of("重新发货到银行") == ["chong", "xin", "fa", "huo", "dao", "yin", "hang"]
    assert cut("jiageyi") == ("jia", "ge", "yi")
    assert cut("tuikuanj") == ("tui", "kuan")
    assert cut("qwrt") == ()


@pytest.mark.parametrize(
    ("message", "scenario", "state"),
    [
        ("太贵了吧，能不能打个折", Scenario.PRICE, None), ("tuikuan什么时候到", Scenario.AFTER_SALES, None),
        ("骗子！退钱！我要投诉", Scenario.COMPLAINT, MemberState.COMPLAINING),
        ("大家好，刚进群", Scenario.WELCOME, MemberState.NEWCOMER), ("太鬼了，便一点", Scenario.PRICE, None),
        ("This is way too expensive", Scenario.PRICE, None),
    ],
)  # fmt: skip
def test_the_scenario_of_a_message_is_recognised_with_the_words_that_show_it(
    found: ReplyIndex, message: str, scenario: Scenario, state: MemberState | None
) -> None:
    suggested = suggest(message, found)
    assert suggested.reading.scenario is scenario
    assert suggested.reading.state is state
    assert suggested.best[0].entry.scenario is scenario
    assert Because.SCENARIO in {reason.code for reason in suggested.best[0].reasons}
    assert all(reason.text("en") for each in suggested.best for reason in each.reasons)


def test_what_is_known_of_the_member_outweighs_what_is_heard(found: ReplyIndex) -> None:
    assert suggest("退款什么时候到账", found, state=MemberState.COMPLAINING).best[0].entry.key == 4
    assert suggest("退款什么时候到账", found, state=MemberState.LOYAL).best[0].entry.key == 3


@pytest.mark.parametrize("message", ["", "🤣🤣🤣", "Привет всем", "？", "1"])
def test_what_says_nothing_gets_a_note_instead_of_a_guess(found: ReplyIndex, message: str) -> None:
    suggested = suggest(message, found)
    assert suggested.best == ()
    assert suggested.note is not None


def test_a_long_message_is_read_at_its_beginning_and_end(found: ReplyIndex) -> None:
    start = time.process_time()
    message = "哈" * 25_000 + "能不能退款，退款多久到账"
    assert suggest(message, found).reading.scenario is Scenario.AFTER_SALES
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("喝完上吐下泻在医院挂水", SignalKind.INJURY), ("我要去12315告你们", SignalKind.LAW),
        ("不活了，想死", SignalKind.SELF_HARM),
        ("再不理我就发抖音曝光", SignalKind.MEDIA), ("谁把我手机号泄露了", SignalKind.PRIVATE_DATA),
        ("I will sue you", SignalKind.LAW), ("I want to die", SignalKind.SELF_HARM),
    ],
)  # fmt: skip
def test_a_risk_is_shown_with_its_words_and_asks_for_a_person(message: str, kind: SignalKind) -> None:
    found = signals(message)
    risk = next(one for one in found if one.kind is kind)
    assert risk.severity is Severity.BLOCKING
    assert all(message[start:end] in risk.words for start, end in risk.spans)
    assert needs_a_person(found)
    assert risk.message.text("zh") != risk.message.text("en")


def test_milder_signals_do_not_stop_an_answer() -> None:
    assert {one.kind for one in signals("想退款，我今年12岁")} == {SignalKind.REFUND, SignalKind.MINOR}
    assert not needs_a_person(signals("想退款，我今年12岁"))


_HARMLESS = ("会不会过敏", "跳楼价太香了", "the issue is solved", "好吃到想死", "今天天气真好", "")


@pytest.mark.parametrize("message", _HARMLESS)
def test_harmless_words_are_no_signal(message: str) -> None:
    assert signals(message) == ()
