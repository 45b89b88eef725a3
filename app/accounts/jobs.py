"""What a worker does for accounts: sending the link somebody asked for who forgot their password."""

from __future__ import annotations

import structlog

from app.accounts import reset
from app.core.clock import now
from app.core.running import current_settings
from app.core.transactions import transaction

log = structlog.get_logger(__name__)


def send_reset_link(user_id: int) -> int:
    """Send the person a link through their own e-mail; by how many ways it went out.

    It is not tried again: they may ask again. The transaction is over before anything is sent.
    """
    settings = current_settings()
    with transaction() as session:
        letter = reset.letter_for(session, user_id, address=settings.address, now=now())
    return sum(_sent(address, letter.text) for address in letter.addresses) if letter else 0


def _sent(sealed: str, text: str) -> bool:
    from app.core.sealing import SealBroken, unseal
    from app.notifications.sending import send
    from app.notifications.trouble import NotDelivered
    from app.notifications.words import TITLE

    settings = current_settings()
    try:
        send(unseal(sealed, settings), title=TITLE, body=text, networks=settings.notification_networks)
    except (SealBroken, NotDelivered) as failure:
        log.warning("link not sent", cause=type(failure).__name__)
        return False
    return True
