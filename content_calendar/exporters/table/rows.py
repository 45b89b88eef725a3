"""Entries as a table in text form (RFC 4180 where nothing else is said)."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.layout import Layout
from content_calendar.exporters.table.fields import Cell, Field, Place, Style, cell

BYTE_ORDER_MARK = "utf-8-sig"


@dataclass(frozen=True, slots=True)
class Form:
    """How rows become bytes: what parts the cells and in which encoding; with a byte-order mark for `utf-8-sig`."""

    delimiter: str = ","
    encoding: str = "utf-8"

    @property
    def mark(self) -> bytes:
        """What the file begins with."""
        return codecs.BOM_UTF8 if self.encoding == BYTE_ORDER_MARK else b""

    def row(self) -> Callable[[Iterable[str]], bytes]:
        """A writer of single rows."""
        write: Callable[[Iterable[str]], str] = csv.writer(_Echo(), delimiter=self.delimiter).writerow
        encoding = "utf-8" if self.mark else self.encoding
        return lambda cells: write(cells).encode(encoding)


PLAIN = Form()


class _Echo:
    """A file that hands back what is written to it, so that the csv module formats without a buffer."""

    def write(self, row: str) -> str:
        return row


def table(columns: Mapping[str, Field | None], style: Style, form: Form = PLAIN) -> Layout:
    """A layout of `columns`: header to what it holds, None for a column that stays empty."""
    return filled(tuple(columns), tuple(Place(field) if field else None for field in columns.values()), style, form)


def without_header(fields: Iterable[Field | None], style: Style, form: Form = PLAIN) -> Layout:
    """A layout of `fields` by position."""
    return filled((), tuple(Place(field) if field else None for field in fields), style, form)


def filled(header: tuple[str, ...], places: tuple[Place | None, ...], style: Style, form: Form) -> Layout:
    """A layout with `header`, empty for none, whose columns hold `places`."""
    return of_cells(header, tuple(cell(place, style) if place else _empty for place in places), form)


def of_cells(header: tuple[str, ...], cells: tuple[Cell, ...], form: Form = PLAIN) -> Layout:
    """A layout with `header`, empty for none, whose columns are written by `cells`."""
    head = form.mark + (form.row()(header) if header else b"")
    return Layout(head=lambda _sheet: head, rows=lambda entries, _sheet: _rows(entries, cells, form))


def _rows(entries: Iterable[Entry], cells: tuple[Cell, ...], form: Form) -> Iterator[bytes]:
    write = form.row()
    return (write([value(entry) for value in cells]) for entry in entries)


def _empty(_entry: Entry) -> str:
    return ""
