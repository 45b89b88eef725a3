"""Translating without a model: a sheet that a person completes, never a text that passes for a translation.

What needs no translator is carried over or named in the other language; every other sentence is marked, and the rule
on placeholders blocks the text until it is written.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.copywriter.brief import Brief, ReworkBrief
from app.copywriter.editing.glossary import Glossary
from app.copywriter.editing.sentences import item_mark, sentences
from app.copywriter.editing.setting import TEXT_FIELDS, EditSetting
from app.copywriter.phrasing import bare
from content_calendar.content import Copy
from content_calendar.copy_rules.placeholders import TO_TRANSLATE
from content_calendar.vocabulary import Language


def sheet(copy: Copy, setting: EditSetting, order: ReworkBrief) -> Copy:
    """`copy` laid out for whoever translates it from `order.language`; one in the right language stays as it is."""
    target = setting.brief.language
    if order.language is target:
        return copy
    glossary = Glossary(order.language, target, setting.words.terms, _names(setting.brief))
    parts: dict[str, Any] = {
        name: "\n".join(_line(line, glossary) for line in getattr(copy, name).split("\n"))
        for name in (*TEXT_FIELDS, "image_brief")
    }
    return replace(copy, hashtags=tuple(_hashtag(tag, glossary) for tag in copy.hashtags), **parts)


def _names(brief: Brief) -> tuple[str, ...]:
    """What is called the same in every language."""
    product = brief.product.name if brief.product else ""
    given = (product, brief.community.brand, brief.community.name, brief.voice.name)
    return tuple(name for name in map(bare, given) if len(name) > 1)


def _line(line: str, glossary: Glossary) -> str:
    mark = item_mark(line)
    gap = " " if glossary.target is Language.EN else ""
    return mark + gap.join(_sentence(piece.strip(), glossary) for piece in sentences(line[len(mark) :]))


def _sentence(sentence: str, glossary: Glossary) -> str:
    said = glossary.said(sentence)
    if said is not None:
        return said
    known = " · ".join(f"{word} {other}" for word, other in glossary.known(sentence).items())
    return f"{TO_TRANSLATE[glossary.target]}{sentence}{f'｜{known}' if known else ''}]"


def _hashtag(tag: str, glossary: Glossary) -> str:
    """A hashtag is one word, so its mark holds no blank."""
    said = glossary.said(tag)
    return f"{TO_TRANSLATE[glossary.target].strip()}{tag}]" if said is None else said.replace(" ", "")
