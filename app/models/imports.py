"""A calendar somebody kept elsewhere, on its way into this one."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.models.uploads import KeptUpload


class CalendarImport(KeptUpload):
    """The tables of a file and what became of them: the list of posts stays, for taking them back."""

    __tablename__ = "calendar_import"

    cells: Mapped[list[dict[str, Any]]] = mapped_column("tables")
    """[{name, lines: [[number, [cell, …]], …]}]: `app.core.tables.Table` as plain values."""
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """How the cells are read: `app.imports.choices.Choices`; empty until somebody said so."""
    item_uids: Mapped[list[str]] = mapped_column(default=list)
    """The posts it became, by their uid."""
