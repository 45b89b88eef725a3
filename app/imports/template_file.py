"""The table to fill in: every heading that is understood, with two rows that show how."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.core.i18n import label
from app.core.tables.csv_file import csv_of
from app.imports.fields import Field
from app.models import Persona
from content_calendar.vocabulary import Form, Language, Stage, Value

_LEAD = timedelta(days=7)
_WRITTEN = {
    Language.ZH: {
        Field.TIME: "10:00", Field.TITLE: "辅食第一口", Field.HOOK: "第一口辅食，先别急着加盐",
        Field.BODY: "从一种食材开始，连着吃三天再换下一种，\n这样宝宝对什么不适应一眼就能看出来。",
        Field.CALL_TO_ACTION: "你家第一口吃的是什么？", Field.HASHTAGS: "辅食 新手爸妈", Field.TAGS: "阶段:辅食",
    },
    Language.EN: {
        Field.TIME: "10:00", Field.TITLE: "First spoonful", Field.HOOK: "The first spoonful needs no salt",
        Field.BODY: "Begin with one food for three days before the next,\nso that you see at once what does not agree.",
        Field.CALL_TO_ACTION: "What was first at your table?", Field.HASHTAGS: "weaning parents",
        Field.TAGS: "stage:weaning",
    },
}
_PLANNED = {
    Language.ZH: {Field.TIME: "下午3点半", Field.TOPIC: "夜醒怎么办"},
    Language.EN: {Field.TIME: "3:30 pm", Field.TOPIC: "Waking at night"},
}


def template(personas: Sequence[Persona], today: date, language: Language) -> bytes:
    """CSV in UTF-8 with a byte-order mark, for next week and the first persona, in the reader's language."""
    fields = list(Field)
    persona = personas[0] if personas else None
    column = persona.columns[0] if persona and persona.columns else None
    shared = {Field.PERSONA: persona.name if persona else "", Field.FORM: label(Form.POST),
              Field.VALUE: label(Value.LEARNING), Field.STAGE: label(Stage.COGNITION)}
    first = {**shared, **_WRITTEN[language], Field.DAY: (today + _LEAD).isoformat()}
    second = {**shared, **_PLANNED[language], Field.DAY: (today + _LEAD + timedelta(days=1)).isoformat(),
              Field.COLUMN: column.name if column else ""}
    return csv_of([[label(field) for field in fields], *([row.get(field, "") for field in fields]
                                                       for row in (first, second))])
