"""The reply templates of the sample workspace: written by its editor, approved by its reviewer, as people would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.library import service as library
from app.library.findings import blocks_review
from app.models import Community, ContentItem, Membership, Product, User, Voice
from app.replies import service
from app.replies.cards import Card, variables_of
from app.replies.forms import copy_of_words
from app.review import service as review
from content_calendar.replies.braces import parse
from content_calendar.replies.variables import Variable
from content_calendar.vocabulary import MemberState, Scenario
from content_calendar.workflow import Role

_FILE = "sample_templates.yaml"
_WAITING_EVERY = 9
"""So that a fresh workspace also shows what a template looks like before its yes."""


def add_samples(session: Session, *, now: datetime) -> int:
    """Give the sample's community its templates, if it is there; how many there are."""
    written = yaml.safe_load((files("app.replies") / _FILE).read_text(encoding="utf-8"))
    community = session.scalar(select(Community).where(Community.key == written["community"]))
    if community is None:
        return 0
    house = _House(session, community, written["voice"], now)
    for number, entry in enumerate(written["templates"], 1):
        house.add(entry, is_waiting=number % _WAITING_EVERY == 0)
    return house.count


class _House:
    """The people and products the templates need, looked up once."""

    def __init__(self, session: Session, community: Community, voice: str, now: datetime) -> None:
        self.session, self.community, self.now, self.count = session, community, now, 0
        self.editor, self.reviewer = (_member(session, community, role) for role in (Role.EDITOR, Role.REVIEWER))
        self.voice_id = session.scalar(
            select(Voice.id).where(Voice.community_id == community.id, Voice.key == voice)
        )
        own = select(Product.key, Product.id).where(Product.community_id == community.id)
        self.products = {row.key: row.id for row in session.execute(own)}

    def add(self, entry: Mapping[str, Any], *, is_waiting: bool) -> None:
        card = self._card(entry)
        first = self._made(card, entry["words"], is_waiting=is_waiting)
        self.count += 1
        for words in entry.get("variants", ()):
            answer = first.reply.answer if first.reply else ""
            self._made(replace(card, short_code="", answer=answer), words, is_waiting=is_waiting)
            self.count += 1

    def _card(self, entry: Mapping[str, Any]) -> Card:
        return Card(
            scenario=Scenario(entry["scenario"]), member_states=tuple(map(MemberState, entry.get("states", ()))),
            variables=variables_of(entry.get("variables", ())), short_code=entry.get("code", ""),
            snippet_key=entry.get("snippet", ""), voice_id=self.voice_id,
            product_id=self.products.get(entry.get("product", "")),
        )

    def _made(self, card: Card, words: str, *, is_waiting: bool) -> ContentItem:
        own = replace(card, variables=tuple(_declared(card, words)))
        written, read = self.now, self.now + timedelta(minutes=5)
        item = service.create(
            self.session, self.community, own, copy_of_words(words), actor=self.editor, now=written
        )
        if blocks_review(item):
            raise ValueError(f"a sample must be fixed first: {words}")
        library.submit(self.session, item, actor=self.editor, now=written)
        if not is_waiting:
            review.approve(
                self.session, self.community.id, item.id, version=item.version, actor=self.reviewer, now=read
            )
        return item


def _declared(card: Card, words: str) -> Iterator[Variable]:
    """The variables of the entry that stand in these words, and any text for the others."""
    known = {variable.name: variable for variable in card.variables}
    yield from (known.get(name, Variable(name=name)) for name in parse(words).blanks)


def _member(session: Session, community: Community, role: Role) -> Actor:
    query = select(User).join(Membership, Membership.user_id == User.id)
    theirs = query.where(Membership.community_id == community.id, Membership.role == role).order_by(User.id)
    return Actor(session.scalars(theirs).first() or session.scalars(select(User)).one(), role)
