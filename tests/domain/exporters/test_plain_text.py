from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_calendar.exporters.plain_text import plain


@pytest.mark.parametrize("code_point", [*range(0x20), *range(0x7F, 0xA0), 0xD800, 0xDFFF])
def test_every_control_character_and_lone_surrogate_goes_or_becomes_a_line_break(code_point):
    character = chr(code_point)
    expected = {"\t": "\t", "\n": "\n", "\r": "\n", "\v": "\n", "\f": "\n", "\x85": "\n"}.get(character, "")
    assert plain(f"a{character}b") == f"a{expected}b"


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u2028", "\u2029"])
def test_there_is_one_kind_of_line_break(line_break):
    assert plain(f"一{line_break}二") == "一\n二"


@given(st.text(st.characters(codec="utf-8")))
def test_what_people_can_read_stays(text):
    assert plain(plain(text)) == plain(text)
    readable = [character for character in text if unicodedata.category(character) not in {"Cc", "Zl", "Zp"}]
    assert [character for character in plain(text) if character not in "\t\n"] == readable
