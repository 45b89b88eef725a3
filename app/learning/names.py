"""What people call the identifiers of the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from babel.dates import get_day_names

from app.copywriter.prompt_names import readable_name
from app.learning.features import WEEKDAYS, prompt_name
from app.models import ContentItem
from content_calendar.ranking import Block
from content_calendar.vocabulary import Language

Names = Mapping[tuple[Block, str], str]


def names_of(items: Iterable[ContentItem], language: Language = Language.ZH) -> Names:
    """What reasons call the persona, column, prompt and slot of these items, to a reader of `language`."""
    found = slot_names(language)
    for item in items:
        found[Block.PERSONA, str(item.persona_id)] = item.persona.name
        if item.column:
            found[Block.TEMPLATE, str(item.column_id)] = item.column.name
        text = item.current_revision
        if text and text.prompt:
            name = prompt_name(text.prompt, text.prompt_version)
            found[Block.PROMPT, name] = readable_name(text.prompt, text.prompt_version, language)
    return found


def slot_names(language: Language) -> dict[tuple[Block, str], str]:
    """Every weekday and hour."""
    days = get_day_names("abbreviated", locale=language.value)
    return {
        (Block.SLOT, f"{day}-{hour:02d}"): f"{days[number]} {hour:02d}:00"
        for number, day in enumerate(WEEKDAYS) for hour in range(24)
    }
