"""Making, changing and deleting a campaign, and writing down what was learned from it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import Actor, community_role
from app.campaigns import service
from app.campaigns.blueprint import BASE, bp
from app.campaigns.forms import CampaignForm, RetrospectiveForm
from app.campaigns.looking_back import save_retrospective
from app.campaigns.pages import campaign_page
from app.campaigns.queries import local_today, zone_of
from app.communities.blueprint import refused_page, saved_from, setting_up
from app.communities.surroundings import Surroundings, surroundings_of
from app.core import row_ids
from app.core.clock import now
from app.core.database import db
from app.core.transactions import transactional
from app.models import Campaign, Community
from content_calendar.workflow import Role


@bp.get(f"{BASE}/new")
@community_role(Role.EDITOR)
@setting_up
def new(community: Community, actor: Actor) -> ResponseReturnValue:
    around = surroundings_of(db.session, community)
    form = CampaignForm(around, data=_suggested(around, request.args.get("event", type=row_ids.row_id)))
    return render_template("campaigns/form.html", community=community, form=form, campaign=None)


@bp.post(f"{BASE}/new")
@community_role(Role.EDITOR)
@setting_up
@transactional
def create(community: Community, actor: Actor) -> ResponseReturnValue:
    return _save(community, None)


@bp.get(f"{BASE}/<int:campaign_id>/edit")
@community_role(Role.EDITOR)
@setting_up
def edit(community: Community, actor: Actor, campaign_id: int) -> ResponseReturnValue:
    row = service.get_campaign(db.session, community, campaign_id)
    form = CampaignForm(surroundings_of(db.session, community), row)
    return render_template("campaigns/form.html", community=community, form=form, **_kept(row))


@bp.post(f"{BASE}/<int:campaign_id>/edit")
@community_role(Role.EDITOR)
@setting_up
@transactional
def save(community: Community, actor: Actor, campaign_id: int) -> ResponseReturnValue:
    return _save(community, service.get_campaign(db.session, community, campaign_id, lock=True))


@bp.post(f"{BASE}/<int:campaign_id>/delete")
@community_role(Role.EDITOR)
@setting_up
@transactional
def delete(community: Community, actor: Actor, campaign_id: int) -> ResponseReturnValue:
    row = service.get_campaign(db.session, community, campaign_id, lock=True)
    service.delete_campaign(db.session, row, actor=actor, now=now())
    flash(_("Campaign deleted."), "success")
    return redirect(url_for("campaigns.index", community_id=community.id), 303)


@bp.post(f"{BASE}/<int:campaign_id>/retrospective")
@community_role(Role.EDITOR)
@setting_up
@transactional
def look_back(community: Community, actor: Actor, campaign_id: int) -> ResponseReturnValue:
    row = service.get_campaign(db.session, community, campaign_id, lock=True)
    form = RetrospectiveForm(Surroundings(zone_of(community)), row)
    saved = saved_from(form, lambda written: save_retrospective(
        db.session, row, written.retrospective, version=form.typed_version()
    ))
    if saved is None:
        page = campaign_page(db.session, community, row, now=now())
        return refused_page("campaigns/campaign.html", form, community=community, page=page, may_edit=True)
    flash(_("Retrospective saved."), "success")
    return redirect(_address(community, row, "retrospective"), 303)


def _save(community: Community, row: Campaign | None) -> ResponseReturnValue:
    form, moment = CampaignForm(surroundings_of(db.session, community), row), now()
    saved = saved_from(form, lambda written: service.save_campaign(
        db.session, community, row, written, version=form.typed_version(), today=local_today(community, moment),
        now=moment,
    ))
    if saved is None:
        return refused_page("campaigns/form.html", form, community=community, **_kept(row))
    flash(_("Campaign saved."), "success")
    return redirect(_address(community, saved), 303)


def _suggested(around: Surroundings, event_id: int | None) -> dict[str, str]:
    """What a new campaign may begin with: one asked for beside an event promotes it."""
    event = next((event for event in around.events if event.id == event_id), None)
    return {"event": event.key} if event else {}


def _kept(row: Campaign | None) -> dict[str, object]:
    """The campaign of the page, and how many posts keep it from being deleted."""
    return {"campaign": row, "posts": service.posts_in_use(db.session, row) if row else 0}


def _address(community: Community, row: Campaign, anchor: str | None = None) -> str:
    return url_for("campaigns.campaign", community_id=community.id, campaign_id=row.id, _anchor=anchor)
