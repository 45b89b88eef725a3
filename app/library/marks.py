"""A text as a reviewer reads it: each part with the places the checks speak of, and its length beside the limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from content_calendar.content import Copy
from content_calendar.copy_rules.channels import Limit, limits
from content_calendar.copy_rules.counting import Unit, measure
from content_calendar.copy_rules.fields import field_text, published
from content_calendar.copy_rules.finding import CopyField, Finding
from content_calendar.message import Message
from content_calendar.severity import Severity
from content_calendar.vocabulary import Platform

_WEIGHT = {severity: weight for weight, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text. `severity` is the worst of the remarks on it, None without any."""

    text: str
    severity: Severity | None
    remarks: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Part:
    field: CopyField
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Length:
    """How long a part is beside what its platform takes."""

    field: CopyField
    length: int
    at_most: int
    unit: Unit

    @property
    def is_over(self) -> bool:
        return self.length > self.at_most


def marked(copy: Copy, findings: Sequence[Finding]) -> tuple[Part, ...]:
    """Every published part. Remarks on a whole part mark nothing: underlining all of it would say nothing."""
    return tuple(Part(field, tuple(_pieces(text, _places(field, text, findings)))) for field, text in published(copy))


def _places(field: CopyField, text: str, findings: Sequence[Finding]) -> list[Finding]:
    own = (finding for finding in findings if finding.field is field)
    return [finding for finding in own if 0 < finding.end - finding.start < len(text)]


def _pieces(text: str, findings: Sequence[Finding]) -> Iterator[Piece]:
    cuts = sorted({0, len(text), *(at for finding in findings for at in (finding.start, finding.end))})
    for start, end in pairwise(cuts):
        here = [finding for finding in findings if finding.start <= start and end <= finding.end]
        worst = min((finding.severity for finding in here), key=_WEIGHT.__getitem__, default=None)
        yield Piece(text[start:end], worst, tuple(finding.message for finding in here))


def lengths(copy: Copy, platform: Platform) -> tuple[Length, ...]:
    """The length of each part the platform limits, in its own count; empty parts are left out."""
    found = (Length(limit.field, _length(copy, limit), limit.at_most, limit.unit) for limit in limits(platform))
    return tuple(length for length in found if length.length)


def _length(copy: Copy, limit: Limit) -> int:
    if limit.unit is Unit.ENTRIES:
        return len(copy.hashtags if limit.field is CopyField.HASHTAGS else copy.media)
    return measure(field_text(copy, limit.field), limit.unit)
