"""One instruction, one edit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from app.copywriter.brief import Brief, ReworkBrief
from app.copywriter.editing.mending import mend
from app.copywriter.editing.moving import move
from app.copywriter.editing.setting import EditSetting
from app.copywriter.editing.shortening import shorten
from app.copywriter.editing.tone import plain, warm
from app.copywriter.editing.translating import sheet
from app.copywriter.editing.words import EditFormula, edit_formula
from app.copywriter.formula_filling import Filling
from app.copywriter.offline_trouble import nothing_to_change
from content_calendar.content import Copy
from content_calendar.vocabulary import Instruction

Edit = Callable[[Copy, EditSetting, ReworkBrief], Copy]
EDITS: Mapping[Instruction, Edit] = {
    Instruction.SHORTER: lambda copy, setting, _: shorten(copy, setting),
    Instruction.WARMER: lambda copy, setting, _: warm(copy, setting),
    Instruction.PLAINER: lambda copy, setting, _: plain(copy, setting),
    Instruction.ANOTHER_PLATFORM: move,
    Instruction.FIX_FINDINGS: lambda copy, setting, _: mend(copy, setting),
    Instruction.TRANSLATE: sheet,
}


def rework(brief: Brief, order: ReworkBrief, filling: Filling) -> tuple[EditFormula, Copy]:
    """The text after the edit that `order` asks for, and the formula it was made with.

    A text in another language than the brief's has to be translated first, whatever was asked for. Raises
    NothingToChange when the edit leaves every word as it is.
    """
    instruction = order.instruction if order.language is brief.language else Instruction.TRANSLATE
    formula = edit_formula(brief.language, instruction)
    choice = Random(f"{brief.seed}:{formula.path}")  # noqa: S311 - variety, not secrecy
    setting = EditSetting(brief, formula.words, lambda lines: filling.line(choice.choice(lines), brief, choice))
    changed = EDITS[instruction](order.text, setting, order)
    if changed == order.text:
        raise nothing_to_change()
    return formula, changed
