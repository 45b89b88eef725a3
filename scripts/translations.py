"""The interface's texts: `update` collects them into the catalogues, `check` proves that each is translated.

English is written in the code, so there are catalogues for Chinese alone. Each room of the application (a folder of
app/ with its templates) has its own; what belongs to no room with a catalogue is kept in `shell`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"
TRANSLATIONS = APP / "translations"
LOCALE = "zh"
REST = "shell"
METHODS = [("migrations/**", "ignore"), ("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"silent": "false"}}
KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}

Key = tuple[str, str]
"""A text in the singular and its context: by these a catalogue finds it."""


class Text(NamedTuple):
    """One translatable text and where it stands, relative to app/."""

    message: str | tuple[str, ...]
    context: str | None
    file: str
    line: int


@cache
def collect() -> list[Text]:
    """Every text in the code and the templates."""
    found = extract_from_dir(str(APP), METHODS, OPTIONS, KEYWORDS)
    return [Text(message, context, file, line) for file, line, message, _comments, context in found]


def rooms() -> list[str]:
    """The names of the rooms that have a catalogue."""
    return sorted(folder.name for folder in TRANSLATIONS.iterdir() if catalogue_path(folder.name).exists())


def catalogue_path(room: str) -> Path:
    return TRANSLATIONS / room / LOCALE / "LC_MESSAGES" / "messages.po"


def load(room: str) -> Catalog:
    """The catalogue of `room`; an empty one when it has none yet."""
    path = catalogue_path(room)
    if not path.exists():
        return Catalog(locale=LOCALE, project="Qunbi", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, abort_invalid=True)


def room_of(file: str, known: Collection[str]) -> str:
    """The room that `file` (relative to app/) belongs to: by its folder, or that of its template."""
    parts = Path(file).parts
    place = parts[1] if parts[0] == "templates" else parts[0]
    return place if place in known else REST


def update() -> None:
    """Merge the texts into the catalogues; what is used no more is dropped, what is new waits for its translation.

    A text stays in the catalogues that have it, in its place, whichever room uses it: a second run changes nothing.
    """
    used = _used()
    catalogues = {room: load(room) for room in {*rooms(), REST}}
    at_home = {_key(entry) for catalogue in catalogues.values() for entry in _entries(catalogue)}
    for room, catalogue in catalogues.items():
        new = [text for key, text in used.items() if key not in at_home and _home(text, catalogues) == room]
        if new or len(catalogue):
            _write(room, [_at(room, entry, catalogues) for entry in merged(_entries(catalogue), new, used)], catalogue)


def merged(kept: Iterable[Message], new: Iterable[Message], used: Mapping[Key, Message]) -> list[Message]:
    """The entries that are still used, in their order, each new one before the first that comes after it by name."""
    entries = [_as_used(entry, used[_key(entry)]) for entry in kept if _key(entry) in used]
    for text in sorted(new, key=_key):
        place = (index for index, entry in enumerate(entries) if _key(entry) > _key(text))
        entries.insert(next(place, len(entries)), text)
    return entries


def untranslated() -> Iterator[str]:
    """One line for each text without a translation, naming its place."""
    known = [load(room) for room in rooms()]
    for text in collect():
        if not any(_is_translated(catalogue, text) for catalogue in known):
            yield f"app/{text.file}:{text.line}: no translation for {text.message!r}"


def _used() -> dict[Key, Message]:
    """Every text with the files that use it; one that has a plural somewhere has it everywhere."""
    template = Catalog()
    for text in collect():
        template.add(text.message, locations=[(f"app/{text.file}", text.line)], context=text.context)
    return {_key(entry): entry for entry in _entries(template)}


def _entries(catalogue: Catalog) -> list[Message]:
    return [entry for entry in catalogue if entry.id]


def _key(entry: Message) -> Key:
    return (entry.id if isinstance(entry.id, str) else entry.id[0]), entry.context or ""


def _home(text: Message, known: Collection[str]) -> str:
    return _room_of(text.locations[0], known)


def _room_of(place: tuple[str, int], known: Collection[str]) -> str:
    return room_of(place[0].removeprefix("app/"), known)


def _at(room: str, entry: Message, known: Collection[str]) -> Message:
    """The entry with its places in this room; with all when other rooms alone use it."""
    places = entry.locations
    entry.locations = [place for place in places if _room_of(place, known) == room] or places
    return entry


def _as_used(entry: Message, text: Message) -> Message:
    """The entry with its words and the places of today; its words are asked for anew when its plural came or went."""
    words = entry.string if entry.id == text.id else ""
    return Message(
        text.id, words, text.locations, entry.flags, entry.auto_comments, entry.user_comments, context=entry.context
    )


def _write(room: str, entries: Iterable[Message], old: Catalog) -> None:
    """Under the head that the catalogue has."""
    for entry in _entries(old):
        old.delete(entry.id, entry.context)
    for entry in entries:
        old[entry.id] = entry
    path = catalogue_path(room)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, old, width=120, ignore_obsolete=True, include_lineno=False)


def _is_translated(catalogue: Catalog, text: Text) -> bool:
    key = text.message[0] if isinstance(text.message, tuple) else text.message
    entry = catalogue.get(key, text.context)
    return entry is not None and not entry.fuzzy and _has_words(entry.string)


def _has_words(string: str | Collection[str] | None) -> bool:
    return bool(string) and all(string or ())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("act", choices=["update", "check"])
    if parser.parse_args().act == "update":
        update()
        return 0
    missing = sorted(set(untranslated()))
    print("\n".join(missing) or "Every text of the interface is translated.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
