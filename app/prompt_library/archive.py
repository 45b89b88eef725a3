"""Prompts as the files they began as, to be put back into the library's folder."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_TIMELESS = (1980, 1, 1, 0, 0, 0)
"""The same prompts make the same archive, whenever it is made."""


def prompts_zip(texts: Mapping[str, str]) -> bytes:
    """One .prompty file for each key, in the folders of the library; an empty archive for none."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for key in sorted(texts):
            entry = zipfile.ZipInfo(f"prompts/{key}.prompty", date_time=_TIMELESS)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, texts[key].encode())
    return buffer.getvalue()
