"""The values a formula may use, put into words that sit well in a sentence of the brief's language."""

from __future__ import annotations

import re
from datetime import datetime
from random import Random

from app.copywriter.blanks import ROLES, blanks
from app.copywriter.brief import Brief, EventBrief, Fact
from app.copywriter.closeness import on_topic
from content_calendar.vocabulary import Language, Platform

INPUTS = frozenset(
    (
        *("topic", "points", "focus", "others", "unsaid", "choices", "subject", "matter"),
        *("product", "facts", "fact", "event", "occasion", "column", "theme"),
        *("address", "brand", "community", "purpose", "voice", "role", "moment", "stage", "tactic"),
        *("hail", "rules", "state", *ROLES),
    )
)
FUNCTIONS = frozenset({"pick", "line", "emoji"})
SOBER_PLATFORMS = frozenset({Platform.LINKEDIN, Platform.OFFICIAL_ACCOUNT})
_WARM_TONES = (
    *("亲切", "温暖", "温柔", "活泼", "俏皮", "轻松", "热情"),
    *("warm", "friendly", "playful", "cheerful", "gentle"),
)
_ENDINGS = " \t。．.！!？?；;，,、：:…～~"
_ZH_QUESTION = re.compile(
    r"吗$|呢$|(.)不\1|谁|怎么|为什么|如何|多少|多久|几[个岁天点月次]|哪|什么|还是"
)
_EN_QUESTION = re.compile(
    r"^[^,.:;!]{1,30}, [^,.:;!]{1,30},? or [^,.:;!]{1,40}$|"
    r"^(how(?! to)|why|what|which|who|when|where|should|is|are|do|does|did|can|could|will|would|have|has)\b",
    re.IGNORECASE,
)
_WEEKDAYS = {
    Language.ZH: ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    Language.EN: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_DAYPARTS = {
    Language.ZH: ((5, "夜里"), (11, "早上"), (13, "中午"), (18, "下午"), (24, "晚上")),
    Language.EN: ((5, "night"), (12, "morning"), (18, "afternoon"), (24, "evening")),
}
_LETTERS = "ABCDEFGH"
_EVERYONE = {Language.ZH: "大家", Language.EN: "everyone"}


def bare(text: str) -> str:
    """`text` on one line without its closing punctuation, so that a sentence may go on after it."""
    return " ".join(text.split()).rstrip(_ENDINGS)


def asks(text: str, language: Language) -> bool:
    """Whether `text` is a question, by its own mark or by its words; in Chinese by those of its last clause."""
    if text.rstrip().endswith(("?", "？")):
        return True
    if language is Language.EN:
        return bool(_EN_QUESTION.search(text.strip()))
    return bool(_ZH_QUESTION.search(re.split("[，,；;]", text.strip())[-1]))


def closed(text: str, language: Language) -> str:
    """`text` as a sentence of its own, with the full stop or question mark it asks for."""
    if not bare(text):
        return ""
    marks = ("？", "。") if language is Language.ZH else ("?", ".")
    return capital(bare(text), language) + marks[0 if asks(text, language) else 1]


def titled(text: str, language: Language) -> str:
    """`text` as a heading: no full stop, but a question keeps its mark."""
    return bare(text) if not asks(text, language) else closed(text, language)


def capital(text: str, language: Language) -> str:
    """English `text` with a capital first letter; a first word of mixed case, such as iPad, is a name and stays."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    return text[:1].upper() + text[1:] if language is Language.EN and first.islower() else text


def lowered(text: str) -> str:
    """English `text` to stand within a sentence; "I", a name in capitals or of mixed case keeps its own."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    plain_word = first[:1].isupper() and first[1:].islower() and not first.startswith("I'")
    return text[:1].lower() + text[1:] if plain_word else text


def phrasing(brief: Brief, choice: Random) -> dict[str, object]:
    """Every input of a formula. `choice` decides which point and which fact this text dwells on."""
    points = tuple(filter(None, (bare(point) for point in (brief.topic.points if brief.topic else ()))))
    facts = tuple(Fact(bare(fact.name), bare(fact.value)) for fact in (brief.product.facts if brief.product else ()))
    topic = brief.topic.title if brief.topic else ""
    focus = choice.choice(points) if points else ""
    return {
        "topic": bare(topic),
        "points": points,
        "focus": focus,
        "others": tuple(point for point in points if point != focus),
        "unsaid": points,
        "choices": tuple(Fact(letter, point) for letter, point in zip(_LETTERS, points, strict=False)),
        "product": bare(brief.product.name) if brief.product else "",
        "facts": facts,
        "fact": choice.choice(on_topic(facts, brief.topic) or facts) if facts else Fact("", ""),
        "event": _event(brief.event),
        "subject": subject(brief),
        "matter": matter(brief),
        **_setting(brief),
        **_reply(brief),
    }


def subject(brief: Brief) -> str:
    """What the text is about, from the most particular the brief offers to the name of the community."""
    offers = (
        brief.topic.title if brief.topic else "",
        brief.event.name or brief.event.theme if brief.event else "",
        brief.product.name if brief.product else "",
        *(brief.theme, brief.occasion, brief.column, brief.community.name, brief.community.brand, brief.persona.name),
    )
    return next((bare(offer) for offer in offers if bare(offer)), "")


def matter(brief: Brief) -> str:
    """What a campaign is for: its event, or its product, or else what the text is about."""
    offers = (brief.event.name if brief.event else "", brief.product.name if brief.product else "")
    return next((bare(offer) for offer in offers if bare(offer)), subject(brief))


def _setting(brief: Brief) -> dict[str, object]:
    return {
        "occasion": bare(brief.occasion),
        "column": bare(brief.column),
        "theme": bare(brief.theme),
        "address": bare(brief.persona.address) or _EVERYONE[brief.language],
        "brand": bare(brief.community.brand) or bare(brief.community.name),
        "community": bare(brief.community.name),
        "purpose": bare(brief.community.purpose),
        "voice": bare(brief.voice.name),
        "role": bare(brief.voice.role),
        "moment": _moment(brief.slot_at, brief.language),
        "stage": str(brief.stage),
        "tactic": str(brief.tactic) if brief.tactic else "",
    }


def _reply(brief: Brief) -> dict[str, object]:
    """What a ready answer speaks with: its blanks, and what the brief knows in place of those it does not declare.

    `hail` is the name with the comma after it, so that a sentence may begin with it whether it is there or not.
    """
    given = blanks(brief)
    event, product = _event(brief.event), bare(brief.product.name) if brief.product else ""
    states = brief.reply.member_states if brief.reply else ()
    comma = "，" if brief.language is Language.ZH else ", "
    return given | {
        "hail": given["nickname"] + comma if given["nickname"] else "",
        "product": given["product"] or product,
        "event_name": given["event_name"] or event.name,
        "when": given["when"] or event.when,
        "place": given["place"] or event.place,
        "rules": tuple(filter(None, (bare(rule) for rule in brief.community.rules))),
        "state": str(states[0]) if states else "",
    }


def is_warm(brief: Brief) -> bool:
    """Whether the voice speaks warmly enough for an emoji, and the platform is a place for one."""
    tones = " ".join(brief.voice.tone).casefold()
    return brief.community.platform not in SOBER_PLATFORMS and any(tone in tones for tone in _WARM_TONES)


def _event(event: EventBrief | None) -> EventBrief:
    if event is None:
        return EventBrief("")
    words = (event.name, event.theme, event.when, event.place, event.way_to_join, event.prizes)
    return EventBrief(*(bare(each) for each in words))


def _moment(slot_at: datetime | None, language: Language) -> str:
    """周三下午, Wednesday afternoon; 今天, today when the slot is unknown."""
    if slot_at is None:
        return "今天" if language is Language.ZH else "today"
    joint = "" if language is Language.ZH else " "
    daypart = next(name for until, name in _DAYPARTS[language] if slot_at.hour < until)
    return joint.join((_WEEKDAYS[language][slot_at.weekday()], daypart))
