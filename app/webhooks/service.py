"""The room's door: what other rooms say through it when something happens."""

from app.webhooks.item_events import announce_step
from app.webhooks.push_events import announce_push
from app.webhooks.telling import announce, announce_once

__all__ = ["announce", "announce_once", "announce_push", "announce_step"]
