"""The prompts to look at: the list, one prompt, one version, two compared, and files to take away."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.access import Actor, communities_of, somewhere
from app.core import downloads
from app.core.database import db
from app.core.i18n import language
from app.prompt_library import deciding_routes, editing_routes, life, queries
from app.prompt_library.archive import prompts_zip
from app.prompt_library.blueprint import bp, page
from app.prompt_library.comparison import comparison
from app.prompt_library.deciding_routes import version_page
from app.prompt_library.forms import seen_number
from content_calendar.vocabulary import Language
from content_calendar.workflow import Role

__all__ = ["bp", "deciding_routes", "editing_routes"]

ALL = "all"


@bp.get("")
@somewhere(Role.VIEWER)
def index(actor: Actor) -> ResponseReturnValue:
    asked = request.args.get("language", "")
    chosen = None if asked == ALL else Language(asked) if asked in set(Language) else language()
    return page(
        "index", shelves=queries.shelves(db.session, chosen), waiting=queries.waiting(db.session), chosen=chosen,
        actor=actor,
    )


@bp.get("/approved.zip")
@somewhere(Role.VIEWER)
def archive(actor: Actor) -> ResponseReturnValue:
    return downloads.download(prompts_zip(queries.approved_texts(db.session)), "qunbi-prompts.zip", "application/zip")


@bp.get("/<family>/<name>")
@somewhere(Role.VIEWER)
def show(actor: Actor, family: str, name: str) -> ResponseReturnValue:
    key = f"{family}/{name}"
    found = life.life(db.session, key)
    used = queries.uses(db.session, key, communities_of(current_user))
    return page("show", life=found, uses=used, may_edit=actor.role.covers(Role.EDITOR))


@bp.get("/<family>/<name>/versions/<int:number>")
@somewhere(Role.VIEWER)
def version(actor: Actor, family: str, name: str, number: int) -> ResponseReturnValue:
    return version_page(f"{family}/{name}", number, actor)


@bp.get("/<family>/<name>/compare")
@somewhere(Role.VIEWER)
def compare(actor: Actor, family: str, name: str) -> ResponseReturnValue:
    found = life.life(db.session, f"{family}/{name}")
    before, after = (found.version(_asked(found, part)) for part in ("before", "after"))
    compared = comparison((before.label, before.text), (after.label, after.text))
    return page("compare", life=found, before=before, after=after, compared=compared, actor=actor)


@bp.get("/<family>/<name>/versions/<int:number>/file")
@somewhere(Role.VIEWER)
def download(actor: Actor, family: str, name: str, number: int) -> ResponseReturnValue:
    text = queries.text_of(db.session, f"{family}/{name}", number)
    return downloads.download(text.encode(), f"{name}.prompty", "text/plain; charset=utf-8")


def _asked(found: life.Life, part: str) -> int:
    """The version the address names; without one the newest is compared with what serves."""
    given = request.args.get(part)
    if given is None:
        return found.newest if part == "after" else found.serving.number
    return seen_number(given)
