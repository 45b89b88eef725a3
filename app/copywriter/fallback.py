"""Several copywriters as one: the first that is up writes; what it cannot write goes to the next.

Which endpoint is down is remembered by the process for a short while, so that not every draft waits for it anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from app.copywriter.brief import (
    AnswerUnusable,
    Brief,
    Copywriter,
    CopywriterError,
    EndpointBusy,
    EndpointRefused,
    Usage,
    Written,
)
from app.copywriter.trouble import Trouble
from app.copywriter.wire import RequestRejected
from content_calendar.vocabulary import WriterKind

REST_AFTER_REFUSAL = 60.0
LONGEST_REST = 120.0

_NO_MODEL_AT_ALL = {Trouble.NOT_JSON.value, Trouble.TOO_LARGE.value}


class Outages:
    """Until when, on a clock that only goes forward, which endpoint is not asked. Safe between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self._lock = Lock()

    def rest(self, name: str, seconds: float) -> None:
        """Leave `name` alone for `seconds`, at most LONGEST_REST."""
        with self._lock:
            self._until[name] = self._clock() + min(seconds, LONGEST_REST)

    def end(self, name: str) -> None:
        """It answered: whatever was remembered of it is over."""
        with self._lock:
            self._until.pop(name, None)

    def is_down(self, name: str) -> bool:
        with self._lock:
            return self._until.get(name, 0.0) > self._clock()


REMEMBERED = Outages()


@dataclass(frozen=True, slots=True)
class StandBy:
    """A copywriter and the name its outages are remembered by."""

    name: str
    writer: Copywriter


class FallbackWriter:
    """Asks its writers in turn. Safe to share between threads, keeps nothing of a brief."""

    kind = WriterKind.MODEL

    def __init__(self, writers: Sequence[StandBy], outages: Outages = REMEMBERED) -> None:
        self._writers = tuple(writers)
        self._outages = outages

    def write(self, brief: Brief) -> Written:
        """One draft by the first writer that manages it; its usage lists every request of all of them.

        Raises EndpointBusy when trying again later may help, otherwise the error of the first writer asked.
        """
        errors: list[CopywriterError] = []
        for candidate in self._candidates():
            try:
                written = candidate.writer.write(brief)
            except (EndpointBusy, EndpointRefused, AnswerUnusable) as error:
                self._note(candidate.name, error)
                errors.append(error)
                continue
            except CopywriterError as error:  # the prompt's own fault: no other model would see it differently
                error.usage = (*_usage(errors), *error.usage)
                raise
            self._outages.end(candidate.name)
            return replace(written, usage=(*_usage(errors), *written.usage))
        raise _verdict(errors)

    def _candidates(self) -> Iterator[StandBy]:
        """Those that are up, or all of them when none is: a memory must not stop the work."""
        up = [candidate for candidate in self._writers if not self._outages.is_down(candidate.name)]
        yield from up or self._writers

    def _note(self, name: str, error: CopywriterError) -> None:
        if isinstance(error, EndpointBusy):
            self._outages.rest(name, error.retry_after)
        elif _is_about_the_endpoint(error):
            self._outages.rest(name, REST_AFTER_REFUSAL)


def _is_about_the_endpoint(error: CopywriterError) -> bool:
    """Whether the next brief would fare no better; a rejected request or a bad text may be due to this brief."""
    if isinstance(error, EndpointRefused):
        return not isinstance(error, RequestRejected)
    return error.code in _NO_MODEL_AT_ALL


def _usage(errors: Sequence[CopywriterError]) -> Iterator[Usage]:
    for error in errors:
        yield from error.usage


def _verdict(errors: Sequence[CopywriterError]) -> CopywriterError:
    """The error that stands for all of them, with the usage of all."""
    busy = [error for error in errors if isinstance(error, EndpointBusy)]
    verdict: CopywriterError = min(busy, key=lambda error: error.retry_after) if busy else errors[0]
    verdict.usage = tuple(_usage(errors))
    return verdict
