"""The pages of the reply desk, as each of them shows the way to the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

TABS: tuple[tuple[str, LazyString], ...] = (
    ("reply_desk.index", _l("Desk")),
    ("replies.index", _l("Templates")),
    ("replies.matrix", _l("Draft a matrix")),
    ("replies.playbooks", _l("Playbooks")),
    ("replies.transfer", _l("Import and share")),
    ("reply_desk.learning", _l("What works")),
)
"""Endpoint and name of each; a page that does not exist has no tab."""


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    is_here: bool


def reply_tabs(community_id: int) -> Iterator[Tab]:
    """In their order, for `replies/_tabs.html`."""
    for endpoint, label in TABS:
        if endpoint in current_app.view_functions:
            yield Tab(str(label), url_for(endpoint, community_id=community_id), request.endpoint == endpoint)
