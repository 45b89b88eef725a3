"""What people type into one box, and the keys made from names."""

from __future__ import annotations

import pytest

from app.communities.keys import make_key
from app.communities.written_lines import (
    LineFlaw,
    LinesRefused,
    read_blocks,
    read_facts,
    read_topics,
    show_facts,
    show_topics,
)


def test_the_first_colon_of_a_line_parts_name_and_value() -> None:
    assert read_facts("价格：89 元: 含运费\n\nurl: https://a") == [
        {"name": "价格", "value": "89 元: 含运费"}, {"name": "url", "value": "https://a"}
    ]


@pytest.mark.parametrize(("text", "line", "flaw"), [
    ("价格：1\n无冒号", 2, LineFlaw.NO_SEPARATOR), ("：只有值", 1, LineFlaw.NO_NAME),
    ("\n\n只有名：", 3, LineFlaw.NO_NAME),
])
def test_a_faulty_fact_names_its_line(text: str, line: int, flaw: LineFlaw) -> None:
    with pytest.raises(LinesRefused) as refused:
        read_facts(text)
    assert (refused.value.message.code, refused.value.message.params["line"]) == (flaw, line)


def test_topics_come_back_as_they_were_shown() -> None:
    topics = [{"title": "断奶", "points": ["每天少一顿", "看 - 状态"]}, {"title": "辅食", "points": []}]
    assert read_topics(show_topics(topics)) == topics


def test_points_may_begin_with_any_usual_mark_and_without_a_blank() -> None:
    topics = read_topics("断奶\r\n-少一顿\r\n• 看状态\r\n* 三\r\n-")
    assert topics == [{"title": "断奶", "points": ["少一顿", "看状态", "三"]}]


def test_facts_come_back_in_both_languages() -> None:
    facts = [{"name": "价格", "value": "89 元"}]
    assert [read_facts(show_facts(facts, language)) for language in ("zh", "en")] == [facts, facts]


def test_blocks_are_parted_by_empty_lines_only() -> None:
    assert read_blocks("一\n还是一\r\n \r\n二\n\n\n") == ["一\n还是一", "二"]


@pytest.mark.parametrize(("name", "key"), [
    ("Café au lait!", "cafe-au-lait"), ("宝妈", "persona-2"), ("618 大促", "persona-2"), ("Taken", "taken-2"),
    ("x" * 200, "x" * 50), ("🧋", "persona-2"),
])
def test_keys_are_latin_free_and_short(name: str, key: str) -> None:
    assert make_key(name, "persona", {"taken"}) == key
