"""Every word of the interface exists in both languages and fits its placeholders."""

from __future__ import annotations

import re
from collections import defaultdict

from babel.messages import Catalog
from babel.messages.catalog import Message

from scripts.translations import collect, load, rooms, untranslated

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]")


def _entries() -> list[tuple[str, Message]]:
    return [(room, entry) for room in rooms() for entry in load(room) if entry.id]


def test_every_text_is_translated() -> None:
    assert sorted(set(untranslated())) == []


def test_no_translation_is_only_guessed() -> None:
    assert [(room, entry.id) for room, entry in _entries() if entry.fuzzy] == []


def test_no_translation_is_kept_that_nothing_uses() -> None:
    used = {(text.message if isinstance(text.message, str) else text.message[0], text.context) for text in collect()}
    assert [
        (room, _first(entry)) for room, entry in _entries() if (_first(entry), entry.context) not in used
    ] == []
    assert [(room, list(catalog.obsolete)) for room, catalog in _catalogs() if catalog.obsolete] == []


def test_translations_keep_their_placeholders() -> None:
    for room, entry in _entries():
        wanted = set(PLACEHOLDER.findall(entry.id if isinstance(entry.id, str) else entry.id[-1]))
        for string in [entry.string] if isinstance(entry.string, str) else entry.string:
            assert set(PLACEHOLDER.findall(string)) == wanted, (room, entry.id)


def test_one_text_has_one_translation() -> None:
    """Catalogues are merged: of two translations one would win by chance."""
    found: defaultdict[tuple[object, object], set[object]] = defaultdict(set)
    for _room, entry in _entries():
        found[entry.id, entry.context].add(entry.string)
    assert {key: strings for key, strings in found.items() if len(strings) > 1} == {}


def _first(entry: Message) -> str:
    return entry.id if isinstance(entry.id, str) else entry.id[0]


def _catalogs() -> list[tuple[str, Catalog]]:
    return [(room, load(room)) for room in rooms()]
