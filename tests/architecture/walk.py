"""Every way to call the service: its routes, filled with the ids of rows that exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from app.core.clock import now
from app.core.running import current_settings
from app.drafting import service as drafting
from app.exports import service as exports
from app.feedback import batches
from app.feedback import imports as feedback_imports
from app.imports import service as imports
from app.models import (
    Channel,
    Community,
    Connection,
    ContentItem,
    Delivery,
    Export,
    FeedbackRecord,
    MarkedDay,
    MemberMessage,
    Notice,
    NoticeKind,
    Playbook,
    PlaybookStep,
    Push,
    PushStatus,
    ReplyUse,
    UnmatchedReading,
    WebhookDelivery,
)
from app.replies import service as replies
from app.replies.transfer import service as transfer
from app.webhooks import endpoints
from app.webhooks.endpoints import Wishes
from content_calendar.exporters.registry import profile
from content_calendar.replies.variables import Variable
from content_calendar.vocabulary import DayKind, Language, MemberState, Scenario
from tests.factories import COPY, Workspace, approved, make_campaign, make_item, write
from tests.prompts import proposed


@dataclass(frozen=True, slots=True)
class Address:
    """One way to call a route."""

    method: str
    path: str
    permission: str
    endpoint: str


def rules_of(app: Flask) -> list[Rule]:
    """Everything but the operations of the API, which no browser calls: test_api.py walks those."""
    return [rule for rule in app.url_map.iter_rules() if not permission(app, rule).startswith("api:")]


def operations_of(app: Flask) -> list[Rule]:
    """The operations of the API."""
    return [rule for rule in app.url_map.iter_rules() if permission(app, rule).startswith("api:")]


def permission(app: Flask, rule: Rule) -> str:
    """Who may call it, as the view says; empty when it does not."""
    return str(app.view_functions[rule.endpoint].__dict__.get("permission", ""))


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def addresses_of(app: Flask, known: Mapping[str, object]) -> list[Address]:
    """Every route with every method, filled from `known`."""
    with app.test_request_context():
        return [
            Address(method, path, permission(app, rule), rule.endpoint)
            for rule in rules_of(app)
            for filled in fillings(rule, known)
            for _domain, path in [rule.build(filled, append_unknown=False)]
            for method in methods(rule)
        ]


def fillings(rule: Rule, known: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """Values for the arguments of the rule, once for each word that may stand in the address."""
    names = sorted(rule.arguments)
    choices = (sorted(getattr(rule._converters[name], "items", ())) or [known.get(name, 1)] for name in names)
    for values in product(*choices):
        filled = dict(zip(names, values, strict=True))
        yield filled | ({"row_id": known[str(filled["kind"])]} if {"kind", "row_id"} <= filled.keys() else {})


def rows_of(session: Session, workspace: Workspace) -> dict[str, object]:
    """A row of the community for everything that stands in an address; `personas` and the like for `row_id`."""
    at, community = now(), workspace.community
    planned = make_item(session, workspace.column, at)
    run = drafting.start_run(
        session, community, [planned.id], note="", submit=True, actor=workspace.editor, now=at
    )
    upload = feedback_imports.keep_upload(
        session, community, "numbers.csv", f"uid,views\n{planned.uid},1\n".encode(), actor=workspace.editor, now=at
    )
    waiting = UnmatchedReading(
        community_id=community.id, idempotency_key="walked", line=2, read_at=at, created_at=at,
        cells={"url": "", "external_id": "", "title": "辅食", "text": "", "published_at": None, "observed_at": None,
               "counts": [1, *[None] * 9]},
    )
    session.add(waiting)
    table = imports.keep_upload(
        session, community, "plan.csv", "日期,标题\n2099-01-01,辅食\n".encode(), actor=workspace.editor, now=at
    )
    library = transfer.keep_upload(
        session, community, "replies.csv", "场景,话术\n售后,在的\n".encode(), actor=workspace.editor, now=at
    )
    export = _export(session, workspace, at)
    version = proposed(session, workspace.editor, at)
    campaign = make_campaign(session, [workspace.persona], at)
    channel, delivery, notice = _news(session, workspace, at)
    push = _push(session, workspace, at)
    told = _told(session, workspace, at)
    record = _record(session, workspace, at)
    session.commit()
    return {
        "community_id": community.id, "item_id": workspace.item.id, "run_id": run.id, "export_id": export.id,
        "import_id": upload.id, "reading_id": waiting.id, "upload_id": table.id, "reply_import_id": library.id,
        "user_id": workspace.bob.id, "row_id": workspace.column.id, "record_id": record.id, "batch_id": record.batch_id,
        "personas": workspace.persona.id, "voices": workspace.voice.id, "products": workspace.product.id,
        "columns": workspace.column.id, "events": workspace.event.id,
        "day_id": _own_day(session, community, at).id, "campaign_id": campaign.id, "event_id": workspace.event.id,
        "template_id": _template(session, workspace, at).id,
        "family": version.key.partition("/")[0], "name": version.key.partition("/")[2], "number": version.number,
        "channel_id": channel.id, "delivery_id": delivery.id, "notice_id": notice.id,
        "connection_id": push.connection_id, "push_id": push.id,
        "endpoint_id": told.endpoint_id, "message_id": told.id, "kept_id": _kept(session, workspace, at).id,
        "use_id": _used(session, workspace, at).id, "playbook_id": _playbook(session, workspace, at).id,
        "takeaway": "csv",
        "target": "metricool", "token": "unknown", "secret": "unknown", "version": "x", "path": "x", "filename": "x",
    }


def _playbook(session: Session, workspace: Workspace, at: datetime) -> Playbook:
    """A series of one step for newcomers."""
    welcome = approved(session, workspace, _template(session, workspace, at), at)
    playbook = Playbook(
        community_id=workspace.community.id, key="walked", name="欢迎", member_state=MemberState.NEWCOMER,
        created_at=at,
        steps=[PlaybookStep(position=1, item_id=welcome.id, day=0, created_at=at)],
    )
    session.add(playbook)
    session.commit()
    return playbook


def _used(session: Session, workspace: Workspace, at: datetime) -> ReplyUse:
    """An answer the editor took to a member."""
    use = ReplyUse(
        community_id=workspace.community.id, item_id=workspace.item.id, user_id=workspace.bob.id,
        scenario=Scenario.CLOSING, idempotency_key="walked", created_at=at,
    )
    session.add(use)
    session.commit()
    return use


def _record(session: Session, workspace: Workspace, at: datetime) -> FeedbackRecord:
    """A reading in the ledger, whose post nobody has published."""
    batch = batches.begin(session, workspace.community, "test", actor=workspace.editor, now=at)
    record = FeedbackRecord(
        item_id=workspace.item.id, idempotency_key="walked", observed_at=at, source="test", batch_id=batch.id,
        created_at=at,
    )
    session.add(record)
    session.flush()
    return record


def _template(session: Session, workspace: Workspace, at: datetime) -> ContentItem:
    """A reply template with its first words."""
    card = replies.Card(scenario=Scenario.PRICE, variables=(Variable(name="昵称"),))
    item = replies.create(session, workspace.community, card, COPY, actor=workspace.editor, now=at)
    session.commit()
    return item


def _kept(session: Session, workspace: Workspace, at: datetime) -> MemberMessage:
    """What a member wrote, masked."""
    message = MemberMessage(community_id=workspace.community.id, text="打给[电话1]", created_at=at)
    session.add(message)
    session.commit()
    return message


def _told(session: Session, workspace: Workspace, at: datetime) -> WebhookDelivery:
    """A message to a program that listens nowhere."""
    endpoint, _secret = endpoints.create(
        session, workspace.community, Wishes("数据仓库", "https://example.com/hook"), actor=workspace.admin,
        settings=current_settings(), now=at,
    )
    endpoints.test(session, endpoint, at)
    session.flush()
    return session.query(WebhookDelivery).one()


def _push(session: Session, workspace: Workspace, at: datetime) -> Push:
    """Something a connection to nowhere failed to deliver."""
    community = workspace.community
    connection = Connection(
        community_id=community.id, created_by_id=workspace.alice.id, name="Postiz", target="postiz",
        base_url="http://127.0.0.1:9", options={"accounts": {"*": "chan-1"}}, created_at=at,
    )
    session.add(connection)
    session.flush()
    push = Push(
        community_id=community.id, connection_id=connection.id, item_id=workspace.item.id,
        revision_id=workspace.item.current_revision_id, ordered_by_id=workspace.bob.id, fingerprint="0" * 64,
        slot_at=at, uid="walked", status=PushStatus.FAILED, available_at=at, created_at=at,
    )
    session.add(push)
    session.flush()
    return push


def _own_day(session: Session, community: Community, at: datetime) -> MarkedDay:
    day = MarkedDay(community_id=community.id, on=at.date(), kind=DayKind.OWN, name="店庆", created_at=at)
    session.add(day)
    session.commit()
    return day


def _news(session: Session, workspace: Workspace, at: datetime) -> tuple[Channel, Delivery, Notice]:
    """Something the owner was told, on its way through a channel of theirs."""
    channel = Channel(
        user_id=workspace.alice.id, name="群里", service="other", address="sealed by nobody", kinds=[], created_at=at
    )
    notice = Notice(user_id=workspace.alice.id, kind=NoticeKind.APPROVED, key="walk", params={}, created_at=at)
    session.add_all([channel, notice])
    session.flush()
    delivery = Delivery(
        channel_id=channel.id, notice_ids=[notice.id], key="walk", available_at=at + timedelta(days=1), created_at=at
    )
    session.add(delivery)
    session.flush()
    return channel, delivery, notice


def _export(session: Session, workspace: Workspace, at: datetime) -> Export:
    """A file that was made of what is approved."""
    item = write(session, make_item(session, workspace.column, at), COPY, workspace.editor, at)
    approved(session, workspace, item, at)
    wish = exports.Wish(profile("generic_csv"), at, at + timedelta(days=30))
    plan = exports.dry_run(session, workspace.community, wish, now=at)
    return exports.compile_export(
        session, workspace.community, plan, persona=None, language=Language.ZH, actor=workspace.editor, now=at
    ).export
