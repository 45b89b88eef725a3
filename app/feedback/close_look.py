"""The rows that raise a question, looked at one by one: why the ledger refuses them, or wants to be asked first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.core.errors import QunbiError
from app.core.i18n import label, slot_time
from app.feedback.falling import falls
from app.feedback.gate import Gate
from app.feedback.plain import ABSURD
from app.feedback.posts import Post
from app.feedback.reading import Said
from app.feedback.refusals import UnknownItem
from app.feedback.taken import COUNTERS, NOTHING_TOLD, Counts, Taken
from app.feedback.verdicts import Judged, Terms, Verdict

KNOWN = _l("These numbers are already recorded; nothing changes.")


def looked_at(
    rows: Iterable[tuple[Said, Post | None]], terms: Terms, zone: str, gates: Mapping[int, Gate]
) -> list[Judged]:
    """These rows with the verdicts they get by what is in them and by the standings of their posts."""
    look = _Look(terms, zone, gates)
    judged = [look.at(row, post) for row, post in rows]
    return judged if terms.daily else _with_falls(judged)


@dataclass(frozen=True, slots=True)
class _Look:
    """What is known while rows are looked at, in their order."""

    terms: Terms
    zone: str
    gates: Mapping[int, Gate]
    first: dict[tuple[int, datetime], Taken] = field(default_factory=dict)

    def at(self, row: Said, post: Post | None) -> Judged:
        if post is None or row.wrong is not None:
            return _unusable(row, post)
        taken, gate = self.terms.taken(row, post), self.gates[post.item_id]
        wrong = gate.refuses(taken, self.terms.now)
        if wrong is not None:
            return Judged(row, Verdict.REFUSED, _why(wrong), post)
        twin = self.first.setdefault((post.item_id, taken.observed_at), taken)
        if twin is not taken:
            return _said_twice(row, post, taken, twin)
        verdict, because = self._doubt(row, post, taken, gate)
        return Judged(row, verdict, because, post, taken)

    def _doubt(self, row: Said, post: Post, taken: Taken, gate: Gate) -> tuple[Verdict, LazyString | str]:
        if max([count or 0 for count in taken.counts]) >= ABSURD:
            return Verdict.HELD, _l("A number of %(limit)s or more is rare: check it.", limit=f"{ABSURD:,}")
        if taken.daily:
            unlikely = gate.more_than_seen(taken)
            return (Verdict.HELD, unlikely) if unlikely else (Verdict.ACCEPTED, "")
        standing = post.standing
        if standing is None or standing.observed_at is None:
            return Verdict.ACCEPTED, ""
        if row.observed_at is None and _same(standing.counts, taken.counts):
            return Verdict.KNOWN, KNOWN
        if taken.observed_at < standing.observed_at:
            return Verdict.HELD, _completes_the_past(standing.observed_at, self.zone)
        verdict, because = _fallen(standing.counts, taken.counts)
        of_one_moment = verdict is Verdict.HELD and taken.observed_at == standing.observed_at
        return verdict, _both(because, _LARGER) if of_one_moment else because


def _with_falls(judged: list[Judged]) -> list[Judged]:
    """What tells less than an earlier row is held back, as what tells less than the ledger is."""
    for place, before in falls([one.taken if one.verdict is Verdict.ACCEPTED else None for one in judged]).items():
        one = judged[place]
        verdict, because = _fallen(before, one.taken.counts if one.taken else NOTHING_TOLD)
        judged[place] = one._replace(verdict=verdict, because=because)
    return judged


def _unusable(row: Said, post: Post | None) -> Judged:
    if row.wrong is not None:
        return Judged(row, Verdict.REFUSED, _why(row.wrong), post)
    if row.traces and any(row.traces):
        return Judged(row, Verdict.UNMATCHED, _WAITS)
    return Judged(row, Verdict.REFUSED, _why(UnknownItem()))


def _fallen(before: Sequence[int], after: Counts) -> tuple[Verdict, LazyString | str]:
    for counter, was, count in zip(COUNTERS, before, after, strict=True):
        if count is not None and count < was:
            return Verdict.HELD, _l(
                "%(counter)s would fall from %(before)s to %(after)s. Counters normally only grow.",
                counter=LazyString(label, counter), before=was, after=count,
            )
    return Verdict.ACCEPTED, ""


def _said_twice(row: Said, post: Post, taken: Taken, first: Taken) -> Judged:
    if first.counts == taken.counts:
        return Judged(row, Verdict.KNOWN, _l("Line %(line)s says the same.", line=first.line), post)
    return Judged(row, Verdict.REFUSED, _both(
        _l("Line %(line)s has numbers for this post at the same time.", line=first.line),
        _l("Keep one of the two lines."),
    ), post)


def _same(before: Sequence[int], said: Counts) -> bool:
    """Whether nothing is said that is not known; what is left out stays as it was."""
    return said != NOTHING_TOLD and all(count is None or count == was for was, count in zip(before, said, strict=True))


def _completes_the_past(newest: datetime, zone: str) -> LazyString:
    return _l(
        "A newer reading, of %(time)s, counts already; this one would only complete the past.",
        time=LazyString(slot_time, newest, zone, "yyyy-MM-dd HH:mm"),
    )


def _why(error: QunbiError) -> LazyString:
    return _both(error.cause, error.remedy)


def _both(cause: object, remedy: object) -> LazyString:
    return LazyString(lambda: f"{cause} {remedy}")


_LARGER = _l(
    "Of two totals of one moment the larger counts: if the other one is wrong, correct it on the page of the post."
)
_WAITS = _l("It is not sure which post this row is about; it waits to be matched.")
