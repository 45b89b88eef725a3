"""Where what an entry is about can be looked at."""

from __future__ import annotations

from typing import Any

from flask import url_for

from app.audit.queries import Line

_PARTS = {"persona": "personas", "voice": "voices", "product": "products", "column": "columns", "event": "events"}
_PAGES = {
    "content_item": ("library.show", "item_id"), "campaign": ("campaigns.campaign", "campaign_id"),
    "export": ("exports.show", "export_id"), "drafting_run": ("drafting.show", "run_id"),
    "playbook": ("replies.playbook", "playbook_id"),
}


def link_to(line: Line) -> str:
    """The address of the subject's page; "" where there is none, or none any more."""
    number, community_id = line.subject_id, line.community_id
    is_gone = line.action.endswith(".delete") or (line.subject == "content_item" and not line.name)
    if number is None or community_id is None or is_gone:
        return ""
    if line.subject == "community":
        return url_for("communities.index", community_id=community_id)
    if line.subject in _PARTS:
        return url_for("communities.edit_part", community_id=community_id, kind=_PARTS[line.subject], row_id=number)
    if line.subject not in _PAGES:
        return ""
    endpoint, argument = _PAGES[line.subject]
    numbers: dict[str, Any] = {"community_id": community_id, argument: number}
    return url_for(endpoint, **numbers)
