"""What a page shows of one persona, voice, product, column or event."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.communities.rhythm import next_firings
from app.communities.series_rows import series_of
from app.communities.series_words import series_words
from app.communities.tagging import namespaces
from app.core.zones import zone_or_utc
from app.models import Column, Event, Persona, Product, Voice
from content_calendar.vocabulary import Form, Language, Need, Stage, Value

ENOUGH_NAMESPACES = 3


@dataclass(frozen=True, slots=True)
class PersonaCard:
    id: int
    name: str
    color: int
    language: Language
    summary: str
    address: str
    tags: tuple[str, ...]
    needs: tuple[Need, ...]
    column_count: int
    is_coarse: bool
    """Fewer than three kinds of tag."""


@dataclass(frozen=True, slots=True)
class VoiceCard:
    id: int
    name: str
    role: str
    language: Language
    tone: tuple[str, ...]
    sample: str


@dataclass(frozen=True, slots=True)
class ProductCard:
    id: int
    name: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ColumnLine:
    id: int
    name: str
    theme: str
    rhythm: str
    next_at: datetime | None
    value: Value
    stage: Stage
    form: Form
    voice: str
    product: str
    topic_count: int
    is_paused: bool


@dataclass(frozen=True, slots=True)
class RhythmInShort:
    words: str
    has_phases: bool
    """Whether it changed since, or will."""


@dataclass(frozen=True, slots=True)
class EventLine:
    id: int
    name: str
    theme: str
    starts_at: datetime
    ends_at: datetime
    place: str
    is_over: bool


def persona_card(row: Persona, column_count: int) -> PersonaCard:
    return PersonaCard(
        id=row.id, name=row.name, color=row.color, language=row.language, summary=row.summary,
        address=row.address, tags=tuple(row.tags), needs=tuple(Need(need) for need in row.needs),
        column_count=column_count, is_coarse=is_coarse(row.tags),
    )


def is_coarse(tags: Collection[str]) -> bool:
    """Whether these tags say too little of a person: “宝妈” alone is a crowd, not somebody to write to."""
    return len(namespaces(tags)) < ENOUGH_NAMESPACES


def voice_card(row: Voice) -> VoiceCard:
    return VoiceCard(row.id, row.name, row.role, row.language, tuple(row.tone), row.samples[0] if row.samples else "")


def product_card(row: Product) -> ProductCard:
    return ProductCard(row.id, row.name, tuple((fact["name"], fact["value"]) for fact in row.facts))


def column_line(row: Column, zone: ZoneInfo, language: str, now: datetime) -> ColumnLine:
    """The row needs its voice and product loaded."""
    series, today = series_of(row, zone), now.astimezone(zone).date()
    firings = next_firings(series, zone=zone, now=now, count=1)
    return ColumnLine(
        id=row.id, name=row.name, theme=row.theme, rhythm=series_words(series, language, today),
        next_at=firings[0].at if firings else None, value=row.value, stage=row.stage, form=row.form,
        voice=row.voice.name, product=row.product.name if row.product else "", topic_count=len(row.topics),
        is_paused=series.paused_on(today),
    )


def rhythm_of(row: Column, *, language: str, now: datetime) -> RhythmInShort:
    """What became of a column's rhythm; the row needs its persona loaded."""
    zone = zone_or_utc(row.persona.community.timezone)
    series = series_of(row, zone)
    return RhythmInShort(series_words(series, language, now.astimezone(zone).date()), len(series.phases) > 1)


def event_line(row: Event, now: datetime) -> EventLine:
    return EventLine(row.id, row.name, row.theme, row.starts_at, row.ends_at, row.place, is_over=row.ends_at <= now)
