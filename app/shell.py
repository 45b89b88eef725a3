"""What stands around every page: the way to the others, the communities and personas, the languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from flask import Flask, Response, current_app, g, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import func, select

from app.accounts.access import communities_of
from app.core.database import db
from app.core.i18n import LANGUAGES, language
from app.models import Community, ContentItem, Persona
from content_calendar.vocabulary import Language
from content_calendar.workflow import State

OWN_NAMES = {Language.ZH: "中文", Language.EN: "English"}


@dataclass(frozen=True, slots=True)
class NavEntry:
    key: str
    label: str
    url: str
    icon: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A community or persona to switch to."""

    id: int
    name: str
    url: str
    color: int = 0


@dataclass(frozen=True, slots=True)
class LanguageChoice:
    code: str
    label: str


class Shell:
    """Read by the layout; each part is looked up only when a page shows it, and once."""

    language = property(lambda _self: language())
    languages = tuple(LanguageChoice(code, OWN_NAMES[code]) for code in LANGUAGES)

    @cached_property
    def profile_url(self) -> str:
        return _url("accounts.profile", 0)

    @cached_property
    def _communities(self) -> list[Community]:
        return communities_of(current_user) if current_user.is_authenticated else []

    @cached_property
    def community(self) -> Community | None:
        """The community of this page, else the one visited last, else the first."""
        chosen = g.get("community")
        if chosen is not None:
            return chosen
        by_id = {community.id: community for community in self._communities}
        return by_id.get(session.get("community_id", 0)) or next(iter(by_id.values()), None)

    @cached_property
    def communities(self) -> list[Link]:
        return [Link(row.id, row.name, self._same_page(row.id)) for row in self._communities]

    @cached_property
    def personas(self) -> list[Link]:
        if self.community is None:
            return []
        rows = db.session.scalars(
            select(Persona).where(Persona.community_id == self.community.id).order_by(Persona.id)
        )
        return [Link(row.id, row.name, self._with_persona(row.id), row.color) for row in rows]

    @cached_property
    def persona(self) -> Link | None:
        chosen = request.args.get("persona", type=int)
        return next((link for link in self.personas if link.id == chosen), None)

    @cached_property
    def nav(self) -> list[NavEntry]:
        if self.community is None:
            return _existing([("today", _("Today"), "today.index", "layout-dashboard"), ("settings", _("Settings"), "settings.index", "settings")], {})
        places = [
            ("today", _("Today"), "today.index", "layout-dashboard"),
            ("calendar", _("Calendar"), "calendar.index", "calendar"),
            ("drafting", _("Drafting"), "drafting.index", "sparkles"),
            ("review", _("Review"), "review.index", "checks"),
            ("library", _("Library"), "library.index", "library"),
            ("insights", _("Insights"), "feedback.index", "chart-bar"),
            ("exports", _("Exports"), "exports.index", "download"),
            ("communities", _("Communities"), "communities.index", "users"),
            ("settings", _("Settings"), "settings.index", "settings"),
        ]
        return _existing(places, {"review": self._waiting()}, community_id=self.community.id)

    def _waiting(self) -> int:
        query = select(func.count(ContentItem.id)).where(
            ContentItem.community_id == self.community.id, ContentItem.state == State.IN_REVIEW
        )
        return db.session.scalar(query) or 0

    def _same_page(self, community_id: int) -> str:
        """The page one is on, in another community; its calendar when the page belongs to one item."""
        arguments = request.view_args or {}
        if request.endpoint and set(arguments) == {"community_id"} and request.method == "GET":
            return url_for(request.endpoint, community_id=community_id)
        return _url("calendar.index", community_id) or _url("communities.index", community_id) or "/"

    def _with_persona(self, persona_id: int) -> str:
        if request.endpoint and "community_id" in (request.view_args or {}) and request.method == "GET":
            return url_for(request.endpoint, **{**(request.view_args or {}), **request.args.to_dict(), "persona": persona_id})
        return f"{_url('calendar.index', self.community.id)}?persona={persona_id}"


def _url(endpoint: str, community_id: int) -> str:
    """The address of a page, "" while it is not part of the house."""
    if endpoint not in current_app.view_functions:
        return ""
    takes_community = any("community_id" in rule.arguments for rule in current_app.url_map.iter_rules(endpoint))
    return url_for(endpoint, community_id=community_id) if takes_community else url_for(endpoint)


def _existing(places: list[tuple[str, str, str, str]], counts: dict[str, int], community_id: int = 0) -> list[NavEntry]:
    entries = (NavEntry(key, name, _url(endpoint, community_id), icon, counts.get(key, 0)) for key, name, endpoint, icon in places)
    return [entry for entry in entries if entry.url]


def _remember_community(response: Response) -> Response:
    community = g.get("community")
    if community is not None and session.get("community_id") != community.id:
        session["community_id"] = community.id
    return response


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"shell": _shell()})
    app.after_request(_remember_community)


def _shell() -> Shell:
    if "shell" not in g:
        g.shell = Shell()
    return g.shell
