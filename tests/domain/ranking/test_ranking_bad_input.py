from __future__ import annotations

import io
import json
import math
from contextlib import suppress

import numpy as np
import pytest
from ranked_posts import candidate, post, taught

from content_calendar.ranking import Candidate, Features, Ranker, RankerConfig, RankingInvalid, Weights


@pytest.mark.parametrize(
    ("counts", "zh", "en"),
    [
        ({"views": 10, "likes": 11}, "超过曝光数", "exceeds the exposures (10)"),
        ({"views": 10, "likes": 1, "acts": 12}, "「行动数」", "“actions” (12)"),
        ({"views": 10, "likes": 1, "harms": 12}, "「损害数」", "“harms” (12)"),
        ({"views": -1, "likes": 0}, "负数", "negative"),
        ({"views": 10, "likes": -2}, "负数", "negative"),
        ({"views": 10, "likes": 1, "uses_28d": -1}, "负数", "negative"),
        ({"views": math.nan, "likes": 0}, "不是有效的数字", "not a usable number"),
        ({"views": math.inf, "likes": 0}, "不是有效的数字", "not a usable number"),
        ({"views": 10, "likes": 0.5}, "整数", "whole number"),
        ({"views": "10", "likes": 1}, "不是有效的数字", "not a usable number"),
        ({"views": 10, "likes": True}, "不是有效的数字", "not a usable number"),
    ],
)
def test_counts_that_cannot_be_true_are_refused_with_the_field_named(counts, zh, en):
    with pytest.raises(RankingInvalid) as refused:
        post(**counts)

    assert zh in refused.value.message.text("zh")
    assert en in refused.value.message.text("en")


def test_a_week_is_closed_once():
    ranker = taught([post()])

    with pytest.raises(RankingInvalid, match="closed already"):
        ranker.end_week(1)


def test_a_key_stands_once_in_the_list():
    with pytest.raises(RankingInvalid, match="“a” stands in the list twice"):
        Ranker().rank([candidate("a"), candidate("a")])


@pytest.mark.parametrize("explore", [-0.1, 1.5, math.nan])
def test_exploration_is_a_share(explore):
    with pytest.raises(RankingInvalid, match="between 0"):
        Ranker().rank([Candidate("a", Features())], explore=explore)


@pytest.mark.parametrize(
    "wrong", [{"floor": 2}, {"drift": 0.9}, {"harm_limit": math.nan}, {"dimension": 1}, {"overdispersion": 0}]
)
def test_settings_out_of_range_are_refused(wrong):
    with pytest.raises(RankingInvalid):
        RankerConfig(**wrong)


def test_weights_are_not_negative():
    with pytest.raises(RankingInvalid, match="weight"):
        Weights(harm=-1)


def test_a_saved_ranker_goes_on_where_it_was():
    ranker = taught([post(likes=80), post("post", likes=20, acts=3, harms=1)] * 3)
    ranker.observe([post(likes=10, week=2), post("poll", likes=30, week=5, tags=("妈妈", "b"))])
    again = Ranker.from_bytes(ranker.to_bytes())
    pair = [candidate("a"), candidate("b", "post", uses=2)]

    assert again.to_bytes() == ranker.to_bytes()
    assert again.rank(pair, explore=0.5, seed=4) == ranker.rank(pair, explore=0.5, seed=4)
    for one in (ranker, again):
        one.end_week(2)
    assert again.to_bytes() == ranker.to_bytes()


def test_damaged_bytes_are_refused_not_executed():
    whole = taught([post()]).to_bytes()

    for broken in (b"", b"not a model", whole[:50], whole[: len(whole) // 2], whole[:-30], b"\x80\x04N."):
        with pytest.raises(RankingInvalid, match="rebuild it from the feedback"):
            Ranker.from_bytes(broken)


@pytest.mark.parametrize("place", range(0, 1000, 37))
def test_a_flipped_byte_is_noticed_or_harmless(place):
    whole = bytearray(taught([post()]).to_bytes())
    whole[place % len(whole)] ^= 0xFF

    with suppress(RankingInvalid):
        assert Ranker.from_bytes(bytes(whole)).rank([candidate("c")])[0].key == "c"


def test_a_post_that_all_of_a_billion_liked_leaves_the_contest_of_the_models_a_number():
    weeks = [[post(views=2 * 10**9, likes=2 * 10**9), post("post", views=2 * 10**9, likes=0)]] * 3
    ranker = taught(*weeks)

    assert Ranker.from_bytes(ranker.to_bytes()).to_bytes() == ranker.to_bytes()
    assert all(math.isfinite(one.score) for one in ranker.rank([candidate("a"), candidate("b", "post")]))


def _arrays(whole):
    with np.load(io.BytesIO(whole)) as saved:
        return {name: saved[name] for name in saved.files}


def _packed(arrays):
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)
    return out.getvalue()


@pytest.mark.parametrize("change", [
    lambda found: found[:-1], lambda found: np.concatenate([found, found]), lambda found: found.astype(complex),
    lambda found: np.full_like(found, 10**6), lambda found: np.full(found.shape, np.nan), lambda found: found[None],
    lambda found: found.astype(str),
])  # fmt: skip
def test_whole_bytes_of_no_ranker_are_refused_before_somebody_ranks(change):
    arrays = _arrays(taught([post(tags=("a",), template="t"), post("post", acts=3)] * 3).to_bytes())

    for name in arrays.keys() - {"header", "posts"}:
        if name.endswith(("observed", "expected", "shapes", "place.base")):
            continue  # any number of events may have been met
        with pytest.raises(RankingInvalid, match="rebuild it from the feedback"):
            Ranker.from_bytes(_packed(arrays | {name: change(arrays[name])}))


@pytest.mark.parametrize("wrong", [
    {"week": "x"}, {"week": [1]}, {"waiting": [{}]}, {"config": {}}, {"curves": [["x", "engage", [1], [1]]]},
    {"index": {}}, {"outcomes": {}},
])  # fmt: skip
def test_a_header_of_no_ranker_is_refused(wrong):
    arrays = _arrays(taught([post()]).to_bytes())
    header = json.loads(arrays["header"].tobytes()) | wrong

    with pytest.raises(RankingInvalid, match="rebuild it from the feedback"):
        Ranker.from_bytes(_packed(arrays | {"header": np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)}))


def test_a_header_that_never_ends_is_refused():
    arrays = _arrays(taught([post()]).to_bytes())

    with pytest.raises(RankingInvalid, match="rebuild it from the feedback"):
        Ranker.from_bytes(_packed(arrays | {"header": np.frombuffer(b"[" * 100_000, dtype=np.uint8)}))
