"""Taking a workspace file over, after a look at what it would add and what is wrong with it, line by line."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.accounts.access import owner_only
from app.communities import workspace
from app.communities.blueprint import bp
from app.communities.import_form import ImportForm
from app.communities.queries import import_preview
from app.core.clock import now
from app.core.database import db
from app.core.transactions import transactional


@bp.get("/communities/import")
@owner_only
def import_form() -> ResponseReturnValue:
    return render_template("communities/import.html", form=ImportForm(), preview=None)


@bp.post("/communities/import")
@owner_only
@transactional
def import_file() -> ResponseReturnValue:
    """Look first: only a second press, which names what was looked at, loads it."""
    form = ImportForm()
    if not form.validate():
        return render_template("communities/import.html", form=form, preview=None), 422
    if not form.is_confirmed():
        form.show_file()
        preview = import_preview(db.session, form.workspace)
        return render_template("communities/import.html", form=form, preview=preview)
    loaded = workspace.load(db.session, form.workspace, now=now())
    counts = {"communities": loaded.communities, "people": loaded.people}
    flash(_("%(communities)s communities and %(people)s people added.", **counts), "success")
    return redirect(url_for("communities.matrix"), 303)
