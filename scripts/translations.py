"""The interface's texts: `update` collects them into the catalogues, `check` proves that each is translated.

English is written in the code, so there are catalogues for Chinese alone. Each room of the application (a folder of
app/ with its templates) has its own; what belongs to no room with a catalogue is kept in `shell`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from babel.messages import Catalog
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


def room_of(file: str, known: Iterable[str]) -> str:
    """The room that `file` (relative to app/) belongs to: by its folder, or that of its template."""
    parts = Path(file).parts
    place = parts[1] if parts[0] == "templates" else parts[0]
    return place if place in known else REST


def update() -> None:
    """Merge the texts into the catalogues; what is used no more is dropped, what is new waits for its translation."""
    known = rooms()
    texts = collect()
    for room in {*known, REST}:
        own = [text for text in texts if room_of(text.file, known) == room]
        if own or room in known:
            _write(room, own)


def untranslated() -> Iterator[str]:
    """One line for each text without a translation, naming its place."""
    known = [load(room) for room in rooms()]
    for text in collect():
        if not any(_is_translated(catalogue, text) for catalogue in known):
            yield f"app/{text.file}:{text.line}: no translation for {text.message!r}"


def _write(room: str, texts: Iterable[Text]) -> None:
    template = Catalog()
    for text in texts:
        template.add(text.message, locations=[(f"app/{text.file}", None)], context=text.context)
    catalogue = load(room)
    catalogue.update(template, no_fuzzy_matching=True)
    path = catalogue_path(room)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, omit_header=False, sort_output=True, ignore_obsolete=True)


def _is_translated(catalogue: Catalog, text: Text) -> bool:
    key = text.message[0] if isinstance(text.message, tuple) else text.message
    entry = catalogue.get(key, text.context)
    return entry is not None and not entry.fuzzy and _has_words(entry.string)


def _has_words(string: str | Iterable[str]) -> bool:
    return bool(string) if isinstance(string, str) else all(string)


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
