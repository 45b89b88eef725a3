"""A kept file as the steps of the import see it: its tables or its bundle, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.tables.table import Line, Table
from app.models import ReplyImport
from app.replies.transfer.bundle import Bundle
from app.replies.transfer.choices import Choices
from app.uploads.keeping import cells_of

PLAYBOOKS = "playbooks"
"""Beside the choices of an upload: the keys of the playbooks that came with it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A kept file; `tables` are empty for a bundle, whose `bundle` is there."""

    id: int
    filename: str
    tables: tuple[Table, ...]
    bundle: Bundle | None
    choices: Choices
    uploaded_at: datetime
    taken: int

    @property
    def table(self) -> Table:
        return self.tables[self.choices.table]

    @property
    def rows(self) -> Sequence[Line]:
        return self.table.below(self.choices.heading)


def upload_of(kept: ReplyImport) -> Upload:
    """The kept file. Raises CellsForgotten."""
    cells = cells_of(kept)
    bundle = _bundle(cells[0]) if "replies" in cells[0] else None
    tables = () if bundle else tuple(map(_table, cells))
    choices = Choices.model_validate({name: said for name, said in kept.choices.items() if name != PLAYBOOKS})
    return Upload(kept.id, kept.filename, tables, bundle, choices, kept.created_at, len(kept.item_uids))


def stored(content: tuple[Table, ...] | Bundle) -> list[dict[str, Any]]:
    """What is in the file as plain values for its row."""
    if isinstance(content, Bundle):
        return [{"origin": content.origin, "replies": list(content.replies), "playbooks": list(content.playbooks)}]
    return [
        {"name": table.name, "is_cut": table.is_cut, "lines": [[line.number, list(line.cells)] for line in table.lines]}
        for table in content if table.lines
    ]


def _table(kept: Mapping[str, Any]) -> Table:
    lines = tuple(Line(number, tuple(cells)) for number, cells in kept["lines"])
    return Table(kept["name"], lines, kept["is_cut"])


def _bundle(kept: Mapping[str, Any]) -> Bundle:
    return Bundle(kept["origin"], tuple(kept["replies"]), tuple(kept["playbooks"]))
