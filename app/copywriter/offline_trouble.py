"""What the writer without a model cannot do, in words that name the cause and the remedy."""

from __future__ import annotations

from app.copywriter.brief import FormulaMissing
from content_calendar.vocabulary import Term


class OfflineTrouble(Term):
    """An error's `code` is one of these identifiers, so that whoever kept it can say it in the reader's language."""

    FORMULA_MISSING = (
        "formula_missing",
        "离线模板里没有适合这条内容的公式：请补充选题、产品或活动资料，换一种形式，或接入模型。",
        "No offline formula suits this item: add a topic, product or event, choose another form, or connect a model.",
    )
    NOTHING_TO_CHANGE = (
        "nothing_to_change",
        "按这个要求，离线规则没有找到可改的地方：请自己改，或接入模型后再试。",
        "By this instruction the offline rules found nothing to change: edit the text yourself, or connect a model.",
    )


class NothingToChange(FormulaMissing):
    """The rules of an instruction leave this text as it is."""

    code = OfflineTrouble.NOTHING_TO_CHANGE.value


def nothing_to_change() -> NothingToChange:
    """The error for an edit that changed no word: the same text again would be no answer."""
    return NothingToChange(OfflineTrouble.NOTHING_TO_CHANGE.en)
