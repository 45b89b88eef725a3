"""Shorter: filler goes first, then sentences that carry no fact, from the end of the body."""

from __future__ import annotations

from dataclasses import replace

from app.copywriter.editing.sentences import is_item, keeping, sentences, tells
from app.copywriter.editing.setting import EditSetting
from app.copywriter.editing.words import without_words
from content_calendar.content import Copy

SHARE = 0.6
"""How much of the body may stay; facts, links, blanks and list items stay even beyond it."""


def shorten(copy: Copy, setting: EditSetting) -> Copy:
    """`copy` with a body of about SHARE of its length and one sentence that asks."""
    plain = {name: without_words(getattr(copy, name), setting.words.drop) for name in ("hook", "body")}
    body = shortened(plain["body"], int(len(copy.body) * SHARE))
    asking = sentences(copy.call_to_action.split("\n")[0])[:1] or [""]
    return replace(copy, hook=plain["hook"] or copy.hook, body=body, call_to_action=asking[0].strip())


def shortened(body: str, at_most: int) -> str:
    """`body` in about `at_most` characters: sentences that tell nothing checkable go, the last ones first."""
    spare = [
        piece for line in body.split("\n") if not is_item(line) for piece in sentences(line) if not tells(piece)
    ]
    gone: set[str] = set()
    short = body
    while len(short) > at_most and spare:
        gone.add(spare.pop().strip())
        short = keeping(body, lambda piece: piece.strip() not in gone) or short
    return short
