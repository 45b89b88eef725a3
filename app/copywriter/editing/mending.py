"""Fix the findings: what has a known remedy is remedied, what has none loses the sentence it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.copywriter.editing.moving import fitted
from app.copywriter.editing.sentences import clauses, sentences, without_span
from app.copywriter.editing.setting import EditSetting
from app.copywriter.editing.words import without_words
from app.copywriter.freshness import rule_context
from content_calendar.content import Copy
from content_calendar.copy_rules.advertising import AdvertisingCode
from content_calendar.copy_rules.attachments import AttachmentCode
from content_calendar.copy_rules.emptiness import EmptyCode
from content_calendar.copy_rules.finding import CopyField, Finding
from content_calendar.copy_rules.fixing import apply_fix
from content_calendar.copy_rules.hook import HookCode
from content_calendar.copy_rules.language import LanguageCode
from content_calendar.copy_rules.limits import LimitCode
from content_calendar.copy_rules.placeholders import PlaceholderCode
from content_calendar.copy_rules.repetition import RepetitionCode
from content_calendar.copy_rules.rules import check
from content_calendar.vocabulary import Term

MAX_ROUNDS = 40
BEYOND_RULES: frozenset[Term] = frozenset((
    EmptyCode.EMPTY_BODY, LanguageCode.WRONG_LANGUAGE, PlaceholderCode.UNTRANSLATED, RepetitionCode.NEAR_DUPLICATE,
    AttachmentCode.MIXED, AttachmentCode.SEVERAL,
))
"""What only a person or a model can settle."""
_ARTICLE = re.compile(r"\b(?:the|a|an) $", re.IGNORECASE)
_INDEFINITE = re.compile(r"(?:one of|an?|our|much|many) ", re.IGNORECASE)


def mend(copy: Copy, setting: EditSetting) -> Copy:
    """`copy` after each finding that rules can settle, one after the other, each on the text the last one left."""
    context = rule_context(setting.brief, with_facts=True)
    for _ in range(MAX_ROUNDS):
        found = [each for each in check(copy, context) if each.code not in BEYOND_RULES]
        mended = next((better for each in found if (better := _mended(copy, each, setting)) != copy), copy)
        if mended == copy:
            break
        copy = mended
    return copy


def _mended(copy: Copy, finding: Finding, setting: EditSetting) -> Copy:
    if finding.fix is not None:
        return apply_fix(copy, finding)
    by_code: dict[Term, Callable[[], Copy]] = {
        LimitCode.TOO_LONG: lambda: fitted(copy, setting.brief.community.platform),
        LimitCode.TOO_MANY: lambda: fitted(copy, setting.brief.community.platform),
        HookCode.WEAK_HOOK: lambda: _with_shorter_hook(copy, finding),
        AdvertisingCode.RESTRICTED_TERM: lambda: _reworded(copy, finding),
    }
    return by_code.get(finding.code, lambda: _without(copy, finding))()


def _reworded(copy: Copy, finding: Finding) -> Copy:
    """The rule's own suggestion in place of the term; one that asks for proof is an advice, and the sentence goes."""
    if not finding.suggestion or "（" in finding.suggestion or finding.field is CopyField.HASHTAGS:
        return _without(copy, finding)
    before = str(getattr(copy, finding.field.value))[: finding.start]
    article = _ARTICLE.search(before) if _INDEFINITE.match(finding.suggestion) else None
    start = article.start() if article else finding.start
    return apply_fix(copy, replace(finding, start=start, fix=finding.suggestion))


def _with_shorter_hook(copy: Copy, finding: Finding) -> Copy:
    """The hook ends at the last pause a reader reaches in time; the rest opens the body."""
    if finding.field is not CopyField.HOOK:
        return copy
    line, _, rest = copy.hook.partition("\n")
    kept = _reached(sentences(line), finding.start) or _reached(clauses(line), finding.start)
    if not kept or kept == line:
        return copy
    moved = "\n".join(filter(None, (line[len(kept) :].strip(), rest, copy.body)))
    return replace(copy, hook=kept.rstrip(" ，,；;：:、—"), body=moved)


def _reached(pieces: list[str], limit: int) -> str:
    kept = ""
    for piece in pieces:
        if len(kept) + len(piece.rstrip()) > limit:
            break
        kept += piece
    return kept


def _without(copy: Copy, finding: Finding) -> Copy:
    """`copy` without the sentence in question; where that is all there is, without the words in question."""
    if finding.field is CopyField.HASHTAGS:
        return replace(copy, hashtags=_other_hashtags(copy, finding))
    if finding.field in {CopyField.TEXT, CopyField.MEDIA, CopyField.IMAGE_BRIEF}:
        return copy
    text = str(getattr(copy, finding.field.value))
    left = without_span(text, finding.start, finding.end)
    if not left and finding.field not in {CopyField.CALL_TO_ACTION, CopyField.COMMENT_STARTER}:
        left = without_words(text, (text[finding.start : finding.end],))
    part: dict[str, Any] = {finding.field.value: left}
    return replace(copy, **part)


def _other_hashtags(copy: Copy, finding: Finding) -> tuple[str, ...]:
    kept, at = [], 0
    for tag in copy.hashtags:
        begin, at = at, at + len(tag) + 2
        if finding.end <= begin or at - 1 <= finding.start:
            kept.append(tag)
    return tuple(kept)
