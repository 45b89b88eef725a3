"""A file of numbers between its upload and the ledger: read as somebody chose, shown, accepted as a whole."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.core.errors import Conflict
from app.core.zones import zone_of
from app.feedback import batches, ledger
from app.feedback.judging import SOURCE, judge
from app.feedback.mapping import ReadingChoices, choices_for, remember
from app.feedback.matching import matched
from app.feedback.reading import Reader
from app.feedback.upload import Upload, digest_of, sheet_of, stored, upload_of
from app.feedback.verdicts import Judged, Terms, Verdict
from app.feedback.waiting import wait
from app.models import Community, FeedbackBatch, FeedbackImport, WebhookKind
from app.uploads.keeping import keep, kept_upload
from app.webhooks.service import announce


class AppliedBefore(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("This file was applied already."),
            _l("Upload it again if it changed; what is known is not counted twice."),
        )


class NotSettled(Conflict):
    def __init__(self) -> None:
        super().__init__(
            _l("Nobody has said yet what the columns of this file mean."), _l("Say it in the step before this one.")
        )


@dataclass(frozen=True, slots=True)
class DryRun:
    """What accepting a file would do now; after it was accepted, what it did."""

    upload: Upload
    rows: Sequence[Judged]

    @property
    def accepted_at(self) -> datetime | None:
        return self.upload.kept.accepted_at

    @property
    def tally(self) -> Mapping[Verdict, int]:
        """How many rows got each verdict."""
        return Tally(judged.verdict for judged in self.rows)


@dataclass(frozen=True, slots=True)
class Accepted:
    """How many readings are new in the ledger, and how many rows wait to be matched."""

    taken: int
    unmatched: int


def keep_upload(
    session: Session, community: Community, filename: str, content: bytes, *, actor: Actor, now: datetime
) -> FeedbackImport:
    """Take the file apart and keep its rows until somebody accepts them. Raises FileUnusable, TooManyRows."""
    table, others = sheet_of(content)
    choices = choices_for(session, community, table)
    kept = FeedbackImport(
        community_id=community.id, uploaded_by_id=actor.user.id, filename=filename, created_at=now,
        cells=stored(table, others), digest=digest_of(content), choices=choices.model_dump(mode="json"),
    )
    keep(session, kept, now=now)
    return kept


def find(session: Session, community: Community, import_id: int) -> Upload:
    """The kept file. Raises NotFound, CellsForgotten."""
    return upload_of(kept_upload(session, FeedbackImport, community, import_id))


def choose(
    session: Session, community: Community, import_id: int, choices: ReadingChoices, *, now: datetime
) -> None:
    """Read this file, and from now on those with the same headings, in this way. Raises NotFound, AppliedBefore."""
    kept = kept_upload(session, FeedbackImport, community, import_id, lock=True)
    if kept.accepted_at is not None:
        raise AppliedBefore
    ledger.hold(session, community)  # two may say it of the same headings at once
    kept.choices = choices.model_copy(update={"settled": True}).model_dump(mode="json")
    remember(session, community, upload_of(kept).headings, choices, now=now)


def dry_run(session: Session, community: Community, import_id: int, *, now: datetime) -> DryRun:
    """What every row would do now, in some ten queries. Raises NotFound, CellsForgotten, NotSettled."""
    upload = find(session, community, import_id)
    judged = _judged(session, community, upload, now)
    return DryRun(upload, _as_it_was(judged, upload.outcome) if upload.kept.accepted_at else judged)


def accept(
    session: Session, community: Community, import_id: int, *, held_too: bool, actor: Actor, now: datetime,
    seen: str = "",
) -> Accepted:
    """Write the accepted rows into the ledger, and with `held_too` those that needed a word: all of them or, when
    anything goes wrong, none. Rows that no post is known for wait on the matching page.

    Each row is judged anew, because what the dry run said may no longer hold; `seen` is the way the file was read then.

    Raises NotFound, AppliedBefore, CellsForgotten, NotSettled, ReadOtherwise.
    """
    kept = kept_upload(session, FeedbackImport, community, import_id, lock=True)
    if kept.accepted_at is not None:
        raise AppliedBefore
    upload = upload_of(kept)
    upload.expect_way(seen)
    ledger.hold(session, community)
    judged = _judged(session, community, upload, now)
    batch = batches.begin(
        session, community, source_of(upload.choices), actor=actor, now=now, filename=kept.filename,
        digest=kept.digest,
    )
    accepted = take(session, community, judged, batch, held_too=held_too, actor=actor, now=now)
    wait(session, batch, _of(judged, Verdict.UNMATCHED), upload, now)
    _note(kept, judged, batch, held_too=held_too, now=now)
    announce(
        session, WebhookKind.FEEDBACK_IMPORTED, community_id=community.id, now=now,
        subject={"community_id": community.id, "import_id": kept.id, "rows": accepted.taken, "actor_id": actor.user.id},
    )
    return accepted


def take(
    session: Session, community: Community, judged: Sequence[Judged], batch: FeedbackBatch, *, held_too: bool,
    actor: Actor | None, now: datetime,
) -> Accepted:
    """Hand what is wanted to the ledger, and write down in the batch what became of the rest."""
    tally = Tally(one.verdict for one in judged)
    wanted = {Verdict.ACCEPTED, Verdict.HELD} if held_too else {Verdict.ACCEPTED}
    taken = taken_of(session, community, [one for one in judged if one.verdict in wanted], batch, actor=actor, now=now)
    batch.known += tally[Verdict.KNOWN]
    batch.held = 0 if held_too else tally[Verdict.HELD]
    batch.refused, batch.unmatched = tally[Verdict.REFUSED], tally[Verdict.UNMATCHED]
    session.flush()
    return Accepted(taken, batch.unmatched)


def taken_of(
    session: Session, community: Community, judged: Sequence[Judged], batch: FeedbackBatch, *, actor: Actor | None,
    now: datetime,
) -> int:
    """Hand these to the ledger; how many it did not know."""
    return ledger.take(
        session, community, [one.taken for one in judged if one.taken], batch=batch, actor=actor, now=now,
        known={one.post.item_id: one.post for one in judged if one.post},
    ).taken


def source_of(choices: ReadingChoices) -> str:
    """Where the ledger says that rows came from: a file, and whose."""
    return f"{SOURCE}:{choices.platform}" if choices.platform else SOURCE


def _judged(session: Session, community: Community, upload: Upload, now: datetime) -> list[Judged]:
    choices = upload.choices
    if not choices.settled:
        raise NotSettled
    rows = list(Reader(choices, zone_of(choices.zone or community.timezone)).read(upload.table))
    terms = Terms(source_of(choices), choices.as_of or upload.kept.created_at, now, choices.daily)
    return judge(session, community, rows, terms, matched(session, community, rows, choices.platform))


def _of(judged: Iterable[Judged], verdict: Verdict) -> list[Judged]:
    return [one for one in judged if one.verdict is verdict]


def _note(
    kept: FeedbackImport, judged: Sequence[Judged], batch: FeedbackBatch, *, held_too: bool, now: datetime
) -> None:
    """What was said of each line that was not taken stays with the cells, for the report."""
    taken = {Verdict.ACCEPTED, Verdict.HELD} if held_too else {Verdict.ACCEPTED}
    left = [[one.line, one.verdict.value, one.reason] for one in judged if one.verdict not in taken]
    kept.cells = [kept.cells[0], {"outcome": left}]
    kept.batch_id, kept.accepted_at = batch.id, now


def _as_it_was(judged: Sequence[Judged], outcome: Mapping[int, tuple[str, str]]) -> list[Judged]:
    said = ((one, outcome.get(one.line, (Verdict.ACCEPTED.value, ""))) for one in judged)
    return [one._replace(verdict=Verdict(verdict), because=reason) for one, (verdict, reason) in said]
