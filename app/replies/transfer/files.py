"""The library as a file people take along: a table, a workbook, JSON, or a bundle for another instance."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.audit import service as audit
from app.core.i18n import label
from app.core.tables import csv_file
from app.core.zones import zone_of
from app.models import Community, ContentItem
from app.replies.cards import card_of
from app.replies.transfer import variable_lines
from app.replies.transfer.bundle import MARK, VERSION, pack
from app.replies.transfer.fields import Field
from app.replies.transfer.outgoing import leaving, shared
from app.replies.transfer.playbooks import outgoing_playbooks
from content_calendar.exporters.generic_csv.cells import cell
from content_calendar.vocabulary import Term


class Kind(Term):
    """The kinds of files; the identifier is their ending."""

    CSV = "csv", "CSV 表格", "CSV table"
    XLSX = "xlsx", "Excel 工作簿", "Excel workbook"
    JSON = "json", "JSON", "JSON"
    BUNDLE = "zip", "共享包", "Bundle"


MEDIA_TYPES = {
    Kind.CSV: csv_file.MEDIA_TYPE, Kind.JSON: "application/json", Kind.BUNDLE: "application/zip",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Exported:
    """A file and how many templates are in it."""

    name: str
    content: bytes
    replies: int


def export(session: Session, community: Community, kind: Kind, *, actor: Actor, now: datetime) -> Exported:
    """Every template that may leave, and that it left. Nothing in a table or workbook is a formula."""
    local = now.astimezone(zone_of(community.timezone))
    items = leaving(session, community, local.date())
    name = f"{community.key}-replies-{local:%Y%m%d}.{kind.value}"
    audit.record(
        session, "export.replies", actor=actor, community_id=community.id, subject="reply_template", subject_id=None,
        before={}, after={"filename": name, "row_count": len(items)}, now=now,
    )
    return Exported(name, _content(session, community, kind, items, now), len(items))


def _content(
    session: Session, community: Community, kind: Kind, items: Sequence[ContentItem], now: datetime
) -> bytes:
    if kind is Kind.CSV:
        return csv_file.csv_of(_rows(items))
    if kind is Kind.XLSX:
        return _workbook(_rows(items))
    replies = list(shared(items))
    playbooks = list(outgoing_playbooks(session, community, {item.id: item.uid for item in items}))
    if kind is Kind.BUNDLE:
        return pack(replies, playbooks, origin=community.name, made_at=now)
    document = {MARK: VERSION, "community": community.name, "replies": replies, "playbooks": playbooks}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _rows(items: Sequence[ContentItem]) -> Iterator[Sequence[str]]:
    """The headings, then every template."""
    yield [label(field) for field in Field]
    yield from map(_row, items)


def _row(item: ContentItem) -> tuple[str, ...]:
    card, revision = card_of(item), item.current_revision
    said = {
        Field.SCENARIO: label(card.scenario), Field.STATES: "、".join(label(state) for state in card.member_states),
        Field.TITLE: revision.title if revision else "", Field.WORDS: revision.copy().text() if revision else "",
        Field.SHORT_CODE: card.short_code, Field.PERSONA: item.persona.name,
        Field.VOICE: item.voice.name if item.voice else "", Field.PRODUCT: item.product.name if item.product else "",
        Field.VARIABLES: variable_lines.written(card.variables), Field.SNIPPET: card.snippet_key,
        Field.UNTIL: card.expires_on.isoformat() if card.expires_on else "",
    }
    return tuple(said[field] for field in Field)


def _workbook(rows: Iterator[Sequence[str]]) -> bytes:
    # The writer takes a fifth of a second to import, which other kinds need not wait for.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(label(Field.WORDS))
    for row in rows:
        sheet.append([cell(text) for text in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
