"""Finding items by what is written in them, through each database's own full-text index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, cast, column, literal_column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from app.models import ItemSearch
from content_calendar.search import HEADLINE, PLACE, Term, tag_gram, terms

_INDEX = table("item_search_index", column("rowid"))


def find(session: Session, community_id: int, words: str) -> Select[int] | None:
    """The ids of the community's items whose words, headline or tags answer the question.

    None when it holds nothing to search for: no letter, no digit, no emoji.
    """
    asked = terms(words)
    return _ids(session, community_id, asked) if asked else None


def find_in_headlines(session: Session, community_id: int, words: str) -> Select[int] | None:
    """As `find`, only those whose headline answers it."""
    asked = [Term(HEADLINE + term.gram, term.begins) for term in terms(words)]
    return _ids(session, community_id, asked) if asked else None


def tagged(session: Session, community_id: int, tag: str) -> Select[int]:
    """The ids of the community's items whose present text bears exactly this tag."""
    return _ids(session, community_id, [Term(tag_gram(tag))])


def _ids(session: Session, community_id: int, asked: Sequence[Term]) -> Select[int]:
    wanted = [Term(f"{PLACE}{community_id}"), *asked]
    if session.get_bind().dialect.name == "sqlite":
        return _in_sqlite(" AND ".join(f'"{term.gram}"{"*" if term.begins else ""}' for term in wanted))
    return _in_postgresql(" & ".join(f"'{term.gram}'{':*' if term.begins else ''}" for term in wanted))


def _in_sqlite(question: str) -> Select[Any]:
    return select(_INDEX.c.rowid.label("item_id")).where(literal_column("item_search_index").op("MATCH")(question))


def _in_postgresql(question: str) -> Select[Any]:
    """The index first, whatever is asked: a plan that walks through the rows instead unpacks the grams of each.

    So the question is a value the planner cannot look at, and an offset keeps what is asked around it out of it.
    """
    asked = select(cast(question, TSQUERY)).scalar_subquery()
    answers = literal_column("item_search.vector").op("@@")(asked)
    return select(ItemSearch.item_id).where(answers).offset(literal_column("0"))
