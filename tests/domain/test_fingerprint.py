from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from content_calendar.content import Copy
from content_calendar.fingerprint import fingerprint
from content_calendar.vocabulary import Platform

SLOT = datetime(2026, 6, 1, 7, 30, tzinfo=UTC)
COPY = Copy(
    title="糯米泡多久",
    hook="粽子夹生？",
    body="前一晚泡足八小时。\n水没过米两指。",
    call_to_action="你家泡几个小时？",
    hashtags=("端午", "包粽子"),
    tags=("life:在家带娃", "spend:中等"),
    image_brief="三碗米",
    comment_starter="我先说",
    media=("a.jpg", "b.jpg"),
)
TEXT_FIELDS = [field.name for field in fields(Copy) if isinstance(getattr(COPY, field.name), str)]
LIST_FIELDS = [field.name for field in fields(Copy) if isinstance(getattr(COPY, field.name), tuple)]
blank = st.text(st.sampled_from(" \t"), max_size=3)
words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=20)


def of(copy: Copy = COPY, **changes: object) -> str:
    bound: dict[str, object] = {"slot_at": SLOT, "platform": Platform.WECHAT_GROUP, "persona_id": 3, **changes}
    return fingerprint(copy, **bound)  # type: ignore[arg-type]


def test_the_same_copy_in_the_same_place_has_one_fingerprint_for_ever():
    assert of() == of(replace(COPY))
    assert of() == "83396b7f0f8eb64101fe59fe48256db5c3338b5bb57faae77ee1e58ac0afdda8"


@given(text=words)
@pytest.mark.parametrize("name", TEXT_FIELDS)
def test_any_change_of_words_changes_it(name, text):
    assert of(replace(COPY, **{name: getattr(COPY, name) + text})) != of()


@pytest.mark.parametrize("name", TEXT_FIELDS)
def test_no_two_fields_can_trade_places(name):
    moved = [of(replace(Copy(), **{other: "同一句话"})) for other in TEXT_FIELDS]
    assert len(set(moved)) == len(TEXT_FIELDS)


@pytest.mark.parametrize("name", LIST_FIELDS)
def test_adding_or_removing_an_entry_changes_it(name):
    entries = getattr(COPY, name)
    assert of(replace(COPY, **{name: (*entries, "new")})) != of()
    assert of(replace(COPY, **{name: entries[:1]})) != of()


@pytest.mark.parametrize("name", ["hashtags", "media"])
def test_the_order_a_reader_sees_counts(name):
    assert of(replace(COPY, **{name: getattr(COPY, name)[::-1]})) != of()


def test_the_order_of_tags_does_not_count():
    assert of(replace(COPY, tags=(*COPY.tags[::-1], COPY.tags[0]))) == of()


@pytest.mark.parametrize("name", LIST_FIELDS)
def test_one_entry_with_a_separator_is_not_two_entries(name):
    joined = {of(replace(COPY, **{name: (f"a{glue}b",)})) for glue in (",", " ", '","', "|")}
    assert of(replace(COPY, **{name: ("a", "b")})) not in joined


@pytest.mark.parametrize(
    "change",
    [
        {"slot_at": SLOT + timedelta(minutes=1)},
        {"slot_at": None},
        {"platform": Platform.QQ_GROUP},
        {"persona_id": 4},
        {"persona_id": None},
    ],
)
def test_another_slot_platform_or_persona_changes_it(change):
    assert of(**change) != of()


def test_the_same_instant_in_another_zone_is_the_same_slot():
    assert of(slot_at=SLOT.astimezone(timezone(timedelta(hours=8)))) == of()


def test_a_slot_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        of(slot_at=SLOT.replace(tzinfo=None))


@given(before=blank, after=blank, name=st.sampled_from(TEXT_FIELDS))
def test_blanks_at_the_ends_do_not_count(before, after, name):
    assert of(replace(COPY, **{name: before + getattr(COPY, name) + after + "\n"})) == of()


@given(trail=blank, line_break=st.sampled_from(["\n", "\r\n", "\r"]))
def test_blanks_before_a_line_break_and_its_kind_do_not_count(trail, line_break):
    assert of(replace(COPY, body=COPY.body.replace("\n", trail + line_break))) == of()


def test_how_a_character_is_composed_does_not_count():
    assert of(replace(COPY, body="caf\u00e9")) == of(replace(COPY, body="cafe\u0301"))


def test_blanks_inside_a_line_and_empty_lines_count():
    assert of(replace(COPY, body="一 二")) != of(replace(COPY, body="一  二"))
    assert of(replace(COPY, body="一\n二")) != of(replace(COPY, body="一\n\n二"))


@given(one=words, other=words)
def test_different_words_never_share_one(one, other):
    assume(one.strip() != other.strip())
    same_to_a_reader = of(replace(COPY, body=one)) == of(replace(COPY, body=other))
    assert not same_to_a_reader or _composed(one) == _composed(other)


def _composed(text: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", text).strip()


@given(text=st.text())
def test_any_text_has_a_fingerprint(text):
    assert len(of(replace(COPY, body=text))) == 64


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "\ufeff", "\u202e"])
def test_even_broken_text_has_a_fingerprint(text):
    assert len(of(replace(COPY, body=text))) == 64
