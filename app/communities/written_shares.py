"""Whole numbers and shares in percent, as people write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator

from app.core.field_flaws import Flaw, flawed, shortened
from content_calendar.vocabulary import Stage, Term, Value

AnyTerm = TypeVar("AnyTerm", bound=Term)

EVEN_SHARES: Mapping[Value, int] = dict.fromkeys(Value, 100 // len(Value))


def whole_number(low: int, high: int) -> Any:
    """The check of a whole number from `low` to `high`."""

    def check(number: int) -> int:
        if not low <= number <= high:
            raise flawed(Flaw.OUT_OF_RANGE, given=shortened(number), low=low, high=high)
        return number

    return AfterValidator(check)


def _whole_of(vocabulary: type[AnyTerm]) -> Callable[[Mapping[AnyTerm, int]], Mapping[AnyTerm, int]]:
    """All shares of a vocabulary, which add up to 100."""

    def check(shares: Mapping[AnyTerm, int]) -> Mapping[AnyTerm, int]:
        if sum(shares.values()) != 100:  # noqa: PLR2004 - per cent
            raise flawed(Flaw.WRONG_SUM, sum=sum(shares.values()))
        return {term: shares.get(term, 0) for term in vocabulary}

    return check


def _whole_or_none(shares: Mapping[Stage, int]) -> Mapping[Stage, int]:
    return _whole_of(Stage)(shares) if any(shares.values()) else {}


Percent = Annotated[int, whole_number(0, 100)]
Shares = Annotated[Mapping[Value, Percent], AfterValidator(_whole_of(Value))]
StageShares = Annotated[Mapping[Stage, Percent], AfterValidator(_whole_or_none)]
"""Empty when no stage has a share: the columns then decide."""
