"""One click: putting a finding's fix into the copy."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from content_calendar.content import Copy
from content_calendar.copy_rules.fields import field_text
from content_calendar.copy_rules.finding import CopyField, Finding


class NoFix(ValueError):
    """The finding takes a person: it carries no fix, or it is about several parts of the copy at once."""


def apply_fix(copy: Copy, finding: Finding) -> Copy:
    """`copy` with the finding's fix in its place; `finding` must be about exactly this copy. Raises NoFix."""
    if finding.fix is None or finding.field in {CopyField.TEXT, CopyField.MEDIA}:
        raise NoFix(finding.code)
    text = field_text(copy, finding.field)
    mended = text[: finding.start] + finding.fix + text[finding.end :]
    if finding.field is CopyField.HASHTAGS:
        return replace(copy, hashtags=_hashtags(mended))
    part: dict[str, Any] = {finding.field.value: mended}
    return replace(copy, **part)


def _hashtags(joined: str) -> tuple[str, ...]:
    """The tags of a line as `field_text` writes it."""
    return tuple(tag for tag in re.split(r"(?:^| )#", joined.strip()) if tag.strip())
