from __future__ import annotations

from collections import Counter

import pytest
from ranked_posts import candidate, post, taught

from content_calendar.ranking import Evidence, Pick, Ranker, RankerConfig, Weights

CLOSE = [post("question", likes=52), post("post", likes=50), post("poll", likes=45)]
FORMS = [candidate("q", "question"), candidate("p", "post"), candidate("l", "poll")]


def harmful(harms: int) -> Ranker:
    return taught(*[
        [post("lottery", likes=120, harms=harms, week=week), post("post", likes=40, harms=0, week=week)] * 6
        for week in range(1, 5)
    ])  # fmt: skip


def test_propensities_sum_to_one():
    ranked = taught(CLOSE).rank(FORMS, explore=0.5, seed=3)

    assert sum(entry.propensity for entry in ranked) == pytest.approx(1)
    assert all(entry.propensity >= 0.05 / 3 for entry in ranked)


def test_propensities_match_how_often_each_is_sent():
    ranker = taught(CLOSE, config=RankerConfig(draws=64))
    trials = 600

    sent = Counter(ranker.rank(FORMS, explore=1.0, seed=seed)[0].key for seed in range(trials))

    for entry in ranker.rank(FORMS, explore=1.0, seed=0):
        assert sent[entry.key] / trials == pytest.approx(entry.propensity, abs=0.07)


def test_the_control_is_an_even_share_of_the_picks():
    ranker = taught(CLOSE, config=RankerConfig(floor=0.3, draws=64))

    first = [ranker.rank(FORMS, explore=0.5, seed=seed)[0] for seed in range(400)]
    control = [entry for entry in first if entry.pick is Pick.CONTROL]

    assert len(control) / 400 == pytest.approx(0.3, abs=0.08)
    assert min(Counter(entry.key for entry in control).values()) > 20


def test_the_same_seed_picks_the_same():
    ranker = taught(CLOSE)

    assert ranker.rank(FORMS, explore=0.5, seed=11) == ranker.rank(FORMS, explore=0.5, seed=11)


def test_without_exploring_the_best_known_is_certain():
    ranked = taught(CLOSE).rank(FORMS)

    assert ranked[0].pick is Pick.EXPLOIT
    assert [entry.propensity for entry in ranked] == [1, 0, 0]
    assert [entry.score for entry in ranked] == sorted((entry.score for entry in ranked), reverse=True)


def test_half_strength_explores_less_than_full():
    ranker = taught([post("question", likes=70), post("post", likes=50), post("poll", likes=45)])

    best = {strength: max(e.propensity for e in ranker.rank(FORMS, explore=strength, seed=1)) for strength in (0.5, 1)}

    assert best[0.5] > best[1]


def test_harm_blocks_with_its_reason():
    ranked = harmful(60).rank([candidate("lottery", "lottery"), candidate("post", "post")], explore=0.5, seed=2)

    assert [entry.key for entry in ranked] == ["post", "lottery"]
    assert ranked[1].blocked
    assert ranked[1].propensity == 0
    assert "损害率" in ranked[1].reasons[0].message().text("zh")
    assert "harm exceeds 1.00%" in ranked[1].reasons[0].message().text("en")


def test_a_little_harm_lowers_the_score_without_blocking():
    candidates = [candidate("lottery", "lottery"), candidate("post", "post")]
    harmless, harmed = ({e.key: e for e in harmful(harms).rank(candidates)}["lottery"] for harms in (0, 3))

    assert not harmed.blocked
    assert harmed.score < harmless.score - 0.01


def test_when_all_are_blocked_none_has_a_chance():
    ranked = harmful(60).rank([candidate("lottery", "lottery")], explore=0.5, seed=1)

    assert ranked[0].blocked
    assert ranked[0].propensity == 0
    assert ranked[0].pick is None


def test_weights_decide_what_good_means():
    week = [post("question", likes=90, acts=1), post("post", likes=30, acts=30)] * 8
    liked = taught(week, config=RankerConfig(weights=Weights(engage=1, act=0)))
    sold = taught(week, config=RankerConfig(weights=Weights(engage=0, act=1)))

    assert liked.rank(FORMS[:2])[0].key == "q"
    assert sold.rank(FORMS[:2])[0].key == "p"


def test_the_place_given_overrides_that_of_the_candidate():
    week = [post(persona="p1", slot="a", likes=20), post(persona="p2", slot="b", likes=150)] * 8
    ranker = taught(week)

    here, there = (ranker.rank([candidate("c")], persona=p, slot=s)[0].mean for p, s in (("p1", "a"), ("p2", "b")))

    assert there > 3 * here


def test_evidence_grows_from_thin_to_solid():
    few, many = [post(week=1)] * 2, [[post(week=week)] * 20 for week in range(1, 9)]

    assert Ranker().rank([candidate("c")])[0].evidence is Evidence.THIN
    assert taught(few).rank([candidate("c")])[0].evidence is Evidence.THIN
    assert taught(*many).rank([candidate("c")])[0].evidence is Evidence.SOLID


def test_too_little_is_said_plainly():
    ranked = taught([post(template="m1")] * 2).rank([candidate("c", template="m9")])[0]

    said = [reason.message().text("zh") for reason in ranked.reasons]

    assert "「m9」数据不足（0 条）" in said
    assert Ranker().rank([candidate("c")])[0].reasons[0].message().text("en").startswith("No feedback yet")


def test_a_long_list_is_ranked_too():
    ranked = taught(CLOSE).rank([candidate(str(number), template=f"m{number}") for number in range(500)],
                                explore=0.5, seed=1)

    assert len(ranked) == 500
    assert sum(entry.propensity for entry in ranked) == pytest.approx(1)


def test_nothing_to_rank_is_no_error():
    assert Ranker().rank([]) == []
