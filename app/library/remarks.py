"""Findings as they stand beside a text: what they quote, where it stands, and how a form names one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from content_calendar.content import Copy
from content_calendar.copy_rules.fields import field_text
from content_calendar.copy_rules.finding import CopyField, Finding
from content_calendar.severity import Severity

MAX_QUOTE = 60

_WEIGHT = {severity: weight for weight, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding with the words it is about: empty for one on something missing, a whole part or a whole text."""

    finding: Finding
    quote: str

    @property
    def key(self) -> str:
        """Names this finding among those of one and the same text."""
        found = self.finding
        return f"{found.code.value}:{found.field.value}:{found.start}:{found.end}"

    @property
    def has_place(self) -> bool:
        """Whether it points into a part that people edit."""
        return bool(self.quote) and self.finding.field not in {CopyField.TEXT, CopyField.MEDIA}


def remarks(copy: Copy, findings: Sequence[Finding]) -> tuple[Remark, ...]:
    """What must be fixed first, then in the order of the rules."""
    ordered = sorted(findings, key=lambda finding: _WEIGHT[finding.severity])
    return tuple(Remark(finding, _quote(copy, finding)) for finding in ordered)


def named(found: Sequence[Remark], key: str) -> Finding | None:
    """The finding a form asks to have settled; None when this text has no such finding, or none of one click."""
    settled = (remark.finding for remark in found if remark.key == key)
    return next((finding for finding in settled if finding.fix is not None), None)


def _quote(copy: Copy, finding: Finding) -> str:
    text = field_text(copy, finding.field)
    if finding.end - finding.start >= len(text):
        return ""
    words = text[finding.start : finding.end]
    return words if len(words) <= MAX_QUOTE else f"{words[:MAX_QUOTE]}…"
