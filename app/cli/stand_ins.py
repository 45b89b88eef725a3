"""Who acts and what members send back where no person is there to do it. Nothing here touches a real workspace."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import click
from sqlalchemy import select

from app.accounts.access import Actor
from app.core.database import db
from app.models import Community, ContentItem, Membership, User
from content_calendar.vocabulary import Counter, Form
from content_calendar.workflow import Role

SOURCE = "simulated"
"""What the ledger names as the origin of every number made here."""

_ANSWERED_FORMS = {Form.QUESTION, Form.POLL, Form.DISCUSSION, Form.LOTTERY}


def member_with(community: Community, role: Role) -> Actor:
    """The first member of the community with exactly this role. Raises ClickException when there is none."""
    user = db.session.scalar(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.community_id == community.id, Membership.role == role)
        .order_by(User.id)
    )
    if user is None:
        raise click.ClickException(f"the sample names nobody as {role} of {community.name}")
    return Actor(user=user, role=role)


def simulated_counters(item: ContentItem) -> Mapping[Counter, int]:
    """SIMULATED numbers of one post: forms that ask draw more answers, some columns work better than others.

    The same item (by its seed) always gets the same numbers.
    """
    chance = Random(item.seed)  # noqa: S311 - a simulation, not a secret
    taste = Random(item.column_id).uniform(0.6, 1.5)  # noqa: S311 - a simulation, not a secret
    asks = item.form in _ANSWERED_FORMS
    views = chance.randint(180, 420)
    return {
        Counter.VIEWS: views,
        Counter.LIKES: _of(views, 0.08 * taste, chance),
        Counter.COMMENTS: _of(views, (0.09 if asks else 0.02) * taste, chance),
        Counter.CLICKS: _of(views, 0.03 * taste, chance),
        Counter.MUTES: _of(views, 0.002, chance),
    }


def _of(views: int, rate: float, chance: Random) -> int:
    return sum(chance.random() < rate for _ in range(views))
