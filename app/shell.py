"""What stands around every page: the way to the others, the communities and personas, the languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, g, request, session, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import func, select

from app.accounts.access import communities_of
from app.core.addresses import filters_kept
from app.core.database import db
from app.core.i18n import LANGUAGES, OWN_NAMES, language
from app.models import Community, ContentItem, Persona
from app.notifications.queries import unread_count
from content_calendar.vocabulary import Language
from content_calendar.workflow import State


@dataclass(frozen=True, slots=True)
class Place:
    """A main page: `key` names its symbol, `endpoint` its view; `rooms` are others whose pages belong to it."""

    key: str
    label: LazyString
    endpoint: str
    icon: str
    rooms: tuple[str, ...] = ()


PLACES = (
    Place("today", _l("Today"), "today.index", "layout-dashboard"),
    Place("calendar", _l("Calendar"), "calendar.index", "calendar"),
    Place("drafting", _l("Drafting"), "drafting.index", "sparkles"),
    Place("review", _l("Review"), "review.index", "checks"),
    Place("library", _l("Library"), "library.index", "library"),
    Place("replies", _l("Replies"), "replies.index", "message-2", ("reply_desk",)),
    Place("insights", _l("Insights"), "insights.index", "chart-bar"),
    Place("prompts", _l("Prompts"), "prompt_library.index", "template"),
    Place("exports", _l("Exports"), "exports.index", "download", ("connections", "webhooks")),
    Place("communities", _l("Communities"), "communities.index", "users"),
    Place("settings", _l("Settings"), "settings.index", "settings"),
)


@dataclass(frozen=True, slots=True)
class NavEntry:
    key: str
    label: str
    url: str
    icon: str
    count: int = 0
    rooms: tuple[str, ...] = ()


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


class _Counts(NamedTuple):
    """Texts that wait for review in the community, and notices the reader has not read."""

    waiting: int = 0
    unread: int = 0


class Shell:
    """Read by the layout; each part is looked up only when a page shows it, and once."""

    languages = tuple(LanguageChoice(code, OWN_NAMES[code]) for code in LANGUAGES)

    @property
    def language(self) -> Language:
        return language()

    @cached_property
    def profile_url(self) -> str:
        return url_for("accounts.profile")

    @cached_property
    def unread(self) -> int:
        """How many notices the reader has not read."""
        return self._counts.unread

    @cached_property
    def _communities(self) -> list[Community]:
        return communities_of(current_user) if current_user.is_authenticated else []

    @cached_property
    def community(self) -> Community | None:
        """The community of this page, else the one visited last, else the first."""
        chosen: Community | None = g.get("community")
        if chosen is not None:
            return chosen
        by_id = {community.id: community for community in self._communities}
        return by_id.get(session.get("community_id", 0)) or next(iter(by_id.values()), None)

    @cached_property
    def communities(self) -> list[Link]:
        return [Link(row.id, row.name, _in_community(row.id)) for row in self._communities]

    @cached_property
    def personas(self) -> list[Link]:
        if self.community is None:
            return []
        mine = select(Persona).where(Persona.community_id == self.community.id).order_by(Persona.id)
        return [
            Link(row.id, row.name, _for_persona(row.community_id, row.id), row.color)
            for row in db.session.scalars(mine)
        ]

    @cached_property
    def persona(self) -> Link | None:
        chosen = request.args.get("persona", type=int)
        return next((link for link in self.personas if link.id == chosen), None)

    @cached_property
    def nav(self) -> list[NavEntry]:
        return list(_entries(self.community, self._counts.waiting))

    @cached_property
    def _counts(self) -> _Counts:
        return _counts(self.community) if current_user.is_authenticated else _Counts()


def _entries(community: Community | None, waiting: int) -> Iterator[NavEntry]:
    """The pages that exist, without those of a community for people who have none."""
    for place in PLACES:
        if place.endpoint not in current_app.view_functions:
            continue
        if not _takes_community(place.endpoint):
            if community is None and _is_for_members(place.endpoint) and not current_user.is_owner:
                continue
            yield NavEntry(place.key, str(place.label), url_for(place.endpoint), place.icon)
        elif community is not None:
            count = waiting if place.key == "review" else 0
            url = url_for(place.endpoint, community_id=community.id)
            yield NavEntry(place.key, str(place.label), url, place.icon, count, place.rooms)


def _counts(community: Community | None) -> _Counts:
    """One query; a page that knows already how many texts wait says so in `g.waiting`."""
    unread = unread_count(current_user.id)
    if community is None or "waiting" in g:
        return _Counts(int(g.get("waiting", 0)), db.session.scalar(select(unread)) or 0)
    in_review = (ContentItem.community_id == community.id, ContentItem.state == State.IN_REVIEW)
    waiting = select(func.count(ContentItem.id)).where(*in_review).scalar_subquery()
    return _Counts(*db.session.execute(select(waiting, unread)).one())


def _takes_community(endpoint: str) -> bool:
    return any("community_id" in rule.arguments for rule in current_app.url_map.iter_rules(endpoint))


def _is_for_members(endpoint: str) -> bool:
    """Whether only those who belong to some community find anything there."""
    return str(current_app.view_functions[endpoint].__dict__.get("permission", "")).startswith("somewhere:")


def _in_community(community_id: int) -> str:
    """The page one is on, in another community; its calendar when the page belongs to something of this one."""
    return url_for(_general_page() or "calendar.index", community_id=community_id)


def _for_persona(community_id: int, persona_id: int) -> str:
    """The page one is on, for this persona and otherwise filtered as it is; else the calendar."""
    page = _general_page()
    arguments: dict[str, Any] = dict(filters_kept()) if page else {}
    arguments.pop("page", None)
    arguments |= {"community_id": community_id, "persona": persona_id}
    return url_for(page or "calendar.index", **arguments)


def _general_page() -> str | None:
    """The endpoint one looks at when it belongs to a whole community, not to one item, run or part of it."""
    is_general = request.method == "GET" and set(request.view_args or {}) == {"community_id"}
    return request.endpoint if is_general else None


def _remember_community(response: Response) -> Response:
    """By the address: after a commit the row itself would be read once more."""
    here = (request.view_args or {}).get("community_id")
    if "community" in g and session.get("community_id") != here:
        session["community_id"] = here
    return response


def _shell() -> Shell:
    if "shell" not in g:
        g.shell = Shell()
    shell: Shell = g.shell
    return shell


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"shell": _shell()})
    app.after_request(_remember_community)
