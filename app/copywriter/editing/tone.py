"""Warmer and plainer: the same matter, in other words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from app.copywriter.editing.setting import TEXT_FIELDS, EditSetting
from app.copywriter.editing.words import closed_up, replaced, without_words
from app.copywriter.phrasing import bare, capital, lowered
from content_calendar.content import Copy
from content_calendar.vocabulary import Language

EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d]+[ ]?")
_LOUD = re.compile(r"[!！]+")
_WAVES = re.compile(r"[~～]+(?=\s|$|[。！!，,])|(?<=\S)[~～]{2,}")
_SOFTER = {Language.ZH: "。", Language.EN: "."}


def warm(copy: Copy, setting: EditSetting) -> Copy:
    """Stiff wording made human, a word of address before the hook, a kind word at the end."""
    softened = _each(copy, lambda text: replaced(text, setting.words.instead))
    closing = setting.line(setting.words.closings)
    asking = softened.call_to_action
    return replace(
        softened,
        hook=_addressed(softened.hook, setting),
        call_to_action=asking if closing in asking else "\n".join(filter(None, (asking, closing))),
    )


def plain(copy: Copy, setting: EditSetting) -> Copy:
    """No emoji, no shouting, no hype; a field of nothing else stays as it was."""
    return _each(copy, lambda text: _sober(text, setting) or text)


def without_emoji(copy: Copy) -> Copy:
    """`copy` as a sober platform wants it."""
    return _each(copy, lambda text: closed_up(EMOJI.sub(" ", text)).strip() if EMOJI.search(text) else text)


def _addressed(hook: str, setting: EditSetting) -> str:
    """The hook with somebody addressed; a hook that does so already, or a reply without a name, keeps its own start."""
    brief = setting.brief
    opening = setting.line(setting.words.reply_openings if brief.reply else setting.words.openings)
    called = bare(brief.persona.address)
    if not opening or (called and called in hook) or (brief.reply and hook.startswith("{")):
        return hook
    return capital(opening + (lowered(hook) if opening.endswith((", ", ": ")) else hook), brief.language)


def _sober(text: str, setting: EditSetting) -> str:
    words, language = setting.words, setting.brief.language
    quiet = _LOUD.sub(_SOFTER[language], _WAVES.sub("", EMOJI.sub(" ", text)))
    said = replaced(without_words(quiet, words.drop, words.keep), words.instead)
    once = re.sub(r"([。.?？])[。.]+(?!\d)", r"\1", said)
    return capital(once if once == text else closed_up(once), language).strip()


def _each(copy: Copy, change: Any) -> Copy:
    parts: dict[str, Any] = {name: change(getattr(copy, name)) for name in TEXT_FIELDS}
    return replace(copy, **parts)
