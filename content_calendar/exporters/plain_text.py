"""Text that any file format can carry."""

from __future__ import annotations

import re

_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Control characters but TAB and LF, and surrogates, which have no UTF-8 form.
_UNSENDABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def plain(text: str) -> str:
    """`text` with every line break as LF and without control characters and lone surrogates."""
    if text.isprintable():  # a line without anything to remove, which most are
        return text
    return _UNSENDABLE.sub("", _LINE_BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """`text` as a single line: line breaks and runs of white space become one space each."""
    return " ".join(plain(text).split())


def is_blank(text: str) -> bool:
    """Whether nothing in `text` can be seen: white space, control characters and zero-width marks only."""
    return not any(character.isprintable() and not character.isspace() for character in text)
