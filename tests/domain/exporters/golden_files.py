"""What every target writes for the hostile week, kept in `golden/`; run this file to write them anew after a change
of a format, and read the difference before it is committed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sample_entries import hostile

from content_calendar.exporters.profile import Profile, Sheet, Template
from content_calendar.exporters.registry import profiles

GOLDEN = Path(__file__).parent / "golden"
TEMPLATE = GOLDEN / "metricool" / "template.csv"
SHEET = Sheet("小满妈妈群 · 午后有空的全职妈妈")


def made(profile: Profile) -> Mapping[str, bytes]:
    """The files of the hostile week by name."""
    template = Template.read(TEMPLATE.name, TEMPLATE.read_bytes()) if profile.needs_template else None
    return {file.name: file.content for file in profile.files(hostile(), SHEET, template)}


def kept(profile: Profile) -> Mapping[str, bytes]:
    """The same as they were agreed on."""
    files = (file for file in (GOLDEN / profile.key).iterdir() if file != TEMPLATE)
    return {file.name: file.read_bytes() for file in files}


if __name__ == "__main__":
    for target in profiles():
        folder = GOLDEN / target.key
        folder.mkdir(exist_ok=True)
        for name, content in made(target).items():
            (folder / name).write_bytes(content)
