"""A sentence the domain says to a person: a bilingual code and its parameters, put into words at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from content_calendar.vocabulary import Term


@dataclass(frozen=True, slots=True)
class Message:
    """`code` is a Term whose labels are format strings over `params`; a Term among the params is labelled too."""

    code: Term
    params: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """The sentence in `language` ("zh" or "en"). Raises KeyError when a parameter is missing."""
        words = {
            name: value.label(language) if isinstance(value, Term) else value for name, value in self.params.items()
        }
        return self.code.label(language).format(**words)
