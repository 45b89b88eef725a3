"""A kept file as the steps of the import see it: its tables or its bundle, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.tables.table import Table
from app.models import ReplyImport
from app.replies.transfer.bundle import Bundle
from app.replies.transfer.choices import Choices
from app.uploads import kept_tables
from app.uploads.keeping import cells_of
from app.uploads.kept_tables import KeptTables

PLAYBOOKS = "playbooks"
"""Beside the choices of an upload: the keys of the playbooks that came with it."""


@dataclass(frozen=True, slots=True)
class Upload(KeptTables[ReplyImport, Choices]):
    """A kept file; `tables` are empty for a bundle, which is there instead."""

    bundle: Bundle | None


def upload_of(kept: ReplyImport) -> Upload:
    """The kept file. Raises CellsForgotten."""
    cells = cells_of(kept)
    bundle = _bundle(cells[0]) if "replies" in cells[0] else None
    tables = () if bundle else tuple(map(kept_tables.restored, cells))
    choices = Choices.model_validate({name: said for name, said in kept.choices.items() if name != PLAYBOOKS})
    return Upload(kept, tables, choices, bundle)


def stored(content: tuple[Table, ...] | Bundle) -> list[dict[str, Any]]:
    """What is in the file as plain values for its row."""
    if isinstance(content, Bundle):
        return [{"origin": content.origin, "replies": list(content.replies), "playbooks": list(content.playbooks)}]
    return [kept_tables.stored(table) for table in content]


def _bundle(kept: Mapping[str, Any]) -> Bundle:
    return Bundle(kept["origin"], tuple(kept["replies"]), tuple(kept["playbooks"]))
