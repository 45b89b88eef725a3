"""Secrets of others at rest: addresses of channels, keys of schedulers. The database keeps them encrypted (Fernet).

The keys are derived from the installation's secret. The present secret seals; former ones still open, so that a
secret can be changed: name the old one, seal everything anew, forget it.
"""

from __future__ import annotations

import base64
import hmac
from typing import TYPE_CHECKING

from app.core.settings import Settings

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

_PURPOSE = b"qunbi: addresses of channels, 1"  # the first of them named the key; another name would open nothing


class SealBroken(Exception):
    """Sealed under a secret this installation does not know (any more)."""


def seal(secret: str, settings: Settings) -> str:
    """`secret` as the database may keep it."""
    return _fernet(settings).encrypt(secret.encode()).decode("ascii")


def unseal(sealed: str, settings: Settings) -> str:
    """The secret again. Raises SealBroken."""
    from cryptography.fernet import InvalidToken

    try:
        return _fernet(settings).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken from None


def sealed_anew(sealed: str, settings: Settings) -> str:
    """The same secret under the present secret. Raises SealBroken."""
    return seal(unseal(sealed, settings), settings)


def _fernet(settings: Settings) -> MultiFernet:
    """Imported here: no other page or job has to carry the cipher around."""
    from cryptography.fernet import Fernet, MultiFernet

    secrets = (settings.secret_key, *settings.former_secret_keys)
    return MultiFernet([Fernet(_key(secret.get_secret_value())) for secret in secrets])


def _key(secret: str) -> bytes:
    """A secret has at least 32 random characters: one round of HMAC-SHA256 makes a key of it."""
    return base64.urlsafe_b64encode(hmac.digest(secret.encode(), _PURPOSE, "sha256"))
