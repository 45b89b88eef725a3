"""What a brief brings for a formula to work with, and whom it speaks to."""

from __future__ import annotations

from app.copywriter.brief import Brief
from app.copywriter.closeness import on_topic
from app.copywriter.phrasing import asks
from content_calendar.vocabulary import MemberState, Term


class Material(Term):
    """What a formula needs the brief to bring."""

    TOPIC = "topic", "选题", "Topic"
    POINTS = "points", "选题要点", "Points of the topic"
    PRODUCT = "product", "产品", "Product"
    FACTS = "facts", "产品信息", "Product facts"
    DETAIL = "detail", "和选题有关的产品信息", "Product fact on the topic"
    EVENT = "event", "活动", "Event"
    OCCASION = "occasion", "节点", "Occasion"
    QUESTION = "question", "选题是个问题", "Topic is a question"


def materials(brief: Brief) -> frozenset[Material]:
    """What `brief` brings. Points count from two on: a single one makes no list and no choice."""
    topic, product = brief.topic, brief.product
    present = {
        Material.TOPIC: bool(topic and topic.title.strip()),
        Material.POINTS: bool(topic and topic.title.strip() and sum(bool(point.strip()) for point in topic.points) > 1),
        Material.PRODUCT: bool(product and product.name.strip()),
        Material.FACTS: bool(product and product.name.strip() and product.facts),
        Material.DETAIL: bool(product and product.name.strip() and on_topic(product.facts, topic)),
        Material.EVENT: brief.event is not None,
        Material.OCCASION: bool(brief.occasion.strip()),
        Material.QUESTION: bool(topic and asks(topic.title, brief.language)),
    }
    return frozenset(material for material, given in present.items() if given)


def members(brief: Brief) -> frozenset[MemberState]:
    """Whom a reply is for; a reply that names nobody is for the persona's own state."""
    if brief.reply and brief.reply.member_states:
        return frozenset(brief.reply.member_states)
    return frozenset(filter(None, (brief.persona.member_state,)))
