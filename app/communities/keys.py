"""Keys: the short names of things in files and addresses, made from their names when nobody gives one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import count

from app.communities.written_part import Part

_LENGTH = 50


def make_key(name: str, kind: str, taken: Collection[str]) -> str:
    """A free key for `name`: its Latin letters and digits, else `kind` with a number, such as `persona-3`."""
    slug = _latin(name)
    if not slug:
        return _numbered(kind, len(taken) + 1, taken)
    return slug if slug not in taken else _numbered(slug, 2, taken)


def kind_of(written: type[Part]) -> str:
    """The stem of keys of this kind: `persona` for WrittenPersona."""
    return written.__name__.removeprefix("Written").lower()


def _latin(name: str) -> str:
    """ "" when too little of the name is Latin to be told by."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", letters)[:_LENGTH].strip("-")
    return "" if slug.replace("-", "").isdecimal() else slug


def _numbered(stem: str, first: int, taken: Collection[str]) -> str:
    return next(key for number in count(first) if (key := f"{stem}-{number}") not in taken)
