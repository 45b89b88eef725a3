"""Exports: a look at what would leave, the archive, and what has left."""

from __future__ import annotations

from datetime import time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, select

from app.accounts.access import Actor
from app.api.blueprint import ROOT
from app.api.call import Call
from app.api.endpoint import endpoint
from app.api.paging import Listing, Order
from app.api.refusals import Flawed
from app.api.resources.export_shapes import (
    DryRunAsked,
    DryRunShown,
    ExportAsked,
    ExportListed,
    ExportShown,
    FileShown,
    LeftShown,
    TargetList,
    TargetShown,
    dry_run_shown,
)
from app.api.shapes import Created, File, Page, PageAsked
from app.calendar.queries import persona_of
from app.core.errors import Conflict, NotFound
from app.core.i18n import language
from app.core.zones import zone_of
from app.exports import queries, service, templates
from app.exports.forms import MAX_DAYS
from app.models import Community, Export, Persona, Scope
from content_calendar.exporters.profile import Profile
from content_calendar.exporters.registry import profile, profiles
from content_calendar.planning.wall_clock import moment
from content_calendar.workflow import Role

_ALL = "/communities/<int:community_id>/exports"
_ONE = f"{_ALL}/<int:export_id>"
_EXPORTS = Listing(
    select(*(getattr(Export, name) for name in ExportListed.model_fields))
    .where(Export.community_id == bindparam("community_id")),
    Order("id", (Export.id,), newest_first=True),
)


class OtherRows(Conflict):
    def __init__(self, digest: str) -> None:
        super().__init__(
            _l("Other rows would leave than in the dry run with this digest."),
            _l("Look at a new dry run, then export with its digest."),
        )
        self.members = {"digest": digest}


@endpoint("GET", "/export-targets", scope=Scope.READ, summary=_l("List the kinds of files"))
def list_targets() -> TargetList:
    """In the order of the menu."""
    spoken = language()
    return TargetList(data=tuple(
        TargetShown(
            key=one.key, name=one.label(spoken), standing=one.standing, needs_template=one.needs_template,
            carries_withdrawals=one.carries_withdrawals, clock=one.clock,
            notes=tuple(note.text(spoken) for note in one.notes),
        ) for one in profiles()
    ))


@endpoint(
    "GET", "/communities/<int:community_id>/export-dry-run", scope=Scope.READ, role=Role.VIEWER,
    summary=_l("See what an export would hold"),
)
def try_export(call: Call, community: Community, query: DryRunAsked) -> DryRunShown:
    """Nothing leaves."""
    return dry_run_shown(_dry_run(call, community, query, _persona(call, community, query)))


@endpoint("GET", _ALL, scope=Scope.READ, role=Role.VIEWER, summary=_l("List what has left"))
def list_exports(call: Call, community: Community, query: PageAsked) -> Page[ExportListed]:
    """The newest first. One query."""
    return _EXPORTS.page(
        call.session, query, lambda row: ExportListed.model_validate(row, from_attributes=True),
        community_id=community.id,
    )


@endpoint("POST", _ALL, scope=Scope.EXPORT, role=Role.EDITOR, summary=_l("Export what is approved"), details=_l(
    "Only approved words leave, each once for a target unless asked again. Fetch the archive from its “content”."
))
def make_export(call: Call, community: Community, actor: Actor, body: ExportAsked) -> Created[ExportShown]:
    """The archive, the ledger and the items' states are one transaction."""
    persona = _persona(call, community, body)
    plan = _dry_run(call, community, body, persona, lock=True)
    if body.digest not in (None, plan.digest()):
        raise OtherRows(plan.digest())
    made = service.compile_export(
        call.session, community, plan, persona=persona, language=language(), actor=actor, now=call.now
    )
    shown = _shown(call, community, made.export.id)
    return Created(shown, at=f"{ROOT}/communities/{community.id}/exports/{shown.id}")


@endpoint("GET", _ONE, scope=Scope.READ, role=Role.VIEWER, summary=_l("Get an export"))
def get_export(call: Call, community: Community, export_id: int) -> ExportShown:
    """With the items that left in it."""
    return _shown(call, community, export_id)


@endpoint("GET", f"{_ONE}/content", scope=Scope.EXPORT, role=Role.EDITOR, summary=_l("Download an export"))
def get_content(call: Call, community: Community, export_id: int) -> File:
    """The very bytes, kept for 90 days."""
    made = service.content_again(call.session, community, export_id)
    return File(made.export.filename, made.media_type, made.content)


def _dry_run(
    call: Call, community: Community, wish: DryRunAsked | ExportAsked, persona: Persona | None, *, lock: bool = False
) -> service.DryRun:
    target, zone = _target(wish), zone_of(community.timezone)
    _expect_days(wish)
    uploaded = templates.current(call.session, community, target)
    return service.dry_run(call.session, community, service.Wish(
        target, moment(wish.first, time(), zone), moment(wish.last + timedelta(days=1), time(), zone),
        persona.id if persona else None, wish.again, frozenset(wish.item_id), uploaded.template if uploaded else None,
        zone_of(wish.zone or community.timezone) if target.clock.is_local else None,
    ), now=call.now, lock=lock)


def _persona(call: Call, community: Community, wish: DryRunAsked | ExportAsked) -> Persona | None:
    try:
        return None if wish.persona_id is None else persona_of(call.session, community, wish.persona_id)
    except NotFound:
        detail = _("There is no such persona in this community; list them and choose one.")
        raise _refused(wish, "persona_id", detail, "no_such") from None


def _target(wish: DryRunAsked | ExportAsked) -> Profile:
    known = ", ".join(one.key for one in profiles())
    try:
        return profile(wish.target)
    except KeyError:
        detail = _("There is no such target; use one of: %(known)s.", known=known)
        raise _refused(wish, "target", detail, "no_such") from None


def _expect_days(wish: DryRunAsked | ExportAsked) -> None:
    """Raises Flawed for days in the wrong order and for too many."""
    if not 0 <= (wish.last - wish.first).days <= MAX_DAYS:
        detail = _("The last day must not lie before the first, nor more than %(days)s days after it.", days=MAX_DAYS)
        raise _refused(wish, "to", detail, "out_of_range")


def _refused(wish: DryRunAsked | ExportAsked, field: str, detail: str, code: str) -> Flawed:
    place = {"parameter": field} if isinstance(wish, DryRunAsked) else {"pointer": f"/{field}"}
    return Flawed([{**place, "detail": detail, "code": code}])


def _shown(call: Call, community: Community, export_id: int) -> ExportShown:
    departure, left = queries.departure(call.session, community, export_id)
    return ExportShown(
        id=departure.id, target=str(departure.target), filename=departure.filename, row_count=departure.rows,
        checksum=departure.checksum, created_at=departure.at, is_kept=departure.is_kept,
        files=tuple(FileShown.model_validate(one) for one in departure.files),
        items=tuple(
            LeftShown(title=one.headline, **{name: getattr(one, name) for name in _LEFT}) for one in left
        ),
    )


_LEFT = tuple(name for name in LeftShown.model_fields if name != "title")
