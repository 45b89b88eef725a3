"""Ranking from engagement: a Bayesian rate model that says how sure it is, and why."""

from content_calendar.ranking.choice import Pick
from content_calendar.ranking.config import RankerConfig, Weights
from content_calendar.ranking.effects import Effect
from content_calendar.ranking.explain import Evidence, Note, Reason
from content_calendar.ranking.features import Block, Candidate, Features, Observation
from content_calendar.ranking.hindsight import Hindsight
from content_calendar.ranking.invalid import RankingInvalid
from content_calendar.ranking.listing import Interval, Ranked, Ranking
from content_calendar.ranking.off_policy import Estimate, Logged, doubly_robust, inverse_propensity, self_normalised
from content_calendar.ranking.pool import Pool
from content_calendar.ranking.ranker import Ranker

__all__ = [
    "Block", "Candidate", "Effect", "Estimate", "Evidence", "Features", "Hindsight", "Interval", "Logged", "Note",
    "Observation", "Pick", "Pool", "Ranked", "Ranker", "RankerConfig", "Ranking", "RankingInvalid", "Reason", "Weights",
    "doubly_robust", "inverse_propensity", "self_normalised",
]  # fmt: skip
