"""How fast approved posts leave: calendar files, spreadsheets, feeds, and requests of programs.

    python -m benchmarks.export [--json FILE]

Writers are timed in a process of their own over posts that come one by one, so that its memory tells of nothing else;
theirs is processor time, so that what else the machine does is not counted.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta
from statistics import median

from icalendar import Calendar, Event

from benchmarks import export_api, export_feed
from benchmarks.export_entries import entries
from benchmarks.report import Figure, asked, publish
from content_calendar.exporters import generic_csv, icalendar_feed
from content_calendar.exporters.entry import Entry
from content_calendar.exporters.profile import Profile, Sheet

COUNT = 100_000
FEW = 2_000
ROUNDS = 3
EVENTS_PER_SECOND, ROWS_PER_SECOND, MEGABYTES = 25_000, 50_000, 60.0


def main() -> None:
    """Measure and publish."""
    arguments = asked("Rates and milliseconds of exports, feeds and requests of programs.")
    figures = [*_calendar(), *_spreadsheet(), *export_feed.figures(), *export_api.figures()]
    publish("Export", figures, arguments.json)


def _calendar() -> Iterator[Figure]:
    runs = [_alone(icalendar_feed.PROFILE) for _ in range(ROUNDS)]
    rate, plain = median(run[0] for run in runs), FEW / _seconds(_by_library)
    yield Figure(
        f"calendar file of {COUNT:,} events", rate, "events/s", "≥", EVENTS_PER_SECOND, plain, "icalendar package"
    )
    yield Figure("memory it takes on top", max(run[1] for run in runs), "MB", "≤", MEGABYTES)


def _spreadsheet() -> Iterator[Figure]:
    rate = median(_alone(generic_csv.PROFILE)[0] for _ in range(ROUNDS))
    yield Figure(f"spreadsheet of {COUNT:,} rows", rate, "rows/s", "≥", ROWS_PER_SECOND)


def _alone(profile: Profile) -> tuple[float, float]:
    """Entries a second and megabytes on top, in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_written, (profile.key,))


def _written(key: str) -> tuple[float, float]:
    """The posts are made before the clock of each thousand starts: only writing is timed."""
    profile = {known.key: known for known in (icalendar_feed.PROFILE, generic_csv.PROFILE)}[key]
    made, before = _Clocked(entries(COUNT)), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.process_time()
    for _piece in profile.render(made, Sheet("豆荚屋")):
        pass
    writing = time.process_time() - begin - made.seconds
    return COUNT / writing, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


class _Clocked:
    """Counts the time spent on making what is asked for."""

    def __init__(self, source: Iterator[Entry]) -> None:
        self._source, self.seconds = source, 0.0

    def __iter__(self) -> Iterator[Entry]:
        clock = time.process_time
        while True:
            begin = clock()
            entry = next(self._source, None)
            self.seconds += clock() - begin
            if entry is None:
                return
            yield entry


def _by_library() -> None:
    calendar = Calendar()
    for entry in entries(FEW):
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", entry.updated_at)
        event.add("last-modified", entry.updated_at)
        event.add("sequence", entry.sequence)
        event.add("dtstart", entry.slot_at.astimezone(UTC))
        event.add("duration", timedelta(minutes=15))
        event.add("summary", entry.title)
        event.add("description", entry.text)
        event.add("categories", [entry.persona, entry.column])
        event.add("location", entry.community)
        event.add("status", entry.status.value.upper())
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    calendar.to_ical()


def _seconds(work: Callable[[], None]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    main()
