"""Posts an earlier plan placed and nobody touched since, by what they are, so that a new plan keeps what still fits.

A column's post is known by the day of the rhythm it fills, a touch by its number, an occasion's own post by the
occasion, and a free slot by its week, value and stage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from content_calendar.planning.ledger import week_of
from content_calendar.planning.need import Kind
from content_calendar.planning.occasions import Occasion
from content_calendar.planning.request import Loose, Placed


class Incumbents:
    """The loose posts of a range; each is claimed by at most one slot, and what nobody claims has to go."""

    def __init__(self, loose: Iterable[Loose], zone: ZoneInfo) -> None:
        self._zone = zone
        self._waiting = {one.item_id: one for one in sorted(loose, key=_by_time)}
        self._columns: dict[tuple[int, date], Loose] = {}
        self._touches: dict[tuple[int, int], Loose] = {}
        self._others: dict[int, list[Loose]] = defaultdict(list)
        for one in self._waiting.values():
            self._file(one)

    def of_column(self, column_id: int, day: date) -> Loose | None:
        """The post that fills the column's day."""
        return self._columns.get((column_id, day))

    def of_touch(self, campaign_id: int, touch: int) -> Loose | None:
        return self._touches.get((campaign_id, touch))

    def of_occasion(self, occasion: Occasion) -> Loose | None:
        """An unclaimed post, of no column and no campaign, that speaks of it."""
        weeks = range(week_of(occasion.opens_on), week_of(occasion.on) + 1)
        named = (one for week in weeks for one in self._unclaimed(week) if occasion.is_named(one.post.occasion))
        return next((one for one in named if occasion.opens_on <= self._day(one.post) <= occasion.on), None)

    def free_in(self, week: int) -> dict[Kind, list[Loose]]:
        """The unclaimed posts of a week that belong to no column and no campaign, by kind and in order of time."""
        kinds: dict[Kind, list[Loose]] = defaultdict(list)
        for one in self._unclaimed(week):
            kinds[one.post.value, one.post.stage].append(one)
        return dict(kinds)

    def claim(self, one: Loose) -> None:
        self._waiting.pop(one.item_id)

    @property
    def left(self) -> tuple[Loose, ...]:
        """What no slot claimed, by time."""
        return tuple(self._waiting.values())

    def _file(self, one: Loose) -> None:
        post = one.post
        if post.column_id is not None:
            self._columns.setdefault((post.column_id, column_day(post, self._zone)), one)
        elif post.campaign_id is not None and post.touch:
            self._touches.setdefault((post.campaign_id, post.touch), one)
        else:
            self._others[week_of(self._day(post))].append(one)

    def _unclaimed(self, week: int) -> Iterator[Loose]:
        return (one for one in self._others.get(week, ()) if one.item_id in self._waiting)

    def _day(self, post: Placed) -> date:
        return post.at.astimezone(self._zone).date()


def column_day(post: Placed, zone: ZoneInfo) -> date:
    """The day of its column's rhythm that a post fills."""
    return post.column_day or post.at.astimezone(zone).date()


def _by_time(one: Loose) -> tuple[float, int]:
    return one.post.at.timestamp(), one.item_id
