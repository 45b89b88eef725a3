"""One request to the API, as a resource sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from app.api.refusals import VersionNeeded, VersionPassed
from app.api.tokens import Caller
from app.models import User

_TAG = re.compile(r'"(\d{1,18})(?::\w+)?"')
"""A version as it went out; a compressed answer carries the name of its compression behind a colon."""


@dataclass(slots=True)
class Call:
    """Who asks, when, and with which session. `now` is the moment the request came."""

    session: Session
    caller: Caller
    now: datetime
    version_checked: bool = field(default=False)

    @property
    def user(self) -> User:
        return self.caller.user

    def expect(self, present: int) -> None:
        """The caller must have seen the `present` version of what it changes.

        Raises VersionNeeded without `If-Match`, VersionPassed when it names another version.
        """
        self.version_checked = True
        wanted = request.headers.get("If-Match", "").strip()
        if not wanted:
            raise VersionNeeded
        if wanted != "*" and present not in versions_in(wanted):
            raise VersionPassed(present)


def versions_in(header: str) -> frozenset[int]:
    """The versions an `If-Match` or `If-None-Match` names; what is no ETag of ours is passed over."""
    return frozenset(int(number) for number in _TAG.findall(header))
