"""The door of the audit trail for all other rooms."""

from __future__ import annotations

from app.audit.files import record_file
from app.audit.recording import record
from app.audit.watching import note_changed, note_removed

__all__ = ["note_changed", "note_removed", "record", "record_file"]
