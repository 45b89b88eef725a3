"""Every word of the interface exists in both languages and fits its placeholders."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.catalog import Message

from scripts import translations
from scripts.translations import collect, load, merged, rooms, untranslated

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


def test_collecting_the_texts_loses_none_and_a_second_time_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {(room, entry.id, entry.context, entry.string) for room, entry in _entries()}
    monkeypatch.setattr(translations, "TRANSLATIONS", shutil.copytree(translations.TRANSLATIONS, tmp_path / "copy"))
    translations.update()
    assert before - {(room, entry.id, entry.context, entry.string) for room, entry in _entries()} == set()
    once = {path: path.read_bytes() for path in sorted(tmp_path.rglob("*.po"))}
    translations.update()
    assert {path: path.read_bytes() for path in sorted(tmp_path.rglob("*.po"))} == once


def test_what_is_used_keeps_its_place_and_what_is_new_comes_in_by_name() -> None:
    kept = [Message("Monday", "周一"), Message("Friday", "周五"), Message("Sunday", "周日"), Message("Never", "从不")]
    used = {(entry.id, ""): entry for entry in [*map(Message, ["Sunday", "Monday", "Friday", "Saturday", "Zone"])]}
    entries = merged(kept, [used["Zone", ""], used["Saturday", ""]], used)
    assert [(entry.id, entry.string) for entry in entries] == [
        ("Monday", "周一"), ("Friday", "周五"), ("Saturday", ""), ("Sunday", "周日"), ("Zone", ""),
    ]


def test_a_text_that_comes_to_have_a_plural_is_translated_anew() -> None:
    text = Message(("%(num)s day", "%(num)s days"))
    (entry,) = merged([Message("%(num)s day", "%(num)s 天")], [], {("%(num)s day", ""): text})
    assert (entry.id, "".join(entry.string)) == (text.id, "")
