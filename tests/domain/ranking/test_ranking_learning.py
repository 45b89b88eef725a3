from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ranked_posts import candidate, post, taught

from content_calendar.ranking import Block, Candidate, Features, Observation, Ranker, RankerConfig


def width(ranker: Ranker, form: str = "question") -> float:
    ranked = ranker.rank([candidate("c", form)])[0]
    return ranked.high / ranked.low


def mixed_week(week: int, seed: int = 0, posts: int = 40) -> list[Observation]:
    draw = random.Random(f"{seed}-{week}")
    rates = {"question": 0.08, "post": 0.04, "poll": 0.05}
    made = []
    for number in range(posts):
        form, persona = draw.choice(sorted(rates)), f"p{draw.randrange(4)}"
        views = draw.randrange(200, 3000)
        made.append(
            post(form, views=views, likes=sum(draw.random() < rates[form] for _ in range(views)), week=week,
                 persona=persona, slot=f"s{draw.randrange(3)}", tags=(f"t{draw.randrange(5)}",),
                 template=f"m{number % 7}")
        )  # fmt: skip
    return made


def test_more_evidence_narrows_the_interval():
    widths = [width(taught([post(week=1) for _ in range(count)])) for count in (1, 3, 10, 30)]

    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 1.25 * widths[-1]


def test_one_huge_post_says_less_than_many_middling_ones():
    one = taught([post(views=30_000, likes=1_500)])
    many = taught([post(views=1_000, likes=50) for _ in range(30)])

    assert width(one) > 1.15 * width(many)


def test_the_better_form_is_found_and_named_with_its_count():
    ranker = taught(*[mixed_week(week) for week in range(1, 7)])

    ranked = ranker.rank([candidate("a", "post"), candidate("b", "question"), candidate("c", "poll")])

    assert [entry.key for entry in ranked] == ["b", "c", "a"]
    reason = next(reason for reason in ranked[0].reasons if reason.block is Block.FORM)
    assert reason.multiplier > 1.1
    assert reason.low < reason.multiplier < reason.high
    assert reason.posts > 50


def test_the_expected_rate_is_near_the_true_one():
    ranker = taught(*[mixed_week(week) for week in range(1, 7)])

    for form, truth in (("question", 0.08), ("post", 0.04)):
        ranked = ranker.rank([candidate("c", form)])[0]
        assert ranked.low < truth < ranked.high
        assert ranked.mean == pytest.approx(truth, rel=0.2)


def test_order_within_a_week_changes_nothing_at_all():
    forward, backward, one_by_one = Ranker(), Ranker(), Ranker()
    for week in (1, 2, 3):
        posts = mixed_week(week)
        forward.observe(posts)
        backward.observe(reversed(posts))
        for entry in random.Random(week).sample(posts, len(posts)):
            one_by_one.observe([entry])
        assert forward.to_bytes() == backward.to_bytes()
        for ranker in (forward, backward, one_by_one):
            ranker.end_week(week)

    assert forward.to_bytes() == backward.to_bytes() == one_by_one.to_bytes()


def test_replaying_the_ledger_gives_the_same_bytes():
    weeks = [mixed_week(week) for week in range(1, 4)]

    assert taught(*weeks).to_bytes() == taught(*weeks).to_bytes()


def test_ranking_in_between_changes_nothing():
    quiet, asked = Ranker(), Ranker()
    for week in (1, 2, 3):
        quiet.observe(mixed_week(week))
        asked.observe(mixed_week(week))
        asked.rank([candidate("c")], explore=0.5, seed=week)
        quiet.end_week(week)
        asked.end_week(week)

    assert quiet.to_bytes() == asked.to_bytes()


def test_open_posts_count_before_their_week_ends():
    ranker = taught([post(likes=50)])
    before = ranker.rank([candidate("c")])[0].mean

    ranker.observe([post(likes=200, week=2)])

    assert ranker.rank([candidate("c")])[0].mean > 1.3 * before


def test_a_block_without_signal_shrinks_to_nothing():
    draw = np.random.default_rng(4)
    weeks = [
        [
            post(form, views=2000, likes=int(draw.binomial(2000, rate)), week=week, tags=(f"t{draw.integers(8)}",))
            for form, rate in [("question", 0.10), ("post", 0.03), ("poll", 0.05), ("story", 0.02)] * 10
        ]
        for week in range(1, 13)
    ]
    ranker = taught(*weeks)

    effects = {block: ranker.block_sd(block) for block in (Block.FORM, Block.TAG)}

    assert effects[Block.TAG] < 0.03
    assert effects[Block.FORM] > 0.2


def test_ten_views_with_a_third_do_not_beat_a_thousand_with_eight_percent():
    weeks = [[post("post", likes=50, template=f"m{number}", week=week) for number in range(12)] for week in (1, 2, 3)]
    lucky = post("post", views=10, likes=3, template="lucky", week=3)
    proven = [post("post", views=1000, likes=80, template="proven", week=3)] * 2
    ranker = taught(*weeks[:2], [*weeks[2], lucky, *proven])

    ranked = ranker.rank([candidate("lucky", "post", template="lucky"), candidate("proven", "post", template="proven")])

    assert ranked[0].key == "proven"
    assert ranked[1].mean < 0.08


def test_fatigue_lowers_and_is_learned():
    fresh_wins = [
        [post(views=3000, likes=int(3000 * 0.08 * 0.85**uses), week=week, uses_28d=uses) for uses in range(6)] * 3
        for week in range(1, 6)
    ]
    guessing, knowing = taught([post()]), taught(*fresh_wins)

    for ranker, most in ((guessing, 1.0), (knowing, 0.6)):
        fresh, worn = ranker.rank([candidate("worn", uses=5), candidate("fresh", uses=0)])
        assert (fresh.key, worn.key) == ("fresh", "worn")
        assert worn.mean < most * fresh.mean


def test_the_world_may_change_and_the_model_follows():
    before = [[post(form, likes=likes, week=week) for form, likes in (("question", 90), ("post", 30))] * 5
              for week in range(1, 5)]
    after = [[post(form, likes=likes, week=week) for form, likes in (("question", 30), ("post", 90))] * 5
             for week in range(5, 21)]

    old = taught(*before).rank([candidate("q"), candidate("p", "post")])
    new = taught(*before, *after).rank([candidate("q"), candidate("p", "post")])

    assert old[0].key == "q"
    assert new[0].key == "p"


def test_late_numbers_count_but_less():
    late, timely = taught([post(likes=50)], []), taught([post(likes=50)], [])
    late.observe([post(likes=200, week=1)])
    timely.observe([post(likes=200, week=3)])

    assert width(late) > width(timely)


def test_more_effects_than_the_dimension_are_kept_with_a_variance_each():
    weeks = [mixed_week(week) for week in range(1, 7)]
    small = taught(*weeks, config=RankerConfig(dimension=8))

    ranked = small.rank([candidate("a", "post"), candidate("b", "question"), candidate("c", "poll")])

    assert ranked[0].key == "b"
    assert ranked[0].mean == pytest.approx(0.08, rel=0.3)


def test_the_plain_companion_takes_over_where_only_templates_matter():
    draw = np.random.default_rng(1)
    rates = {f"m{number}": float(rate) for number, rate in enumerate(draw.uniform(0.02, 0.12, 30))}
    ranker = taught(*[
        [post("post", views=3000, likes=int(draw.binomial(3000, rate)), week=week, template=name)
         for name, rate in rates.items()]
        for week in range(1, 7)
    ])  # fmt: skip
    best, worst = max(rates, key=rates.__getitem__), min(rates, key=rates.__getitem__)

    ranked = ranker.rank([candidate(name, "post", template=name) for name in rates])

    assert ranked[0].mean == pytest.approx(rates[best], rel=0.25)
    assert ranked[-1].mean == pytest.approx(rates[worst], rel=0.35)


counts = st.integers(0, 200_000)
words = st.text(max_size=4)


@st.composite
def observations(draw):
    views = draw(counts)
    shares = [draw(st.none() | st.integers(0, views)) for _ in range(2)]
    features = Features(persona=draw(words), slot=draw(words), form=draw(words), value=draw(words),
                        tags=tuple(draw(st.lists(words, max_size=4))), prompt=draw(words), template=draw(words))
    return Observation(features=features, exposures=views, successes=draw(st.integers(0, views)),
                       week=draw(st.integers(0, 5)), uses_28d=draw(st.integers(0, 99)), acts=shares[0], harms=shares[1])


@settings(max_examples=25, deadline=None)
@given(st.lists(observations(), max_size=12), st.integers(0, 2**31))
def test_whatever_is_observed_every_figure_stays_a_rate(posts, seed):
    ranker = Ranker(RankerConfig(draws=16))
    ranker.observe(posts)
    ranker.end_week(3)
    seen = [Candidate(str(number), entry.features, entry.uses_28d) for number, entry in enumerate(posts)]

    ranked = ranker.rank([*seen, Candidate("new")], explore=0.5, seed=seed)

    for entry in ranked:
        assert 0 <= entry.low <= entry.mean <= entry.high <= 1
        assert 0 <= entry.propensity <= 1
        assert np.isfinite(entry.score)
        assert all(reason.message().text(language) for reason in entry.reasons for language in ("zh", "en"))
    assert sum(entry.propensity for entry in ranked) == pytest.approx(0 if all(e.blocked for e in ranked) else 1)
    assert Ranker.from_bytes(ranker.to_bytes()).to_bytes() == ranker.to_bytes()
