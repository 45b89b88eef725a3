"""Turn every catalogue that changed, app/translations/**/LC_MESSAGES/*.po, into the .mo that is read at run time."""

from __future__ import annotations

import sys
from pathlib import Path

TRANSLATIONS = Path(__file__).parent.parent / "app" / "translations"


def stale(folder: Path) -> list[Path]:
    """The catalogues that are newer than what was compiled from them."""
    sources = sorted(folder.glob("**/LC_MESSAGES/*.po"))
    return [source for source in sources if _is_stale(source, source.with_suffix(".mo"))]


def compile_catalogue(source: Path) -> None:
    """Write the .mo beside `source`, whole or not at all; entries marked fuzzy stay untranslated."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    draft = source.with_suffix(".mo.draft")
    with source.open("rb") as words, draft.open("wb") as compiled:
        write_mo(compiled, read_po(words, locale=source.parent.parent.name, abort_invalid=True))
    draft.replace(source.with_suffix(".mo"))


def _is_stale(source: Path, compiled: Path) -> bool:
    return not compiled.exists() or compiled.stat().st_mtime <= source.stat().st_mtime


def main() -> int:
    for source in stale(TRANSLATIONS):
        compile_catalogue(source)
    return 0


if __name__ == "__main__":
    sys.exit(main())
