"""The pages all imports have alike: what the columns mean, and what would become of each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.access import Actor
from app.core.row_ids import row_id
from app.core.tables.table import Table
from app.models import Community
from app.uploads.columns import LINES_FOR_HEADINGS, columns_of
from app.uploads.forms import ColumnsForm
from app.uploads.kept_tables import KeptTables, TableChoices
from content_calendar.vocabulary import Term
from content_calendar.workflow import Role

PAGE = 50


@dataclass(frozen=True, slots=True)
class Steps:
    """The endpoints of one kind of import, and what the number of its file is called in their addresses."""

    file: str
    columns: str
    dry_run: str
    number: str

    def at(self, community: Community, upload_id: int) -> dict[str, Any]:
        """What the addresses of a file's pages are made of."""
        return {"community_id": community.id, self.number: upload_id}

    def to_columns(self, community: Community, upload_id: int) -> ResponseReturnValue:
        return redirect(url_for(self.columns, **self.at(community, upload_id)), 303)

    def to_dry_run(self, community: Community, upload_id: int) -> ResponseReturnValue:
        return redirect(url_for(self.dry_run, **self.at(community, upload_id)), 303)


class Judged(Protocol):
    """A row with what would become of it."""

    @property
    def verdict(self) -> Term: ...


class DryRun(Protocol):
    """What accepting a file would do now."""

    @property
    def upload(self) -> KeptTables[Any, Any]: ...

    @property
    def rows(self) -> Sequence[Judged]: ...

    @property
    def tally(self) -> Mapping[Any, int]: ...


J = TypeVar("J", bound=Judged)
C = TypeVar("C", bound=TableChoices[Any])


@dataclass(frozen=True, slots=True)
class Part(Generic[J]):
    """The rows of one page: all of them, or those with one verdict."""

    rows: Sequence[J]
    verdict: Term | None
    number: int
    pages: int


def asked_part(rows: Sequence[J], verdicts: type[Term]) -> Part[J]:
    """The part of the rows the address asks for."""
    verdict = verdicts.named(request.args.get("show", ""))
    shown = [judged for judged in rows if verdict is None or judged.verdict is verdict]
    pages = max(1, -(-len(shown) // PAGE))
    number = min(request.args.get("page", 1, type=row_id), pages)
    return Part(shown[(number - 1) * PAGE : number * PAGE], verdict, number, pages)


def guessed_anew(
    tables: Sequence[Table], choices: C, guessed: Callable[[Sequence[Table], C, int | None], C]
) -> C:
    """The choices kept, or guesses for the sheet and the line of headings the address names.

    The line counts for the sheet it was chosen `of` alone: whoever turns to another sheet has not seen its lines.
    """
    table = request.args.get("table", choices.table, type=int)
    heading = request.args.get("heading", type=int)
    if not request.args.keys() & {"table", "heading"} or not 0 <= table < len(tables):
        return choices
    most = min(LINES_FOR_HEADINGS, len(tables[table].lines))
    chosen_of = request.args.get("of", choices.table, type=int)
    fits = table == chosen_of and heading is not None and 0 <= heading < most
    return guessed(tables, choices.model_copy(update={"table": table}), heading if fits else None)


def columns_page(
    template: str, steps: Steps, upload: KeptTables[Any, C], form: ColumnsForm, choices: C, *, community: Community,
    **beside: object,
) -> str:
    """What every column means, under the headings of `choices`."""
    table = upload.tables[choices.table]
    return render_template(
        template, steps=steps, community=community, upload=upload, form=form, choices=choices, table=table,
        columns=columns_of(table, choices.heading, choices.places), tops=table.lines[:LINES_FOR_HEADINGS],
        rows=len(table.lines) - choices.heading - 1, **beside,
    )


def dry_run_page(
    template: str, steps: Steps, plan: DryRun, part: Part[Any], *, community: Community, actor: Actor, **beside: object
) -> str:
    """What would become of each row."""
    return render_template(
        template, steps=steps, community=community, plan=plan, part=part, may_edit=actor.role.covers(Role.EDITOR),
        **beside,
    )
