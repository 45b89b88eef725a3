"""Which occasions a plan has still to speak of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from content_calendar.planning.occasions import Occasion, occasions_spoken_of
from content_calendar.planning.request import Placed, PlanRequest
from content_calendar.vocabulary import Scene

_GREAT = (Scene.FESTIVAL, Scene.SHOPPING_DAY)


class OccasionBook:
    """The occasions near the range, the team's own among them and the ignored ones left out."""

    def __init__(self, request: PlanRequest, posts: Iterable[Placed]) -> None:
        self._own = frozenset(request.own_days)
        near = (*occasions_spoken_of(request.start, request.end), *_reaching(request))
        listed = [one for one in dict.fromkeys(near) if one.key not in request.ignored_occasions]
        self._listed = sorted(listed, key=lambda one: (one.on, one.key))
        self._spoken_of: set[Occasion] = set()
        for post in posts:
            if post.occasion:
                self.hear(post.occasion, post.at.astimezone(request.zone))

    @property
    def open(self) -> tuple[Occasion, ...]:
        """Those no post speaks of yet, by date."""
        return tuple(one for one in self._listed if one not in self._spoken_of)

    def deserves_own_post(self, occasion: Occasion) -> bool:
        """Whether a post is made for it when none can carry it: festivals, shopping days and the team's own days."""
        return occasion.scene in _GREAT or occasion in self._own

    def hear(self, name: str, at: datetime) -> Occasion | None:
        """The occasion of that name near a local moment, spoken of from now on; None for a name unknown there."""
        on = at.date()
        found = next((one for one in self._listed if one.is_named(name) and is_near(one, on)), None)
        if found:
            self._spoken_of.add(found)
        return found

    def speak_of(self, occasion: Occasion) -> None:
        self._spoken_of.add(occasion)


def is_near(occasion: Occasion, on: date) -> bool:
    """Whether a post on the day `on` may speak of it."""
    return occasion.opens_on <= on <= occasion.on


def _reaching(request: PlanRequest) -> Iterable[Occasion]:
    return (one for one in request.own_days if one.opens_on <= request.end and one.on >= request.start)
