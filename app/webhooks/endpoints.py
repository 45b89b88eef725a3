"""Addresses that want to be told: made, changed, tested, given a new secret, switched off."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Conflict, NotFound
from app.core.sealing import SealBroken, seal, unseal
from app.core.sealing import sealed_anew as resealed
from app.core.settings import Settings
from app.models import Community, DeliveryStatus, WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookKind
from app.webhooks.telling import write
from content_calendar.exporters.push.standard_webhooks import PREFIX

MOST = 20
ROTATION = timedelta(hours=24)
"""How long messages carry the signature of the former secret beside the new one's."""
_KEY_BYTES = 24


class TooManyEndpoints(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("A community has at most %(count)s webhooks.", count=MOST), _l("Remove one that is not used any more.")
        )


class ChangedMeanwhile(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("Somebody changed this webhook meanwhile."), _l("Reload the page and make your change again.")
        )


@dataclass(frozen=True, slots=True)
class Wishes:
    """What an admin enters; no `kinds` for every kind."""

    name: str
    url: str
    kinds: Sequence[WebhookKind] = ()


def new_secret() -> str:
    """`whsec_` and 192 random bits, as the specification asks for."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode("ascii")


def create(
    session: Session, community: Community, wishes: Wishes, *, actor: Actor, settings: Settings, now: datetime
) -> tuple[WebhookEndpoint, str]:
    """A new endpoint and its secret, which is shown this once. Raises TooManyEndpoints."""
    count = session.scalar(select(func.count()).where(WebhookEndpoint.community_id == community.id)) or 0
    if count >= MOST:
        raise TooManyEndpoints
    secret = new_secret()
    endpoint = WebhookEndpoint(
        community_id=community.id, created_by_id=actor.user.id, name=wishes.name, url=wishes.url,
        kinds=[kind.value for kind in wishes.kinds], secret=seal(secret, settings), created_at=now,
    )
    session.add(endpoint)
    session.flush()
    return endpoint, secret


def own(session: Session, community_id: int, endpoint_id: int) -> WebhookEndpoint:
    """The community's endpoint of that number. Raises NotFound."""
    endpoint = session.get(WebhookEndpoint, endpoint_id)
    if endpoint is None or endpoint.community_id != community_id:
        raise NotFound
    return endpoint


def change(session: Session, endpoint: WebhookEndpoint, wishes: Wishes, *, version: int) -> None:
    """Raises ChangedMeanwhile."""
    session.refresh(endpoint, with_for_update={"key_share": True})
    if endpoint.version != version:
        raise ChangedMeanwhile
    endpoint.name, endpoint.url, endpoint.kinds = wishes.name, wishes.url, [kind.value for kind in wishes.kinds]
    endpoint.version += 1  # by hand: what workers note about it is no change of a person's
    session.flush()


def rotate(session: Session, endpoint: WebhookEndpoint, *, settings: Settings, now: datetime) -> str:
    """The new secret, shown once. For a day messages are signed with the former one too."""
    secret = new_secret()
    endpoint.former_secret, endpoint.former_secret_until = endpoint.secret, now + ROTATION
    endpoint.secret = seal(secret, settings)
    session.flush()
    return secret


def switch(session: Session, endpoint: WebhookEndpoint, *, active: bool) -> None:
    """On or off. What waits for an endpoint that is off becomes a dead letter, to be sent again when it is on."""
    endpoint.active, endpoint.failing_since = active, None
    session.flush()
    if not active:
        fail_waiting(session, endpoint)


def fail_waiting(session: Session, endpoint: WebhookEndpoint) -> None:
    """Nothing waits for an endpoint that is off."""
    session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.endpoint_id == endpoint.id, WebhookDelivery.status == DeliveryStatus.PENDING)
        .values(status=DeliveryStatus.FAILED, error="switched_off")
        .execution_options(synchronize_session=False)
    )


def remove(session: Session, endpoint: WebhookEndpoint) -> None:
    """It is told nothing any more, and its log goes with it."""
    session.delete(endpoint)
    session.flush()


def test(session: Session, endpoint: WebhookEndpoint, now: datetime) -> WebhookEvent:
    """Send a message that only says that it works."""
    return write(
        session, WebhookKind.TEST, [endpoint.id], community_id=endpoint.community_id,
        subject={"endpoint": endpoint.name, "community_id": endpoint.community_id}, now=now,
    )


def signing_secrets(endpoint: WebhookEndpoint, settings: Settings, now: datetime) -> list[str]:
    """What its messages are signed with just now, the present one first. Raises SealBroken."""
    former = endpoint.former_secret if endpoint.former_secret_until and endpoint.former_secret_until > now else ""
    return [unseal(sealed, settings) for sealed in (endpoint.secret, former) if sealed]


def sealed_anew(session: Session, settings: Settings) -> tuple[int, int]:
    """Every secret under the installation's present one: how many were done, how many cannot be opened."""
    done = lost = 0
    for endpoint in session.scalars(select(WebhookEndpoint)):
        try:
            endpoint.secret = resealed(endpoint.secret, settings)
            if endpoint.former_secret:
                endpoint.former_secret = resealed(endpoint.former_secret, settings)
            done += 1
        except SealBroken:
            lost += 1
    session.flush()
    return done, lost
