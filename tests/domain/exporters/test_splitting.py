from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_entries import entry, hostile_text

from content_calendar.exporters.profile import Caps, Sheet
from content_calendar.exporters.registry import profile
from content_calendar.vocabulary import Platform

SHEET = Sheet("week")
PLATFORMS = st.sampled_from([Platform.X, Platform.WEIBO, Platform.LINKEDIN])
POSTS = st.lists(st.tuples(hostile_text, PLATFORMS), max_size=12).map(
    lambda posts: [entry(uid=str(n), text=text, platform=platform) for n, (text, platform) in enumerate(posts)]
)


@given(posts=POSTS, rows=st.integers(1, 5), octets=st.integers(600, 3000), one_channel=st.booleans())
@settings(max_examples=15)
def test_cutting_keeps_every_row_once_and_in_order(posts, rows, octets, one_channel):
    for target in ("brightbean_csv", "generic_json", "icalendar"):
        capped = replace(profile(target), caps=Caps(rows, octets), one_channel=one_channel)
        files = list(capped.files(iter(posts), SHEET))
        platform = {post.uid: post.platform for post in posts}
        channels = sorted(posts, key=lambda post: [p.platform for p in posts].index(post.platform))
        assert [uid for f in files for uid in f.uids] == [post.uid for post in (channels if one_channel else posts)]
        assert len({file.name for file in files}) == len(files)
        for file in files:
            assert file.rows <= rows
            assert len(file.content) <= octets or file.rows == 1
            assert not one_channel or len({platform[uid] for uid in file.uids}) == 1
            members = [post for post in posts if post.uid in file.uids]
            assert file.content == b"".join(capped.render(members, SHEET))


@pytest.mark.parametrize(
    ("target", "cap"), [("buffer_csv", 100), ("sprout_social", 350), ("hootsuite", 350), ("socialpilot", 500)]
)
def test_a_file_holds_as_many_posts_as_its_target_takes(target, cap):
    posts = [entry(uid=str(number)) for number in range(cap + 1)]
    assert [file.rows for file in profile(target).files(posts, SHEET)] == [cap, 1]
    assert [file.name for file in profile(target).files(posts, SHEET)] == [
        f"{target}-wechat_group-01.csv", f"{target}-wechat_group-02.csv"
    ]  # fmt: skip


def test_a_file_stays_below_five_megabytes():
    posts = [entry(uid=str(number), text="a" * 900_000) for number in range(7)]
    files = list(profile("brightbean_csv").files(posts, SHEET))
    assert [file.rows for file in files] == [5, 2]
    assert max(len(file.content) for file in files) <= 5 * 1024 * 1024


def test_one_file_needs_no_number():
    assert [file.name for file in profile("generic_csv").files([entry()], SHEET)] == ["generic_csv.csv"]


def test_nothing_to_export_makes_no_file():
    assert list(profile("buffer_csv").files([], SHEET)) == []
