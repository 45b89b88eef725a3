"""What the API is about, in the words and the order of the interface."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

GROUPS: Mapping[str, object] = {
    "communities": _l("Communities"),
    "personas": _l("Personas"),
    "columns": _l("Columns"),
    "items": _l("Posts and reply templates"),
    "texts": _l("Texts and their history"),
    "replies": _l("Cards of reply templates"),
    "drafting": _l("Drafting"),
    "review": _l("Review"),
    "exports": _l("Exports"),
    "connections": _l("Connections and pushes"),
    "feedback": _l("Feedback"),
    "ranking": _l("Ranking"),
    "prompts": _l("Prompts"),
}
"""By the name of their file in `resources`; one that is missing here goes by that name."""


def place_of(group: str) -> int:
    """Where it stands in the document."""
    return list(GROUPS).index(group) if group in GROUPS else len(GROUPS)
