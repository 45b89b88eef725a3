"""What other rooms ask of choices: the room's door."""

from app.choices.evergreens import mark, may_return
from app.choices.rivals import decide, make_rival, rivals_of

__all__ = ["decide", "make_rival", "mark", "may_return", "rivals_of"]
