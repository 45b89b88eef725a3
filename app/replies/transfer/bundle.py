"""A bundle of replies: one archive with a manifest and checksums, for sharing a library between instances.

Nothing of an archive is ever written to a disk. Its names must be the ones we write, what it unfolds to is counted
while it is read, and the checksums show that nothing was lost or changed on the way; they do not say who made it.
"""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from flask_babel import lazy_gettext as _l

from app.core.tables.table import MAX_BYTES, MAX_ROWS, FileUnusable, TooManyRows
from app.replies.transfer.json_table import JsonUnusable, document

VERSION = 1
MARK = "qunbi_replies"
MANIFEST, REPLIES, PLAYBOOKS, SUMS = "manifest.json", "replies.json", "playbooks.json", "SHA256SUMS"
_NAMES = (MANIFEST, REPLIES, PLAYBOOKS, SUMS)
MAX_UNFOLDED = 32 * 1024 * 1024
MOST_PLAYBOOKS = 200
_SIGNATURE = b"PK\x03\x04"
_ENCRYPTED = 0x1


class BundleRefused(FileUnusable):
    def __init__(self, cause: object) -> None:
        super().__init__(cause, _l("Ask for the bundle again, made by “Import and share”, and upload it unchanged."))


@dataclass(frozen=True, slots=True)
class Bundle:
    """What was shared, read but not believed yet; `origin` is the community it came from."""

    origin: str
    replies: tuple[Any, ...]
    playbooks: tuple[Any, ...]


def is_bundle(content: bytes) -> bool:
    """Whether an archive has our manifest; a workbook is an archive as well."""
    if not content.startswith(_SIGNATURE):
        return False
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return MANIFEST in archive.namelist()
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def pack(
    replies: Sequence[Mapping[str, Any]], playbooks: Sequence[Mapping[str, Any]], *, origin: str, made_at: datetime
) -> bytes:
    """The archive. The same content and moment give the same bytes."""
    manifest = {
        MARK: VERSION, "community": origin, "made_at": made_at.isoformat(timespec="seconds"),
        "replies": len(replies), "playbooks": len(playbooks),
    }
    files = {MANIFEST: _json(manifest), REPLIES: _json(replies), PLAYBOOKS: _json(playbooks)}
    files[SUMS] = "".join(f"{_sum(content)}  {name}\n" for name, content in files.items()).encode()
    archive = io.BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(ZipInfo(name, made_at.timetuple()[:6]), content, ZIP_DEFLATED)
    return archive.getvalue()


def unpack(content: bytes) -> Bundle:
    """What is in the archive. Raises BundleRefused, TooManyRows."""
    files = _files(content)
    _expect_sums(files)
    try:
        manifest, replies, playbooks = (document(files[name].decode()) for name in _NAMES[:3])
    except (UnicodeDecodeError, JsonUnusable):
        raise BundleRefused(_l("A file of this bundle is no JSON in UTF-8.")) from None
    return bundle_of(manifest, replies, playbooks)


def bundle_of(manifest: Any, replies: Any, playbooks: Any) -> Bundle:
    """The parts of a bundle, however they came. Raises BundleRefused, TooManyRows."""
    version = manifest.get(MARK) if isinstance(manifest, dict) else None
    if version != VERSION or isinstance(version, bool):
        given = _short(version)
        raise BundleRefused(
            _l("This bundle has version %(given)s; version %(known)s is read here.", given=given, known=VERSION)
        )
    if not isinstance(replies, list) or not isinstance(playbooks, list):
        raise BundleRefused(_l("This bundle holds no list of replies."))
    if len(replies) > MAX_ROWS:
        raise TooManyRows
    return Bundle(_short(manifest.get("community", "")), tuple(replies), tuple(playbooks[:MOST_PLAYBOOKS]))


def _files(content: bytes) -> dict[str, bytes]:
    if len(content) > MAX_BYTES:
        raise BundleRefused(_l("The file is larger than %(limit)s MB.", limit=MAX_BYTES // 1024**2))
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return _read(archive, archive.infolist())
    except (BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, zlib.error):
        raise BundleRefused(_l("This archive is damaged or cut off.")) from None


def _read(archive: ZipFile, parts: Sequence[ZipInfo]) -> dict[str, bytes]:
    """Every part, as long as it is one of ours; sizes are counted, not believed."""
    names = [part.orig_filename for part in parts]
    foreign = [name for name in names if name not in _NAMES]
    if foreign:
        raise BundleRefused(_l("This archive holds “%(name)s”, which no bundle does.", name=_short(foreign[0])))
    if sorted(names) != sorted(_NAMES):
        raise BundleRefused(_l("This archive has not exactly the four files of a bundle."))
    left, files = MAX_UNFOLDED, {}
    for part in parts:
        if part.flag_bits & _ENCRYPTED or part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise BundleRefused(_l("This archive is encrypted or packed in an uncommon way."))
        with archive.open(part) as file:
            files[part.filename] = file.read(left + 1)
        left -= len(files[part.filename])
        if left < 0:
            raise BundleRefused(_l("This archive unfolds to more than can be read at once."))
    return files


def _expect_sums(files: Mapping[str, bytes]) -> None:
    lines = files[SUMS].decode("ascii", "replace").splitlines()
    sums = {name: digest for digest, _gap, name in (line.partition("  ") for line in lines[: len(_NAMES)])}
    for name in _NAMES[:3]:
        if sums.get(name) != _sum(files[name]):
            raise BundleRefused(_l("The checksum of “%(name)s” is wrong: it was changed or damaged.", name=name))


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _short(value: object) -> str:
    return "".join(filter(str.isprintable, str(value)))[:60]
