"""How often Python looks for values that only hold each other."""

from __future__ import annotations

import gc

_NEW_VALUES, _YOUNG_ROUNDS, _MIDDLE_ROUNDS = 100_000, 20, 50


def settle_collector() -> None:
    """Leave what exists now alone from here on, and look through new values more seldom.

    A request that brings ten thousand rows makes some hundred thousand short-lived values: looking through them every
    700, as by default, takes a third of its time and finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_VALUES, _YOUNG_ROUNDS, _MIDDLE_ROUNDS)
