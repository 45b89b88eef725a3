"""Everything one export hands out, in one archive: the target's files, what to take back, a manifest, checksums."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.exports.plans import DryRun, Row, Withdrawal
from content_calendar.exporters import generic_csv
from content_calendar.exporters.entry import Entry
from content_calendar.exporters.files import ExportFile
from content_calendar.exporters.profile import Sheet
from content_calendar.severity import Severity

MANIFEST_VERSION = 1
WITHDRAWN = "withdrawn.csv"
_MEDIA_TYPE = "application/zip"


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive; `rows` is 0 for what holds no posts."""

    name: str
    rows: int
    content: bytes

    @property
    def checksum(self) -> str:
        """SHA-256, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Bundle:
    """The archive, the SHA-256 of its bytes and what is in it."""

    content: bytes
    checksum: str
    files: tuple[Member, ...]
    media_type: str = _MEDIA_TYPE


@dataclass(frozen=True, slots=True)
class Heading:
    """What the manifest says above its rows: whose posts, who asked for them, when."""

    sheet: Sheet
    community: str
    persona: str
    made_by: str
    made_at: datetime


def pack(plan: DryRun, heading: Heading) -> Bundle:
    """The archive of everything in `plan` that leaves. The same plan, heading and moment give the same bytes."""
    files = list(plan.profile.files(_entries(plan), heading.sheet, plan.wish.template))
    members = [Member(file.name, file.rows, file.content) for file in files]
    members += _taken_back(plan, heading.sheet)
    manifest = json.dumps(_manifest(plan, heading, files, members), ensure_ascii=False, indent=2) + "\n"
    described = [*members, Member("manifest.json", 0, manifest.encode())]
    sums = "".join(f"{member.checksum}  {member.name}\n" for member in described)
    content = _archive([*described, Member("SHA256SUMS", 0, sums.encode())], heading.made_at)
    return Bundle(content, hashlib.sha256(content).hexdigest(), tuple(members))


@dataclass(frozen=True, slots=True)
class Outline:
    """A file that would be made: its name and how many posts it would hold."""

    name: str
    rows: int


def outline(plan: DryRun) -> tuple[Outline, ...]:
    """The files the archive would hold, before it is made; none while the target waits for a template."""
    if plan.waits_for_template:
        return ()
    sheet = Sheet("")
    files = [Outline(file.name, file.rows) for file in plan.profile.files(_entries(plan), sheet, plan.wish.template)]
    return *files, *(Outline(member.name, member.rows) for member in _taken_back(plan, sheet))


def _entries(plan: DryRun) -> Iterator[Entry]:
    yield from (row.entry for row in plan.leaving)
    if plan.profile.carries_withdrawals:
        yield from (gone.entry for gone in plan.withdrawals)


def _taken_back(plan: DryRun, sheet: Sheet) -> Iterator[Member]:
    """What a person has to delete in the tool, where its format has no word for it.

    Posts that leave again in other words are listed too: most tools would keep the former ones beside them.
    """
    if plan.profile.carries_withdrawals:
        return
    outdated = [row.outdated for row in plan.leaving if row.outdated is not None]
    entries = [*(gone.entry for gone in plan.withdrawals), *outdated]
    if entries:
        yield Member(WITHDRAWN, len(entries), b"".join(generic_csv.PROFILE.render(entries, sheet)))


def _manifest(
    plan: DryRun, heading: Heading, files: Sequence[ExportFile], members: Sequence[Member]
) -> dict[str, object]:
    profile, where = plan.profile, {uid: file.name for file in files for uid in file.uids}
    return {
        "qunbi_manifest": MANIFEST_VERSION,
        "target": profile.key, "profile_version": profile.version, "profile_source": profile.source,
        "profile_verified_on": profile.verified_on.isoformat() if profile.verified_on else None,
        "uses_template": plan.wish.template is not None,
        "community": heading.community, "persona": heading.persona or None,
        "from": plan.wish.start.isoformat(), "until": plan.wish.end.isoformat(),
        "made_by": heading.made_by, "made_at": heading.made_at.isoformat(timespec="seconds"),
        "files": [{"name": one.name, "rows": one.rows, "bytes": len(one.content), "sha256": one.checksum}
                  for one in members],
        "entries": [_left(row, where) for row in plan.leaving],
        "withdrawn": [_recalled(gone, where) for gone in plan.withdrawals],
        "left_out": [_stays(row) for row in plan.rows if not row.leaves],
    }


def _left(row: Row, where: dict[str, str]) -> dict[str, object]:
    return {
        "uid": row.entry.uid, "slot_at": row.entry.local_slot.isoformat(timespec="seconds"),
        "fingerprint": row.entry.fingerprint, "file": where.get(row.entry.uid),
        "status": "repeated" if row.exported_before else "changed" if row.replaces else "new",
        "replaces_slot_at": row.standing.slot_at.isoformat(timespec="seconds") if row.standing else None,
    }


def _recalled(gone: Withdrawal, where: dict[str, str]) -> dict[str, object]:
    return {
        "uid": gone.entry.uid, "slot_at": gone.entry.local_slot.isoformat(timespec="seconds"),
        "fingerprint": gone.standing.fingerprint, "file": where.get(gone.entry.uid, WITHDRAWN),
    }


def _stays(row: Row) -> dict[str, object]:
    why = [str(finding.message.code.value) for finding in row.findings if finding.severity is Severity.BLOCKING]
    return {"uid": row.entry.uid, "why": why or ["exported_before"]}


def _archive(members: Sequence[Member], made_at: datetime) -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for member in members:
            archive.writestr(ZipInfo(member.name, made_at.timetuple()[:6]), member.content, ZIP_DEFLATED)
    return content.getvalue()
