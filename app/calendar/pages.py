"""What each calendar page is given, gathered from the queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.calendar import queries
from app.calendar.agenda import AgendaDay, DayNotes, Tally, agenda, tally
from app.calendar.bands import Band, BandKind
from app.calendar.bands import bands as bands_of
from app.calendar.day_signs import signs_by_day
from app.calendar.days import marks
from app.calendar.feed import Fields, band_entry, chips, occasion_names, sign_names
from app.calendar.filter_row import Choice, filter_row
from app.calendar.filters import Filters, Place, ids
from app.calendar.period import Layout
from app.calendar.queries import Named, PersonaMark, Waiting
from app.models import Community
from content_calendar.workflow import Role, State

MAX_PLACED = 200


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """`placed` are the posts just planned that still wait for a draft; `choices` the lists of the filters."""

    place: Place
    today: date
    now_local: datetime
    personas: Sequence[PersonaMark]
    choices: Sequence[Choice]
    days: Sequence[AgendaDay]
    tally: Tally
    bands: Sequence[Fields]
    occasions: Mapping[str, Sequence[str]]
    signs: Mapping[str, Sequence[Fields]]
    placed: Sequence[Waiting]
    role: Role

    states = tuple(State)
    layouts = tuple(Layout)

    @property
    def may_edit(self) -> bool:
        return self.role.covers(Role.EDITOR)

    def is_shown(self, persona: PersonaMark) -> bool:
        chosen = self.place.filters.personas
        return not chosen or persona.id in chosen

    @property
    def plannable(self) -> bool:
        """Whether any persona has a column to plan from that does not rest."""
        return any(persona.columns for persona in self.personas)

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all stands in the period."""
        return all(day.is_blank for day in self.days)


def calendar_page(
    session: Session, community: Community, place: Place, placed: Collection[int], *, actor: Actor, now: datetime
) -> CalendarPage:
    """One page of the calendar; six queries, one more after a plan was accepted."""
    local = now.astimezone(queries.zone_of(community))
    personas = queries.personas(session, community, local.date())
    place = replace(place, filters=_known(place.filters, personas))
    period = place.period
    found = queries.entries(session, community, period.first, period.last, place.filters)
    posts = chips(found, community, actor.role, now)
    bands = bands_of(session, community, period.shown_first, period.shown_last)
    marked = marks(session, community, period.shown_first, period.shown_last)
    notes = DayNotes(marked.occasions_by_day(), signs_by_day(marked))
    return CalendarPage(
        place=place,
        today=local.date(),
        now_local=local,
        personas=personas,
        choices=filter_row(place.filters, personas, _campaigns(bands)),
        days=agenda(period.first, period.last, posts, bands, notes),
        tally=tally(posts),
        bands=[band_entry(band) for band in bands],
        occasions=occasion_names(notes.occasions),
        signs=sign_names(notes.signs),
        placed=queries.still_planned(session, community, placed) if placed else (),
        role=actor.role,
    )


def _known(filters: Filters, personas: Sequence[PersonaMark]) -> Filters:
    columns = (column.id for persona in personas for column in (*persona.columns, *persona.resting))
    return filters.within((persona.id for persona in personas), columns)


def _campaigns(bands: Sequence[Band]) -> tuple[Named, ...]:
    return tuple(Named(band.id, band.name) for band in bands if band.kind is BandKind.CAMPAIGN)


def read_placed(text: str) -> tuple[int, ...]:
    """The items of a plan that was just accepted, as the address names them; anything else is ignored."""
    return tuple(islice(ids(text.split(".", MAX_PLACED)), MAX_PLACED))
