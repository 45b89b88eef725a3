"""What a page calls the levels of the ranking."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.copywriter.prompt_names import readable_name
from app.core.i18n import language
from app.learning.names import slot_names
from app.models import Column, Community, Persona
from content_calendar.ranking import Block
from content_calendar.vocabulary import Form, Language, Value

Names = Mapping[tuple[Block, str], str]


def names_of(session: Session, community: Community) -> Names:
    """Personas and columns of the community by their numbers, weekdays with their hours; two queries."""
    personas = select(Persona.id, Persona.name).where(Persona.community_id == community.id)
    columns = select(Column.id, Column.name).join(Persona).where(Persona.community_id == community.id)
    found = dict(_fixed(language()))
    found |= {(Block.PERSONA, str(row.id)): row.name for row in session.execute(personas)}
    return found | {(Block.TEMPLATE, str(row.id)): row.name for row in session.execute(columns)}


def level_name(block: Block, name: str, names: Names) -> str:
    """A level in the reader's words."""
    return prompt_words(name) if block is Block.PROMPT else names.get((block, name), name)


def prompt_words(name: str) -> str:
    """A version of a prompt, named as the ranking does, in the reader's words."""
    prompt, _at, version = name.rpartition("@")
    return readable_name(prompt, version, language()) if prompt else name


@lru_cache(maxsize=len(Language))
def _fixed(wanted: Language) -> Names:
    forms = {(Block.FORM, form.value): form.label(wanted) for form in Form}
    return slot_names(wanted) | forms | {(Block.VALUE, value.value): value.label(wanted) for value in Value}
