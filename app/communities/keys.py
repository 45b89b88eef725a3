"""Keys: the short names of things in files and addresses, made from their names when nobody gives one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from itertools import count

from app.communities.workspace_schema import Part

_LENGTH = 50


def make_key(name: str, kind: str, taken: Collection[str]) -> str:
    """A free key for `name`: its Latin letters and digits, else `kind` with a number, such as `persona-3`."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", letters)[:_LENGTH].strip("-")
    if slug and not slug.isdecimal() and slug not in taken:
        return slug
    stem = slug if slug and not slug.isdecimal() else kind
    return next(key for number in count(len(taken) + 1 if stem == kind else 2) if (key := f"{stem}-{number}") not in taken)


def kind_of(written: type[Part]) -> str:
    """The stem of keys of this kind: `persona` for WrittenPersona."""
    return written.__name__.removeprefix("Written").lower()
