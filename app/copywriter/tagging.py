"""Tags by which a draft is found and hashtags by which members find it: derived from the brief, never invented."""

from __future__ import annotations

import re

from app.copywriter.brief import Brief
from app.copywriter.phrasing import bare
from content_calendar.vocabulary import Platform, Scene, Term

HASHTAG_PLATFORMS = frozenset(
    {Platform.XIAOHONGSHU, Platform.WEIBO, Platform.DOUYIN, Platform.BILIBILI, Platform.X, Platform.LINKEDIN}
)
MAX_HASHTAGS = 4
MAX_HASHTAG_LENGTH = 24


def tags(brief: Brief) -> tuple[str, ...]:
    """`value:学习`, `stage:认知` and so on in the brief's language, then the persona's own tags, each once.

    A ready answer is found by its moment and the members it is for: `scenario:投诉安抚`, `state:有投诉`.
    """
    terms: list[tuple[str, Term | None]] = [
        ("value", brief.value),
        ("stage", brief.stage),
        ("form", brief.form),
        ("goal", brief.goal),
        ("scene", None if brief.scene is Scene.NONE else brief.scene),
    ]
    if brief.reply:
        terms = [("scenario", brief.reply.scenario), *(("state", state) for state in brief.reply.member_states)]
    named = [f"{namespace}:{term.label(brief.language)}" for namespace, term in terms if term]
    return tuple(dict.fromkeys((*named, *brief.persona.tags)))


def hashtags(brief: Brief) -> tuple[str, ...]:
    """Up to four hashtags without `#`, on platforms that use them; a chat group gets none."""
    if brief.reply or brief.community.platform not in HASHTAG_PLATFORMS:
        return ()
    offers = (
        brief.occasion,
        brief.event.name if brief.event else "",
        brief.product.name if brief.product else "",
        *(brief.column, brief.theme, brief.community.brand),
    )
    joined = (re.sub(r"\W+", "", bare(offer).title() if offer.isascii() else bare(offer)) for offer in offers)
    return tuple(dict.fromkeys(tag for tag in joined if 0 < len(tag) <= MAX_HASHTAG_LENGTH))[:MAX_HASHTAGS]
