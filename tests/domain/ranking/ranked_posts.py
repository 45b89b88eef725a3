"""Posts for the ranking tests, short to write."""

from __future__ import annotations

from content_calendar.ranking import Candidate, Features, Observation, Ranker


def post(form: str = "question", *, views: int = 1000, likes: int = 50, week: int = 1, **more: object) -> Observation:
    """A post of persona p1; keywords that Features knows go there, the others to the observation."""
    names = set(Features.__dataclass_fields__)
    seen = {"persona": "p1", "slot": "tue-20", "form": form} | {k: v for k, v in more.items() if k in names}
    counts = {k: v for k, v in more.items() if k not in names}
    return Observation(features=Features(**seen), exposures=views, successes=likes, week=week, **counts)


def candidate(key: str, form: str = "question", *, uses: int = 0, **features: object) -> Candidate:
    """A candidate of persona p1."""
    return Candidate(key=key, features=Features(**{"persona": "p1", "slot": "tue-20", "form": form} | features),
                     uses_28d=uses)


def taught(*weeks: list[Observation], config: object = None) -> Ranker:
    """A ranker that saw these weeks, numbered from 1, and closed each."""
    ranker = Ranker(config)
    for number, posts in enumerate(weeks, start=1):
        ranker.observe(posts)
        ranker.end_week(number)
    return ranker
