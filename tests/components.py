"""Parts that tests need from the system: without one a test is skipped by name, except where all must be there."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(part: str) -> NoReturn:
    """Skip the test because `part` is not on this machine; under CI=true that is a failure."""
    words = f"{part} is not on this machine"
    if os.environ.get("CI") == "true":
        pytest.fail(words, pytrace=False)
    pytest.skip(words)
