"""What each calendar page is given, gathered from the queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.calendar import queries
from app.calendar.agenda import AgendaDay, Tally, agenda, occasions_by_day, tally
from app.calendar.bands import bands as bands_of
from app.calendar.feed import Fields, band_entry, is_bound, is_movable, occasion_names
from app.calendar.filters import Place, ids
from app.calendar.period import Layout
from app.calendar.queries import Entry, PersonaMark, Waiting
from app.models import Community
from content_calendar.workflow import Role, State

MAX_PLACED = 200


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """`placed` are the posts just planned that still wait for a draft."""

    place: Place
    today: date
    now_local: datetime
    personas: Sequence[PersonaMark]
    days: Sequence[AgendaDay]
    tally: Tally
    bands: Sequence[Fields]
    occasions: Mapping[str, Sequence[str]]
    placed: Sequence[Waiting]
    role: Role

    states = tuple(State)
    layouts = tuple(Layout)

    @property
    def may_edit(self) -> bool:
        return self.role.covers(Role.EDITOR)

    def is_movable(self, entry: Entry) -> bool:
        return is_movable(entry.state, self.role)

    def is_bound(self, entry: Entry) -> bool:
        return is_bound(entry.state)

    def is_shown(self, persona: PersonaMark) -> bool:
        chosen = self.place.filters.personas
        return not chosen or persona.id in chosen

    @property
    def plannable(self) -> bool:
        """Whether any persona has a column to plan from."""
        return any(persona.columns for persona in self.personas)


def calendar_page(
    session: Session, community: Community, place: Place, placed: Collection[int], *, actor: Actor, now: datetime
) -> CalendarPage:
    """One page of the calendar; three queries, one more after a plan was accepted."""
    local = now.astimezone(queries.zone_of(community))
    personas = queries.personas(session, community)
    place = replace(place, filters=place.filters.within(persona.id for persona in personas))
    period = place.period
    posts: tuple[Entry, ...] = queries.entries(session, community, period.first, period.last, place.filters)
    bands = bands_of(session, community, period.shown_first, period.shown_last)
    return CalendarPage(
        place=place,
        today=local.date(),
        now_local=local,
        personas=personas,
        days=agenda(period.first, period.last, posts, bands),
        tally=tally(posts),
        bands=[band_entry(band) for band in bands],
        occasions=occasion_names(occasions_by_day(period.shown_first, period.shown_last)),
        placed=queries.still_planned(session, community, placed) if placed else (),
        role=actor.role,
    )


def read_placed(text: str) -> tuple[int, ...]:
    """The items of a plan that was just accepted, as the address names them; anything else is ignored."""
    return tuple(islice(ids(text.split(".", MAX_PLACED)), MAX_PLACED))
