"""Tests of pages: these read the clock themselves, so the rows around them live in the present."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.core import clock


@pytest.fixture
def now() -> datetime:
    """The present moment, to the second, as calendars write it."""
    return clock.now().replace(microsecond=0)
