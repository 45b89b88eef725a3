"""Effects as a page shows them, and posts of the past by what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from math import log

import numpy as np
import pytest

from content_calendar.ranking import Block, Effect, Evidence, Features, Observation, Ranker, Weights
from content_calendar.vocabulary import Outcome

FORMS = {"question": 0.12, "story": 0.04, "poll": 0.09, "recap": 0.05, "post": 0.07, "lottery": 0.06}


def posts(count: int, *, weeks: int = 4, seed: int = 3) -> Iterator[Observation]:
    """Forms differ, values do not."""
    random = np.random.default_rng(seed)
    for number in range(count):
        form = tuple(FORMS)[number % 6]
        seen = Features(form=form, value=f"v{number % 5}", template=f"t{number % 7}")
        likes = int(random.binomial(500, FORMS[form]))
        yield Observation(seen, 500, likes, number * weeks // count, key=str(number))


def learned(count: int) -> Ranker:
    ranker = Ranker()
    ranker.observe(posts(count))
    for week in range(4):
        ranker.end_week(week)
    return ranker


def effect(ranker: Ranker, block: Block, name: str) -> Effect:
    return next(one for one in ranker.effects() if (one.block, one.names[-1:]) == (block, (name,)))


def test_more_evidence_narrows_an_effect() -> None:
    few, many = (effect(learned(count), Block.FORM, "question") for count in (30, 600))
    assert log(many.high / many.low) < log(few.high / few.low)
    assert (few.posts, many.posts) == (5, 100)
    assert many.low < many.multiplier < many.high


def test_a_block_without_signal_shrinks_to_nothing() -> None:
    ranker = learned(400)
    values = [one for one in ranker.effects() if one.block is Block.VALUE]
    assert len(values) == 5
    assert all(0.85 < one.multiplier < 1.15 for one in values)
    assert ranker.block_sd(Block.VALUE) < ranker.block_sd(Block.FORM)


def test_nothing_is_told_of_an_outcome_that_nobody_reported() -> None:
    assert {one.outcome for one in learned(20).effects()} == {Outcome.ENGAGE}
    assert Ranker().effects() == []


def test_a_post_of_the_past_speaks_for_itself_as_far_as_its_numbers_carry() -> None:
    ranker = learned(100)
    alike = Features(form="story", value="v1", template="t1")
    small, large = (Observation(alike, seen, seen // 5, 3, key=str(seen)) for seen in (10, 10_000))
    few, many = ranker.hindsight([small, large])
    assert few.mean < many.mean < 0.2
    assert (many.high - many.low) / many.mean < (few.high - few.low) / few.mean
    assert few.evidence in set(Evidence)


def test_weights_change_the_score_and_nothing_else() -> None:
    ranker = learned(100)
    post = [next(posts(1))]
    (plain,), (double,) = ranker.hindsight(post), ranker.weighing(Weights(engage=2.0)).hindsight(post)
    assert double.score == pytest.approx(2 * plain.score)
    assert (double.mean, double.low) == (plain.mean, plain.low)


def test_a_ranker_at_rest_tells_the_same() -> None:
    ranker = Ranker()
    ranker.observe(posts(40))
    ranker.end_week(1)
    rested = Ranker.from_bytes(ranker.at_rest().to_bytes())
    assert rested.effects() == ranker.effects()
