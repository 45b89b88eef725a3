"""A table becomes posts of the calendar: once, as drafts, for the same gate as any other."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.database import db
from app.core.errors import NotFound
from app.imports import service as imports
from app.imports.choices import Choices
from app.imports.judging import Verdict
from app.imports.problems import Problem, Remark
from app.imports.service import Accepted, DryRun
from app.library import service as library
from app.library.findings import findings_of
from app.library.twins import twins_of
from app.models import ContentItem
from app.uploads.keeping import CellsForgotten
from content_calendar.vocabulary import WriterKind
from content_calendar.workflow import State
from tests.factories import BLOCKED_COPY, COPY, Workspace, make_column
from tests.statements import reading

HEAD = "日期,时间,人群,栏目,标题,正文,话题"
ROWS = f"""{HEAD}
2026-09-15,10:00,新手妈妈,照护小课,断奶第一步,{COPY.hook},断奶 辅食
2026-09-16,10:00,新手妈妈,,夜醒怎么办,,
"""


def run(session: Session, workspace: Workspace, now: datetime, text: str, **choices: object) -> DryRun:
    """Upload, choose, look."""
    kept = imports.keep_upload(
        session, workspace.community, "plan.csv", text.encode(), actor=workspace.editor, now=now
    )
    if choices:
        wanted = Choices.model_validate(kept.choices).model_copy(update=choices)
        imports.choose(session, workspace.community, kept.id, wanted)
    return imports.dry_run(session, workspace.community, kept.id, now=now)


def taken(session: Session, workspace: Workspace, now: datetime, plan: DryRun) -> Accepted:
    """Accept every row the dry run would take."""
    return imports.accept(
        session, workspace.community, plan.upload.kept.id, plan.ready, actor=workspace.editor, now=now
    )


def brought(session: Session) -> list[ContentItem]:
    return list(session.scalars(select(ContentItem).where(ContentItem.import_key.is_not(None)).order_by(
        ContentItem.slot_at)))


def said(plan: DryRun, number: int = 0) -> list[object]:
    return [message.code for message in plan.rows[number].said]


def test_a_row_with_a_text_becomes_a_draft_and_one_without_a_slot(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    plan = run(session, workspace, now, ROWS)
    assert plan.tally == {Verdict.READY: 2}
    assert brought(session) == []
    accepted = taken(session, workspace, now, plan)
    assert (accepted.items, str(accepted.first_day)) == (2, "2026-09-15")
    draft, slot = brought(session)
    assert (draft.state, slot.state) == (State.DRAFT, State.PLANNED)
    assert (draft.pinned, draft.column_id, draft.version) == (True, workspace.column.id, 1)
    assert (draft.current_revision.title, draft.current_revision.hashtags) == ("断奶第一步", ["断奶", "辅食"])
    assert draft.current_revision.writer is WriterKind.IMPORTED
    assert slot.topic["title"] == "夜醒怎么办"
    assert [event.to_state for event in draft.history] == [State.DRAFT]


def test_no_file_brings_an_approval_and_what_must_be_fixed_stays_in_the_way(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    words = BLOCKED_COPY.hook + BLOCKED_COPY.body
    text = f'status,fingerprint,日期,人群,正文\napproved,abc,2026-09-15,新手妈妈,"{words}"\n'
    taken(session, workspace, now, run(session, workspace, now, text))
    (draft,) = brought(session)
    assert (draft.state, draft.approved_fingerprint, draft.is_approved()) == (State.DRAFT, None, False)
    assert findings_of(draft)
    with pytest.raises(library.FindingsBlock):
        library.submit(session, draft, actor=workspace.editor, now=now)


def test_an_imported_text_is_found_to_be_like_another(session: Session, workspace: Workspace, now: datetime) -> None:
    text = f'日期,人群,正文,行动号召\n2026-09-15,新手妈妈,"{COPY.hook}\n{COPY.body}",{COPY.call_to_action}\n'
    taken(session, workspace, now, run(session, workspace, now, text))
    (draft,) = brought(session)
    assert [twin.item_id for twin in twins_of(session, [draft])[draft.id]] == [workspace.item.id]


def test_the_same_rows_come_in_once_whoever_brings_them(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    first, second = run(session, workspace, now, ROWS), run(session, workspace, now, ROWS)
    assert taken(session, workspace, now, first).items == 2
    for plan in (first, second):
        again = taken(session, workspace, now, plan)
        assert (again.items, len(again.lost)) == (0, 2)
    third = run(session, workspace, now, ROWS)
    assert (third.tally, third.ready) == ({Verdict.KNOWN: 2}, ())


def test_only_the_chosen_rows_come_and_the_rest_may_follow(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    plan = run(session, workspace, now, ROWS)
    community, actor = workspace.community, workspace.editor
    assert imports.accept(session, community, plan.upload.kept.id, [3, 99], actor=actor, now=now).items == 1
    assert [item.topic["title"] for item in brought(session)] == ["夜醒怎么办"]
    assert taken(session, workspace, now, plan).items == 1


def test_a_row_whose_time_passed_since_the_dry_run_is_named(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    plan = run(session, workspace, now, ROWS)
    late = taken(session, workspace, now + timedelta(days=8, hours=1), plan)
    assert (late.items, [judged.line for judged in late.lost]) == (1, [2])
    assert [message.code for message in late.lost[0].said] == [Problem.PAST]


def test_no_table_brings_a_published_post(session: Session, workspace: Workspace, now: datetime) -> None:
    text = "日期,人群,正文,链接\n2026-08-01,新手妈妈,已经发过的一条,https://example.com/1\n"
    plan = run(session, workspace, now, text)
    assert (said(plan), taken(session, workspace, now, plan).items) == ([Problem.PAST], 0)


def test_what_stands_in_the_calendar_is_known_and_what_shares_its_time_is_told(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    at = "2026-09-10 10:00"
    same = f'日期,人群,开头,正文,行动号召\n{at},新手妈妈,{COPY.hook},"{COPY.body}",{COPY.call_to_action}\n'
    assert said(run(session, workspace, now, same)) == [Problem.IN_CALENDAR]
    other = f"日期,人群,正文\n{at},新手妈妈,另一条\n{at},新手妈妈,又一条\n{at},新手妈妈,又一条\n"
    plan = run(session, workspace, now, other)
    assert [said(plan, row) for row in range(3)] == [
        [Remark.SLOT_TAKEN], [Remark.SLOT_SHARED, Remark.SLOT_TAKEN], [Problem.SAID_TWICE]
    ]


def test_undo_archives_what_nobody_touched_and_lets_it_come_again(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    plan = run(session, workspace, now, ROWS)
    taken(session, workspace, now, plan)
    touched = brought(session)[0]
    library.edit_copy(session, touched, COPY, version=touched.version, actor=workspace.editor, now=now)
    done = imports.undo(session, workspace.community, plan.upload.kept.id, actor=workspace.editor, now=now)
    assert (done, brought(session)) == ((1, 1), [touched])
    assert imports.dry_run(session, workspace.community, plan.upload.kept.id, now=now).ready == (3,)


def test_undo_reads_the_texts_of_all_posts_at_once(session: Session, workspace: Workspace, now: datetime) -> None:
    text = "日期,正文\n" + "".join(f"2027-03-{day:02},第 {day} 篇\n" for day in range(1, 21))
    plan = run(session, workspace, now, text)
    taken(session, workspace, now, plan)
    session.expire_all()
    with reading(db.engine) as statements:
        upload_id = plan.upload.kept.id
        assert imports.undo(session, workspace.community, upload_id, actor=workspace.editor, now=now) == (20, 0)
    assert len(statements) < 20


def test_names_that_are_nearly_right_are_suggested(session: Session, workspace: Workspace, now: datetime) -> None:
    make_column(session, workspace.persona, workspace.voice, now, key="tea", name="下午茶")
    text = "日期,人群,栏目,形式,标题\n2026-09-15,新手妈咪,照护小课,图文,一\n2026-09-15,新手妈妈,照顾小课,图纹,二\n"
    plan = run(session, workspace, now, text)
    assert said(plan)[0] is Problem.LIKE_PERSONA
    assert plan.rows[0].said[0].params["near"] == "新手妈妈"
    assert said(plan, 1)[:2] == [Problem.LIKE_COLUMN, Problem.LIKE_TERM]


def test_what_is_kept_goes_after_a_week_but_not_the_way_back(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    unused, used = run(session, workspace, now, ROWS), run(session, workspace, now, ROWS)
    taken(session, workspace, now, used)
    later = now + timedelta(days=8)
    run(session, workspace, later, ROWS)
    with pytest.raises(NotFound):
        imports.dry_run(session, workspace.community, unused.upload.kept.id, now=later)
    with pytest.raises(CellsForgotten):
        imports.dry_run(session, workspace.community, used.upload.kept.id, now=later)
    assert imports.undo(session, workspace.community, used.upload.kept.id, actor=workspace.editor, now=later) == (2, 0)
