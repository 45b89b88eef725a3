"""The room's address space; its routes live in `routes` and `hearing_routes`."""

from flask import Blueprint

bp = Blueprint("webhooks", __name__)
