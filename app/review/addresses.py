"""Addresses of the desk: which part of the queue is shown lives in them, and in the forms that lead back to it."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import Actor
from app.core.row_ids import row_id
from app.models import Community
from app.review.desk import Asked
from app.review.queries import Sieve, Whose

DESK = "review"


def asked(community: Community, actor: Actor, item_id: int | None = None) -> Asked:
    """What this request wants to see; `item_id` for a form that is about one item."""
    here = request.args.get("item", type=row_id) if item_id is None else item_id
    return Asked(_sieve(community, actor), request.values.get("page", type=row_id), here, request.args.get("compare"))


def _sieve(community: Community, actor: Actor) -> Sieve:
    whose = Whose.named(request.values.get("whose", "")) or Whose.ALL
    return Sieve(community.id, actor.user.id, request.values.get("persona", type=row_id), whose)


def kept(sieve: Sieve) -> dict[str, Any]:
    """The part of the queue as it stands in addresses and hidden fields; what is shown anyway is left out."""
    persona = {"persona": sieve.persona_id} if sieve.persona_id is not None else {}
    whose = {"whose": sieve.whose.value} if sieve.whose is not Whose.ALL else {}
    return {**persona, **whose}


def to_desk(community: Community, actor: Actor, item_id: int | None = None) -> ResponseReturnValue:
    """Back to the part of the queue one came from, with this item open, else the first."""
    part = kept(_sieve(community, actor))
    return redirect(url_for("review.index", community_id=community.id, item=item_id, **part), 303)


def to_item(community: Community, item_id: int) -> ResponseReturnValue:
    return redirect(url_for("library.show", community_id=community.id, item_id=item_id), 303)


def from_desk() -> bool:
    """Whether the form stood on the desk, not on the item's own page."""
    return request.form.get("back") == DESK


def version() -> int:
    """The item's version when the page was opened; 0, which no item has, when it was tampered with."""
    return request.form.get("version", 0, type=row_id)
