"""Every push target there is. A new one is a module beside the others and a line here."""

from __future__ import annotations

from typing import Any

from content_calendar.exporters.push import brightbean, buffer, mixpost, postiz, webhook, wecom_mass, wecom_moments
from content_calendar.exporters.push.target import PushTarget

_TARGETS: dict[str, PushTarget[Any]] = {
    target.key: target
    for target in (
        postiz.TARGET, mixpost.TARGET, brightbean.TARGET, buffer.TARGET, wecom_mass.TARGET, wecom_moments.TARGET,
        webhook.TARGET,
    )
}


def targets() -> tuple[PushTarget[Any], ...]:
    """All of them in the order a menu shows them."""
    return tuple(_TARGETS.values())


def push_target(key: str) -> PushTarget[Any]:
    """The target called `key`. Raises KeyError when there is none."""
    return _TARGETS[key]
