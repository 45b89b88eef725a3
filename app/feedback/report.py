"""What became of each row of a file, on the page and as a table to take away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from app.core.i18n import label
from app.core.tables.csv_file import csv_of
from app.core.tables.table import Line
from app.feedback.imports import DryRun
from app.feedback.meanings import COUNTED, NAMING, SHARES_OF, Meaning
from app.feedback.verdicts import Judged

_SHOWN = 80


def cells_of(plan: DryRun, judged: Sequence[Judged]) -> Mapping[int, Mapping[str, str]]:
    """What stands in the file for these rows, by line: {"name": …, "numbers": …} as plain words."""
    places = plan.upload.choices.places
    wanted = {one.line for one in judged}
    named = [places[meaning] for meaning in (Meaning.TITLE, Meaning.TEXT, *NAMING) if meaning in places]
    counted = [(meaning, places[meaning]) for meaning in (*COUNTED, *SHARES_OF) if meaning in places]
    return {
        line.number: {"name": _name(line, named), "numbers": _numbers(line, counted)}
        for line in plan.upload.rows if line.number in wanted
    }


def sheet(plan: DryRun) -> bytes:
    """One line per row of the file that holds numbers: its place, what became of it, why, and what stood there."""
    cells = cells_of(plan, plan.rows)
    header = [_("line"), _("verdict"), _("reason"), "uid", _("post"), _("numbers")]
    rows = (
        [str(one.line), label(one.verdict), one.reason, one.post.uid if one.post else one.said.uid,
         cells[one.line]["name"], cells[one.line]["numbers"]]
        for one in plan.rows
    )
    return csv_of([header, *rows])


def _name(line: Line, places: Sequence[int]) -> str:
    return next((cell[:_SHOWN] for place in places if (cell := line.cell(place).strip())), "")


def _numbers(line: Line, counted: Sequence[tuple[Meaning, int]]) -> str:
    told = ((meaning, line.cell(place).strip()) for meaning, place in counted)
    return " · ".join(f"{label(meaning)} {cell[:24]}" for meaning, cell in told if cell)
