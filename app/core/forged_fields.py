"""Fields that would raise somebody's rank or forge a yes, sent to a form that does not ask for them.

Such a field would do nothing: no form reads what it does not show. But whoever sends one tries something, so it is
refused with the reason, and the audit trail hears of it as of any refusal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, TypeVar

from flask import request
from flask_babel import lazy_gettext as _l

from app.core.errors import Invalid
from app.core.sent_json import sent_json

View = TypeVar("View", bound=Callable[..., Any])

LONGEST_NAME = 40
_PRIVILEGED = re.compile(
    r"(roles?|compliance|permissions?|memberships?)([^a-z].*)?|is_\w+|owner|admin|state|status|fingerprint|approved"
    r"|(author|actor|owner|approver|reviewer)(_ids?)?|(user|community)_ids?|password_hash|session_version"
    r"|(approved|editorial|submitted|claimed|assigned|reviewed|exported|published|created)_\w+",
    re.DOTALL,
)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class FieldForged(Invalid):
    """A field no form of ours has: somebody tries what is not theirs to decide, or the page is old."""

    title = _l("Not allowed")

    def __init__(self, field: str) -> None:
        super().__init__(
            _l(
                "The form names “%(field)s”, which is not yours to decide here, so nothing was changed.",
                field=field if len(field) <= LONGEST_NAME else field[:LONGEST_NAME] + "…",
            ),
            _l("Reload the page and try again. Roles are given by the admins of a community and by the owner."),
        )


def decides(*fields: str, **where: str) -> Callable[[View], View]:
    """The view decides about `fields` (`role-*` is any that begins so) if its address says what `where` does."""

    def decorate(view: View) -> View:
        view.__dict__["decides"] = (fields, where)
        return view

    return decorate


def expect_own_fields(view: Callable[..., Any], numbers: Mapping[str, object], *, has_scripts: bool) -> None:
    """Raises FieldForged for a field of rank that this view does not decide; `numbers` stand in its address."""
    if request.method in _SAFE:
        return
    fields, where = view.__dict__.get("decides", ((), {}))
    own = fields if where.items() <= numbers.items() else ()
    for name in (*request.form, *request.files, *(_names_in_json() if has_scripts else ())):
        if _PRIVILEGED.fullmatch(name.strip().lower()) and not any(fnmatchcase(name, field) for field in own):
            raise FieldForged(name)


def _names_in_json() -> Iterable[str]:
    sent = sent_json()
    return sent if isinstance(sent, dict) else ()
