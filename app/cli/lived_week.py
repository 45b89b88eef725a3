"""One week of one persona, worked through by the services: planned, drafted, reviewed, exported, published, read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.calendar import planning
from app.cli.lived_choices import let_compete, let_return, mark_evergreens
from app.cli.stand_ins import SOURCE, member_with, simulated_counters
from app.copywriter.offline import offline_writer
from app.core.zones import zone_of
from app.drafting import leases
from app.drafting import service as drafting
from app.drafting.assignments import assignments_of
from app.drafting.outcomes import Outcome, hand_in
from app.exports import service as exports
from app.feedback import service as feedback
from app.library import service as library
from app.models import ContentItem, Persona
from app.review import service as review
from content_calendar.exporters.registry import profile
from content_calendar.vocabulary import Language
from content_calendar.workflow import Role, State

OUT_AFTER = timedelta(minutes=2)
READ_AFTER = timedelta(days=2)
LEASE = timedelta(minutes=2)
TARGETS = ("icalendar", "generic_csv")
OWNER = "lived-in"

EDIT = {
    Language.ZH: "有想补充的，直接接在下面，今晚八点前我来汇总。",
    Language.EN: "Add yours below; I will sum it up tonight by eight.",
}
REASON = {
    Language.ZH: "第二句读着像广告，换成自己用下来的感受；数字后面补上出处。",
    Language.EN: "The second sentence reads like an advert: say what you noticed, and where the number is from.",
}
REMARK = {
    Language.ZH: "开头好，一眼就知道在说什么。结尾我改了一句，你看行不行。",
    Language.EN: "Good opening, I know at once what it is about. I changed the last line, see if you agree.",
}


@dataclass(frozen=True, slots=True)
class Week:
    """`planned_at` is when the editor sat down to it, `present` the moment at which the story stops."""

    session: Session
    persona: Persona
    monday: date
    planned_at: datetime
    present: datetime

    def carried_out(self) -> int:
        """Everything drafted, approved and exported; what is past is out, with simulated readings two days later."""
        items = self._plan()
        start = datetime.combine(self.monday, time(0), zone_of(self.persona.community.timezone))
        let_return(self.session, self.persona, start, actor=self._editor(), now=self._after(hours=0.5))
        self._draft([item for item in items if item.state is State.PLANNED])
        self._approve(items)
        self._export()
        for item in items:
            self._go_out(item)
        mark_evergreens(self.session, items, actor=self._editor(), now=self.present)
        return len(items)

    def in_the_works(self) -> int:
        """A week on the desk, in turn: approved, in review, in review after an edit, sent back, still to draft."""
        items = self._plan()
        approved, untouched, edited, returned = (items[turn::5] for turn in range(4))
        self._draft([*approved, *untouched, *edited, *returned])
        self._approve(approved)
        for item in edited:
            self._edit(item)
        for item in returned:
            self._send_back(item)
        for item in edited[:1]:
            let_compete(
                self.session, item, editor=self._editor(), reviewer=self._reviewer(), now=self._after(hours=5)
            )
        return len(items)

    def _plan(self) -> list[ContentItem]:
        """The week's proposal, accepted as it is."""
        proposal = planning.propose_plan(
            self.session, self.persona, start=self.monday, end=self.monday + timedelta(days=6),
            seed=self.monday.toordinal(), now=self.planned_at,
        )
        keys = {change.key for change in proposal.changes}
        accepted = planning.accept_plan(
            self.session, self.persona, proposal, keys, actor=self._editor(), now=self.planned_at
        )
        return list(accepted.added)

    def _draft(self, items: Sequence[ContentItem]) -> None:
        """As a worker does it, but at that moment: each task is claimed, written offline and handed in."""
        moment = self._after(hours=1)
        if not items:
            return
        ids = [item.id for item in items]
        run = drafting.start_run(
            self.session, self.persona.community, ids, note="", submit=True, actor=self._editor(), now=moment
        )
        writer = offline_writer()
        while tasks := leases.claim(self.session, run.id, owner=OWNER, now=moment, lease=LEASE, limit=1):
            (assignment,) = assignments_of(self.session, tasks)
            outcome = Outcome(assignment.task_id, writer.write(assignment.brief))
            hand_in(self.session, [outcome], owner=OWNER, now=moment)

    def _approve(self, items: Sequence[ContentItem]) -> None:
        for item in items:
            if item.state is State.IN_REVIEW:
                review.approve(
                    self.session, item.community_id, item.id, version=item.version, actor=self._reviewer(),
                    now=self._after(hours=4),
                )

    def _edit(self, item: ContentItem) -> None:
        """The editor changes the last line, says so and submits again."""
        if item.current_revision is None or item.state not in {State.DRAFT, State.IN_REVIEW}:
            return
        words = replace(item.current_revision.copy(), call_to_action=EDIT[item.language])
        editor, moment = self._editor(), self._after(hours=3)
        library.edit_copy(self.session, item, words, version=item.version, actor=editor, now=moment)
        review.add_comment(self.session, item, REMARK[item.language], actor=editor, now=moment)
        review.submit_for_review(
            self.session, item.community_id, item.id, version=item.version, actor=editor, now=moment
        )

    def _send_back(self, item: ContentItem) -> None:
        if item.state is State.IN_REVIEW:
            review.request_changes(
                self.session, item.community_id, item.id, reason=REASON[item.language], version=item.version,
                actor=self._reviewer(), now=self._after(hours=4),
            )

    def _export(self) -> None:
        """The calendar and the spreadsheet, with what each takes."""
        community, moment = self.persona.community, self._after(hours=6)
        for target in TARGETS:
            rows = exports.dry_run(
                self.session, community,
                exports.Wish(profile(target), moment, moment + timedelta(days=14), self.persona.id), now=moment,
            )
            if rows.leaving:
                exports.compile_export(
                    self.session, community, rows, persona=self.persona, language=community.language,
                    actor=self._editor(), now=moment,
                )

    def _go_out(self, item: ContentItem) -> None:
        if item.slot_at is None or item.state is not State.EXPORTED or item.slot_at + OUT_AFTER > self.present:
            return
        editor = self._editor()
        library.mark_published(self.session, item, url="", actor=editor, now=item.slot_at + OUT_AFTER)
        seen = item.slot_at + READ_AFTER
        if seen < self.present:
            reading = feedback.Reading(simulated_counters(item), observed_at=seen, source=SOURCE)
            feedback.record_feedback(self.session, item, reading, actor=editor, now=seen)

    def _after(self, *, hours: float) -> datetime:
        return self.planned_at + timedelta(hours=hours)

    def _editor(self) -> Actor:
        return member_with(self.persona.community, Role.EDITOR)

    def _reviewer(self) -> Actor:
        return member_with(self.persona.community, Role.REVIEWER)
