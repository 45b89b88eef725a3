from __future__ import annotations

import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_copy import findings

from content_calendar.content import Copy
from content_calendar.copy_rules.attachments import AttachmentCode
from content_calendar.copy_rules.channels import limits
from content_calendar.copy_rules.counting import Unit, fitting, measure
from content_calendar.copy_rules.finding import CopyField
from content_calendar.copy_rules.limits import LimitCode
from content_calendar.severity import Severity
from content_calendar.vocabulary import Platform

TEXT_UNITS = [unit for unit in Unit if unit is not Unit.ENTRIES]
FAMILY = "👨‍👩‍👧‍👦"
EMOJI = (FAMILY, "🇨🇳", "👍🏽", "1️⃣")
PIECES = (*EMOJI, "a", "é", "e\u0301", "粽", "𠮷", "\n", " ", "\ud800", "https://a.cn/b?c=1")
pieces = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("", (0, 0, 0, 0, 0)),
        ("abc", (3, 3, 3, 3, 3)),
        ("粽子", (2, 2, 2, 6, 4)),
        ("𠮷", (1, 1, 2, 4, 2)),
        ("e\u0301", (2, 1, 2, 3, 1)),
        (FAMILY, (7, 1, 11, 25, 2)),
        ("🇨🇳", (2, 1, 4, 8, 2)),
        ("👍🏽", (2, 1, 4, 8, 2)),
        ("1️⃣", (3, 1, 3, 7, 2)),
        ("한글", (2, 2, 2, 6, 4)),
        ("“ok”", (4, 4, 4, 8, 4)),
        ("，", (1, 1, 1, 3, 2)),
        ("https://example.com/a/long/path?with=query", (42, 42, 42, 42, 23)),
        ("看https://a.cn。", (14, 14, 14, 18, 27)),
    ],
)
def test_text_is_counted_as_each_platform_counts_it(text, counts):
    units = (Unit.CHARACTERS, Unit.GRAPHEMES, Unit.UTF16, Unit.BYTES, Unit.WEIGHTED)
    assert tuple(measure(text, unit) for unit in units) == counts


@given(text=pieces, at_most=st.integers(0, 60))
@pytest.mark.parametrize("unit", TEXT_UNITS)
def test_what_fits_is_within_the_limit_and_one_piece_more_is_not(unit, text, at_most):
    end = fitting(text, unit, at_most)
    assert measure(text[:end], unit) <= at_most
    assert (end == len(text)) == (measure(text, unit) <= at_most)


@pytest.mark.parametrize("unit", TEXT_UNITS)
def test_a_family_is_never_torn_apart(unit):
    assert fitting(f"a{FAMILY}", unit, measure(f"a{FAMILY}", unit) - 1) == 1


def test_a_wecom_message_is_measured_in_bytes():
    fits, over = "粽" * 1333, "粽" * 1334
    wecom = {"platform": Platform.WECOM_GROUP, "code": LimitCode.TOO_LONG}
    assert findings(Copy(body=fits), **wecom) == []
    (finding,) = findings(Copy(body=over), **wecom)
    assert finding.severity is Severity.BLOCKING
    assert (finding.field, finding.start, finding.end) == (CopyField.TEXT, 1333, 1334)
    assert "4002" in finding.message.text("zh")


@pytest.mark.parametrize(("body", "fits"), [("粽" * 140, True), ("粽" * 140 + "a", False), ("a" * 280, True)])
def test_x_counts_a_chinese_character_twice(body, fits):
    assert (findings(Copy(body=body), LimitCode.TOO_LONG, platform=Platform.X) == []) is fits


def test_a_xiaohongshu_title_holds_twenty_characters_an_emoji_being_one():
    red = {"platform": Platform.XIAOHONGSHU, "code": LimitCode.TOO_LONG}
    assert findings(title="粽" * 19 + FAMILY, **red) == []
    (finding,) = findings(title="粽" * 20 + FAMILY, **red)
    assert (finding.field, finding.start, finding.end) == (CopyField.TITLE, 20, 27)


def test_hashtags_count_towards_the_text_that_is_published():
    weibo = {"platform": Platform.WEIBO, "code": LimitCode.TOO_LONG}
    assert findings(Copy(body="粽" * 2000), **weibo) == []
    assert findings(Copy(body="粽" * 2000, hashtags=("端午",)), **weibo) != []


def test_too_many_pictures_are_marked_from_the_first_too_many():
    media = tuple(f"{number}.jpg" for number in range(10))
    (finding,) = findings(Copy(body="早安", media=media), LimitCode.TOO_MANY, platform=Platform.MOMENTS)
    assert "\n".join(media)[finding.start : finding.end] == "9.jpg"


def test_every_platform_has_limits_and_each_names_its_source():
    for platform in Platform:
        assert limits(platform), platform
        for limit in limits(platform):
            assert limit.source.strip()
            assert (limit.unit is Unit.ENTRIES) == (limit.field in {CopyField.HASHTAGS, CopyField.MEDIA})


def test_no_platform_has_two_limits_for_one_field():
    for platform in Platform:
        fields = [limit.field for limit in limits(platform)]
        assert len(fields) == len(set(fields))


def test_the_file_holds_platforms_we_know_and_no_others():
    file = tomllib.loads(resources.files("content_calendar").joinpath("channels.toml").read_text("utf-8"))
    assert set(file) == {platform.value for platform in Platform}


@pytest.mark.parametrize(
    ("media", "told"),
    [
        (("a.jpg", "https://e.com/b.png?x=1", "image:m1"), None), (("https://e.com/film",), None),
        (("a.jpg", "https://e.com/film.mp4"), "图片又有视频"), (("https://e.com/a", "https://e.com/b"), "1 个链接"),
        (("video:m1", "b.MOV"), "1 个视频"),
    ],
)
def test_moments_take_pictures_or_one_video_or_one_link(media, told):
    found = findings(Copy(body="粽", media=media), platform=Platform.MOMENTS)
    mine = [finding for finding in found if finding.field is CopyField.MEDIA]
    assert [finding.severity for finding in mine] == ([Severity.BLOCKING] if told else [])
    assert told is None or told in mine[0].message.text("zh")
    assert findings(Copy(body="粽", media=media), AttachmentCode.MIXED, platform=Platform.WECOM_GROUP) == []
