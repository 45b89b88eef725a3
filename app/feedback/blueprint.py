"""The room's blueprint, which its routes share."""

from flask import Blueprint

bp = Blueprint("feedback", __name__, url_prefix="/c/<int:community_id>/insights")
