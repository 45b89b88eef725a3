from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_copy import findings

from content_calendar.content import Copy
from content_calendar.copy_rules.advertising import AdvertisingCode, restricted_terms
from content_calendar.copy_rules.folding import fold, folded
from content_calendar.severity import Severity

TERMS = sorted(restricted_terms().values(), key=lambda entry: entry.term)


def said(body: str) -> list[str]:
    """The restricted words found in `body`, as they stand there."""
    return [body[f.start : f.end] for f in findings(Copy(body=body), AdvertisingCode.RESTRICTED_TERM)]


def test_each_term_is_found_where_it_stands_with_its_basis():
    for entry in TERMS:
        body = f"这是 {entry.term} 啦"
        (finding,) = findings(Copy(body=body), AdvertisingCode.RESTRICTED_TERM)
        assert body[finding.start : finding.end] == entry.term
        assert finding.severity in {Severity.WARNING, Severity.HINT}
        assert entry.basis in finding.message.text("zh")
        assert entry.basis in finding.message.text("en")


def test_each_exception_contains_its_term_and_excuses_it():
    for entry in TERMS:
        for phrase in entry.exceptions:
            assert entry.term in phrase
            assert said(f"说到{phrase}，大家都懂") == [], phrase


def test_no_suggestion_and_no_fix_is_restricted_itself():
    assert [entry.term for entry in TERMS if said(entry.suggestion or "") or said(entry.fix or "")] == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("ｔｈｅ Ｎｏ．１ 粽子", ["Ｎｏ．１"]),
        ("🎉👨‍👩‍👧最佳", ["最佳"]),
        ("㍿最佳", ["最佳"]),
        ("最\u200b佳", ["最\u200b佳"]),
        ("国家級 国家级", ["国家级"]),
        ("全国第一品牌", ["全国第一"]),
        ("最低价，史上最低价", ["最低价", "史上最低"]),
        ("BEST in the World", ["BEST in the World"]),
        ("Casino.1", []),
        ("最好提前一天泡米，味道最好", ["最好"]),
        ("这是我第一次包粽子，第一时间分享", []),
        ("治愈系的画面", []),
        ("第一步先洗手，最后擦干，最近大家都这样", []),
        ("记得修改运费，打开光线柔和的灯", []),
        ("这趟很有机会，做事很有效率", []),
        ("本品不能代替药物", []),
        ("这门课签约保过，投资稳赚", ["签约保过", "稳赚"]),
    ],
)
def test_words_are_found_as_a_reader_sees_them_at_the_right_place(body, words):
    assert said(body) == words


def test_the_list_covers_the_words_the_law_names():
    assert {"国家级", "最高级", "最佳"} <= set(restricted_terms())
    assert len(restricted_terms()) >= 150


@given(before=st.text(max_size=30), after=st.text(max_size=30))
def test_no_text_around_it_moves_the_position_of_a_word(before, after):
    body = f"{before}〖国宴用〗{after}"
    found = findings(Copy(body=body), AdvertisingCode.RESTRICTED_TERM)
    assert body.index("〖国宴用〗") + 1 in {finding.start for finding in found}
    assert "国宴用" in said(body)


@given(text=st.text(max_size=60))
def test_folding_remembers_where_every_character_came_from(text):
    searched = fold(text)
    assert searched.text == folded(text)
    assert len(searched.origins) == len(searched.text)
    assert list(searched.origins) == sorted(searched.origins)
    assert all(0 <= origin < len(text) for origin in searched.origins)
