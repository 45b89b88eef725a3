"""The room's blueprint, which its routes share."""

from flask import Blueprint

bp = Blueprint("connections", __name__)
