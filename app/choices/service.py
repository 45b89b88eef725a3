"""What other rooms ask of choices: the room's door."""

from app.choices.evergreens import mark, returning_of
from app.choices.fatigue import worn_columns
from app.choices.queries import standing_of
from app.choices.rivals import decide, make_rival, may_have_rivals, other_texts

__all__ = [
    "decide", "make_rival", "mark", "may_have_rivals", "other_texts", "returning_of", "standing_of", "worn_columns",
]
