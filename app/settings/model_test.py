"""The test of a model from the settings page: one short question, with no transaction open while it is answered."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.copywriter import answer_formats, endpoints
from app.copywriter.check import Check, check
from app.copywriter.wire import quoted
from app.core.clock import now
from app.core.database import db
from app.core.errors import NotFound, Unavailable
from app.core.settings import Settings
from app.models import Purpose
from app.spending import service as spending

TESTS_AT_ONCE = 2

_places = threading.BoundedSemaphore(TESTS_AT_ONCE)


class TooManyTests(Unavailable):
    """Each test keeps a thread of the web server busy for as long as the model takes."""

    def __init__(self) -> None:
        super().__init__(_l("Other tests are under way."), _l("Try again in half a minute."))


@dataclass(frozen=True, slots=True)
class TestedModel:
    """The endpoint's place in the list, what came of the test, and its cost in micros, None while it has no price."""

    number: int
    result: Check
    cost_micros: int | None

    @property
    def said(self) -> str:
        """What the model answered, short enough for a line."""
        return quoted(self.result.text)


def try_model(settings: Settings, number: int) -> TestedModel:
    """Ask the endpoint at place `number`, from 0, and write down what that cost. Raises NotFound, TooManyTests."""
    chosen = dict(enumerate(endpoints(settings))).get(number)
    if chosen is None:
        raise NotFound
    if not _places.acquire(blocking=False):
        raise TooManyTests
    try:
        db.session.rollback()  # a model takes its time; until it answers, the database belongs to others
        result = check(chosen, answer_formats(settings))
    finally:
        _places.release()
    cost = spending.record(db.session, result.usage, community_id=None, purpose=Purpose.TEST_RUN, now=now())
    return TestedModel(number, result, cost)
