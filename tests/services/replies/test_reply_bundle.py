"""A bundle goes from one instance to another; what is no bundle of ours is refused."""

from __future__ import annotations

import hashlib
import io
import json
import warnings
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.tables.table import FileUnusable
from app.models import Playbook, PlaybookStep, ReplyTemplate
from app.replies import service as replies
from app.replies.cards import Card
from app.replies.transfer import bundle, files, service, taking
from app.replies.transfer.judging import Verdict
from app.replies.transfer.playbooks import PlaybookVerdict
from content_calendar.content import Copy
from content_calendar.replies.variables import Variable
from content_calendar.vocabulary import MemberState, Scenario
from tests.factories import Workspace, approved, make_persona

REPLY = {"key": "k1", "scenario": "welcome", "body": "欢迎{昵称}，先看看群规。", "variables": [{"name": "昵称"}],
         "answer": "a1"}
OTHER = {"key": "k2", "scenario": "welcome", "body": "第三天啦，有什么想问的随时说。", "answer": "a2"}
BOOK = {"key": "first-week", "name": "新人七天", "member_state": "newcomer",
        "steps": [{"reply": "k1", "day": 0}, {"reply": "k2", "day": 3, "note": "晚上发"}]}


def packed(now: datetime, *given: Any, playbooks: tuple[Any, ...] = ()) -> bytes:
    return bundle.pack(list(given), list(playbooks), origin="别处", made_at=now)


def brought(session: Session, workspace: Workspace, now: datetime, content: bytes) -> service.DryRun:
    kept = service.keep_upload(session, workspace.community, "b.zip", content, actor=workspace.editor, now=now)
    return service.dry_run(session, workspace.community, kept.id, now=now)


def accept(session: Session, workspace: Workspace, now: datetime, plan: service.DryRun) -> service.Accepted:
    return service.accept(session, workspace.community, plan.upload.kept.id, plan.new, actor=workspace.editor, now=now)


def test_a_bundle_with_its_playbook_comes_once_and_goes_back(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    content = packed(now, REPLY, OTHER, playbooks=(BOOK,))
    plan = brought(session, workspace, now, content)
    assert [one.said.code for one in plan.playbooks] == [PlaybookVerdict.NEW]
    assert accept(session, workspace, now, plan) == service.Accepted(2, 1)
    playbook = session.scalars(select(Playbook)).one()
    assert [(step.day, step.note) for step in playbook.steps] == [(0, ""), (3, "晚上发")]
    again = brought(session, workspace, now, content)
    assert [one.verdict for one in again.rows] == [Verdict.KNOWN] * 2
    assert [one.said.code for one in again.playbooks] == [PlaybookVerdict.KNOWN]
    assert accept(session, workspace, now, again) == service.Accepted(0, 0)
    taking.undo(session, workspace.community, plan.upload.kept.id, actor=workspace.editor, now=now)
    assert not session.scalars(select(PlaybookStep)).all()
    assert brought(session, workspace, now, content).new == (2, 3)


def test_what_one_community_shares_another_takes_with_snippets_and_playbooks(
    session: Session, workspace: Workspace, now: datetime
) -> None:
    welcome = Card(scenario=Scenario.WELCOME, variables=(Variable(name="昵称"),))
    item = replies.create(
        session, workspace.community, welcome, Copy(body="欢迎{昵称}，先看看群规。"), actor=workspace.editor, now=now
    )
    snippet = replies.create(
        session, workspace.community, Card(scenario=Scenario.CLOSING, snippet_key="结尾"), Copy(body="有事随时叫我。"),
        actor=workspace.editor, now=now,
    )
    for one in (item, snippet):
        approved(session, workspace, one, now)
    session.add(Playbook(
        community_id=workspace.community.id, key="first", name="新人", member_state=MemberState.NEWCOMER,
        steps=[PlaybookStep(position=1, item_id=item.id, day=0, created_at=now)], created_at=now,
    ))
    session.flush()
    made = files.export(session, workspace.community, files.Kind.BUNDLE, actor=workspace.editor, now=now)
    make_persona(session, workspace.elsewhere, now)
    kept = service.keep_upload(session, workspace.elsewhere, "b.zip", made.content, actor=workspace.admin, now=now)
    plan = service.dry_run(session, workspace.elsewhere, kept.id, now=now)
    done = service.accept(session, workspace.elsewhere, kept.id, plan.new, actor=workspace.admin, now=now)
    assert done == service.Accepted(2, 1)
    taken = select(ReplyTemplate).where(ReplyTemplate.community_id == workspace.elsewhere.id)
    assert {row.snippet_key for row in session.scalars(taken)} == {"", "结尾"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"scenario": "hacking"}, {"body": ""}, {"body": 7}, {"states": "all"}, {"key": ""},
        {"variables": [{"name": 1}]}, {"body": "{{ 7*7 }}"}, {"expires_on": "soon"}, {"body": "x" * 10_001},
        {"snippet_key": "{x}"},
    ],
)
def test_one_faulty_reply_is_refused_and_the_others_come(
    session: Session, workspace: Workspace, now: datetime, wrong: dict[str, object]
) -> None:
    plan = brought(session, workspace, now, packed(now, REPLY | wrong, OTHER, "text", None))
    assert [one.verdict for one in plan.rows] == [Verdict.REFUSED, Verdict.NEW, Verdict.REFUSED, Verdict.REFUSED]
    assert all(one.said for one in plan.rows if one.verdict is Verdict.REFUSED)


def test_a_faulty_playbook_says_what_is_wrong(session: Session, workspace: Workspace, now: datetime) -> None:
    books = (BOOK | {"steps": []}, BOOK | {"member_state": "x"}, "text", BOOK | {"steps": [{"reply": "k9", "day": 1}]})
    plan = brought(session, workspace, now, packed(now, REPLY, playbooks=books))
    faulty, missing = PlaybookVerdict.FAULTY, PlaybookVerdict.INCOMPLETE
    assert [one.said.code for one in plan.playbooks] == [faulty, faulty, faulty, missing]
    assert accept(session, workspace, now, plan) == service.Accepted(1, 0)


def test_a_playbook_that_breaks_the_caps_does_not_come(session: Session, workspace: Workspace, now: datetime) -> None:
    often = BOOK | {"steps": [{"reply": "k1", "day": 0}] * 9}
    plan = brought(session, workspace, now, packed(now, REPLY, playbooks=(often,)))
    assert plan.playbooks[0].shared is None
    assert accept(session, workspace, now, plan) == service.Accepted(1, 0)


def archive(files: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w", method) as made:
        for name, part in files.items():
            made.writestr(ZipInfo(name), part, method)
    return content.getvalue()


def honest(**changed: bytes) -> dict[str, bytes]:
    """The four files of a bundle, some of them other ones, with sums that are right."""
    manifest = json.dumps({bundle.MARK: 1, "community": "别处"}).encode()
    parts = {bundle.MANIFEST: manifest, bundle.REPLIES: b"[]", bundle.PLAYBOOKS: b"[]"} | changed
    sums = "".join(f"{hashlib.sha256(part).hexdigest()}  {name}\n" for name, part in parts.items())
    return parts | {bundle.SUMS: sums.encode()}


def twice() -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        content = io.BytesIO()
        with ZipFile(content, "w") as made:
            for name, part in [*honest().items(), (bundle.REPLIES, b"[1]")]:
                made.writestr(name, part)
    return content.getvalue()


@pytest.mark.parametrize(
    "hostile",
    [
        lambda: archive(honest() | {"../../etc/passwd": b"x"}),
        lambda: archive(honest() | {"/abs": b"x"}),
        lambda: archive(honest() | {"a/": b""}),
        lambda: archive(honest() | {bundle.REPLIES: b"[1]"}),
        lambda: archive(honest() | {bundle.SUMS: b"nothing"}),
        lambda: archive({bundle.MANIFEST: b"{}"}),
        lambda: archive(honest(**{bundle.REPLIES: b"[" + b" " * (40 * 1024 * 1024) + b"]"})),
        lambda: archive(honest(**{bundle.REPLIES: b"[" * 200_000})),
        lambda: archive(honest(**{bundle.REPLIES: b"\xff\xfe"})),
        lambda: archive(honest(**{bundle.REPLIES: b"{}"})),
        lambda: archive(honest(**{bundle.MANIFEST: b'{"qunbi_replies": 2}'})),
        lambda: archive(honest(**{bundle.MANIFEST: b"[]"})),
        lambda: archive(honest(**{bundle.REPLIES: json.dumps(["x"] * 5_001).encode()})),
        lambda: archive(honest(), ZIP_BZIP2),
        lambda: archive(honest())[:-30],
        lambda: archive(honest()).replace(b"manifest.json", b"manifest.jsom", 1),
        twice,
    ],
)
def test_hostile_archives_are_refused_and_say_why(
    session: Session, workspace: Workspace, now: datetime, hostile: Callable[[], bytes]
) -> None:
    with pytest.raises(FileUnusable) as refused:
        brought(session, workspace, now, hostile())
    assert refused.value.cause
    assert refused.value.remedy
