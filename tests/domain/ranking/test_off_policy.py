from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from content_calendar.ranking import Logged, RankingInvalid, doubly_robust, inverse_propensity, self_normalised

REALLY_RUN = 0.0042


@pytest.fixture(scope="module")
def open_bandit() -> Logged:
    with (Path(__file__).parent / "open_bandit.csv").open() as lines:
        rows = [(float(row["click"]), float(row["target"]), int(row["rounds"])) for row in csv.DictReader(lines)]
    click, target, rounds = (np.array(column) for column in zip(*rows, strict=True))
    return Logged(np.repeat(click, rounds), np.full(rounds.sum(), 1 / 80), np.repeat(target, rounds))


def simulated(seed: int, rounds: int = 4000) -> tuple[Logged, float, np.ndarray, np.ndarray]:
    """A log of an uneven policy over five pieces, what another is truly worth, and the true rates sent and wanted."""
    draw = np.random.default_rng(seed)
    truth, sent_by, wanted = np.array([0.1, 0.2, 0.3, 0.4, 0.5]), np.array([0.4, 0.3, 0.1, 0.1, 0.1]), np.full(5, 0.2)
    sent = draw.choice(5, size=rounds, p=sent_by)
    reward = (draw.random(rounds) < truth[sent]).astype(float)
    worth = float(truth @ wanted)
    return Logged(reward, sent_by[sent], wanted[sent]), worth, truth[sent], np.full(rounds, worth)


def test_inverse_propensity_on_the_open_bandit_log_is_the_published_figure(open_bandit):
    assert len(open_bandit.reward) == 10_000
    assert inverse_propensity(open_bandit).value == pytest.approx(0.004553, abs=1e-6)


def test_every_estimator_covers_what_the_other_policy_really_earned(open_bandit):
    clicks = np.full(10_000, open_bandit.reward.mean())

    for estimate in (inverse_propensity(open_bandit), self_normalised(open_bandit),
                     doubly_robust(open_bandit, clicks, clicks)):  # fmt: skip
        assert estimate.low < REALLY_RUN < estimate.high
        assert estimate.rounds < 10_000


def test_intervals_cover_the_truth_as_often_as_they_say():
    held = np.zeros(3)
    for seed in range(200):
        log, worth, foretold, expected = simulated(seed, 800)
        found = (inverse_propensity(log), self_normalised(log), doubly_robust(log, foretold, expected))
        held += [estimate.low <= worth <= estimate.high for estimate in found]

    assert (np.abs(held / 200 - 0.95) < 0.04).all()


def test_a_good_model_makes_the_estimate_surer():
    log, _, foretold, expected = simulated(1)
    plain, helped = inverse_propensity(log), doubly_robust(log, foretold, expected)

    assert helped.high - helped.low < 0.9 * (plain.high - plain.low)


def test_a_right_model_mends_wrong_propensities():
    log, worth, foretold, expected = simulated(2, 40_000)
    wrong = Logged(log.reward, np.full(len(log.reward), 0.5), log.target)

    assert inverse_propensity(wrong).value < 0.6 * worth
    assert doubly_robust(wrong, foretold, expected).value == pytest.approx(worth, abs=0.01)


def test_a_policy_judged_on_its_own_log_earned_what_it_earned():
    log, *_ = simulated(3)
    own = Logged(log.reward, log.propensity, log.propensity)

    assert inverse_propensity(own).value == self_normalised(own).value == pytest.approx(log.reward.mean())
    assert inverse_propensity(own).rounds == pytest.approx(len(log.reward))


@pytest.mark.parametrize(
    ("reward", "propensity", "target", "said"),
    [
        ([1.0], [0.5, 0.5], [0.5], "differ in length"),
        ([], [], [], "empty"),
        ([1.0], [0.0], [0.5], "Leave out rounds"),
        ([1.0], [1.5], [0.5], "Leave out rounds"),
        ([np.nan], [0.5], [0.5], "Leave out rounds"),
        ([1.0], [0.5], [-0.1], "Leave out rounds"),
    ],
)
def test_a_log_that_cannot_be_weighed_is_refused(reward, propensity, target, said):
    with pytest.raises(RankingInvalid, match=said):
        Logged(np.array(reward), np.array(propensity), np.array(target))


def test_without_overlap_there_is_no_answer():
    with pytest.raises(RankingInvalid, match="random control first"):
        self_normalised(Logged(np.ones(3), np.full(3, 0.5), np.zeros(3)))
