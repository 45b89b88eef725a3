"""A playbook to take away: a checklist as a table or a document, and what to enter at WeCom.

WeCom's mass messages go to groups or to customers with a tag at one moment, in the same words for all; there is no
series that begins for each customer by itself. So the file for WeCom says for each step what its mass message can take
over, what to enter, and what remains to be sent one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from app.accounts.access import Actor
from app.audit import service as audit
from app.core.i18n import label
from app.core.tables import csv_file
from app.core.zones import zone_of
from app.models import Community, Playbook
from app.replies.playbook_sheet import PlaybookSheet, SheetStep, sheet_of
from content_calendar.exporters.markdown.document import escape, fenced
from content_calendar.exporters.push.wecom_mass import MOST_BYTES
from content_calendar.replies.variables import Variable
from content_calendar.vocabulary import Term


class Takeaway(Term):
    """What a playbook can be taken away as."""

    CSV = "csv", "清单（CSV）", "Checklist (CSV)"
    MARKDOWN = "md", "清单（Markdown）", "Checklist (Markdown)"
    WECOM = "wecom", "企业微信群发表", "Sheet for WeCom"


@dataclass(frozen=True, slots=True)
class TakenFile:
    filename: str
    content: bytes
    media_type: str


def take(
    session: Session, community: Community, playbook: Playbook, kind: Takeaway, *, actor: Actor, now: datetime
) -> TakenFile:
    """A file of steps that all pass the gate now, and that it left. Raises PlaybookEmpty, PlaybookNotReady."""
    sheet = sheet_of(session, community, playbook, now.astimezone(zone_of(community.timezone)).date())
    made = file_of(sheet, kind, f"{community.key}-playbook-{playbook.id}")
    audit.record(
        session, "export.playbook", actor=actor, community_id=community.id, subject="playbook", subject_id=playbook.id,
        before={}, after={"filename": made.filename, "row_count": len(sheet.steps)}, now=now, note=playbook.name,
    )
    return made


def file_of(sheet: PlaybookSheet, kind: Takeaway, stem: str) -> TakenFile:
    """The file; `stem` names it."""
    if kind is Takeaway.MARKDOWN:
        return TakenFile(f"{stem}.md", document(sheet).encode(), "text/markdown; charset=utf-8")
    rows = checklist(sheet) if kind is Takeaway.CSV else wecom(sheet)
    end = "" if kind is Takeaway.CSV else "-wecom"
    return TakenFile(f"{stem}{end}.csv", csv_file.csv_of(rows), csv_file.MEDIA_TYPE)


def checklist(sheet: PlaybookSheet) -> Iterator[Sequence[str]]:
    """A row for each step, with a box to tick."""
    yield (
        _("done"), _("step"), _("day"), _("wait"), _("scenario"), _("title"), _("words"), _("blanks to fill"),
        _("note"), _("true until"),
    )
    for step in sheet.steps:
        yield (
            "☐", str(step.number), str(step.day), waiting(step), label(step.scenario), step.name, step.text,
            blanks(step.blanks), step.note, step.expires_on.isoformat() if step.expires_on else "",
        )


def document(sheet: PlaybookSheet) -> str:
    """A chapter for each step, its words as a block to copy from."""
    lines = [
        f"# {escape(sheet.name)}", "",
        _("%(community)s · for members who are %(state)s", community=escape(sheet.community),
          state=label(sheet.member_state)),
    ]
    for step in sheet.steps:
        lines += ["", f"## ☐ {step.number}. {_day(step)} · {escape(step.name)}", ""]
        lines += [f"- {label(step.scenario)} · {waiting(step)}"]
        lines += [f"- {_('blanks to fill')}: {escape(blanks(step.blanks))}"] if step.blanks else []
        lines += [f"- {_('note')}: {escape(step.note)}"] if step.note else []
        lines += [f"- {_('true until')}: {step.expires_on.isoformat()}"] if step.expires_on else []
        lines += ["", fenced(step.text).rstrip()]
    return "\n".join(lines) + "\n"


def wecom(sheet: PlaybookSheet) -> Iterator[Sequence[str]]:
    """A row for each step: how it is sent with WeCom, to whom, and what it must be given by hand."""
    yield (
        _("step"), _("day"), _("how to send it"), _("to whom"), _("words"), _("bytes"), _("blanks to fill"), _("note")
    )
    for step in sheet.steps:
        tag = _("customers tagged “%(state)s, day %(day)s”", state=label(sheet.member_state), day=step.day)
        yield (
            str(step.number), str(step.day), way_at_wecom(step), tag, step.text, str(_bytes(step)),
            blanks(step.blanks), step.note,
        )


def way_at_wecom(step: SheetStep) -> str:
    """What WeCom can do with the step. A mass message says the same to all, so a blank keeps it from being one."""
    if _bytes(step) > MOST_BYTES:
        return str(_("one by one: over the %(limit)s bytes of a mass message", limit=MOST_BYTES))
    if step.blanks:
        return str(_("one by one: its blanks differ from member to member"))
    return str(_("mass message to the tag; the sender confirms it in WeCom"))


def waiting(step: SheetStep) -> str:
    """How long after the step before."""
    if step.number == 1:
        return str(ngettext("after one day", "after %(num)s days", step.day) if step.day else _("the same day"))
    return str(ngettext("one day later", "%(num)s days later", step.waits) if step.waits else _("the same day"))


def blanks(variables: Iterable[Variable]) -> str:
    """`{昵称}`, with what is usually put there."""
    return "、".join(f"{{{each.name}}}" + (f"={each.default}" if each.default else "") for each in variables)


def _day(step: SheetStep) -> str:
    return str(_("day %(day)s", day=step.day))


def _bytes(step: SheetStep) -> int:
    return len(step.text.encode(errors="surrogatepass"))
