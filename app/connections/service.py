"""The room's door: connections and what is pushed through them, each act in a file of its own."""

from app.connections.confirming import Confirmation, NothingToConfirm, confirm, confirmations_of
from app.connections.connections import (
    ConnectionStale,
    KeyBelongsElsewhere,
    TooManyConnections,
    Wishes,
    change,
    create,
    own,
    seal_anew,
    switch,
)
from app.connections.ordering import (
    AlreadyOut,
    ConnectionOff,
    NotCarried,
    SettingsIncomplete,
    SlotMissed,
    carries,
    options_of,
    order,
    order_waiting,
)
from app.connections.quota import GroupMeter, Sketch, quota_meters, quota_signs
from app.connections.quota_rows import Outgoing
from app.connections.resolving import NothingToResolve, Resolution, get_push, resolve
from app.connections.testing import Tested, TooManyTests, try_out

__all__ = [
    "AlreadyOut", "Confirmation", "ConnectionOff", "ConnectionStale", "GroupMeter", "KeyBelongsElsewhere", "NotCarried",
    "NothingToConfirm", "NothingToResolve", "Outgoing", "Resolution", "SettingsIncomplete", "Sketch", "SlotMissed",
    "Tested", "TooManyConnections", "TooManyTests", "Wishes", "carries", "change", "confirm",
    "confirmations_of", "create", "get_push", "options_of", "order", "order_waiting", "own", "quota_meters",
    "quota_signs", "resolve", "seal_anew", "switch", "try_out",
]
