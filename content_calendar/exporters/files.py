"""One export as the files its target takes: one channel each where it wants that, cut at its caps."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from content_calendar.exporters.entry import Entry
from content_calendar.exporters.layout import Layout, Sheet


@dataclass(frozen=True, slots=True)
class Caps:
    """How much one file may hold: `rows` entries, `bytes` octets; None for no bound."""

    rows: int | None = None
    bytes: int | None = None


UNCAPPED = Caps()


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A finished file: its ASCII `name`, unique within its export, the `uids` in it in order, and its bytes."""

    name: str
    uids: tuple[str, ...]
    pieces: tuple[bytes, ...]

    @property
    def rows(self) -> int:
        """How many entries it holds."""
        return len(self.uids)

    @property
    def content(self) -> bytes:
        """The whole file."""
        return b"".join(self.pieces)


@dataclass(slots=True)
class _Part:
    """A file that is being filled; `size` counts its octets, head and tail included."""

    channel: str
    size: int
    uids: list[str] = field(default_factory=list)
    rows: list[bytes] = field(default_factory=list)

    def takes(self, octets: int, caps: Caps) -> bool:
        if not self.rows:  # a row above the cap stands alone: cutting it would change its words
            return True
        has_place = caps.rows is None or len(self.rows) < caps.rows
        return has_place and (caps.bytes is None or self.size + octets <= caps.bytes)


def by_channel(entries: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    """The entries of each platform in their order, platforms in order of appearance."""
    channels: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        channels[entry.platform.value].append(entry)
    return channels


def cut(
    channels: Mapping[str, Iterable[Entry]], layout: Layout, sheet: Sheet, caps: Caps, *, stem: str, extension: str
) -> Iterator[ExportFile]:
    """Files of `layout`, none above `caps`, every entry once and in order; numbered where a channel needs several."""
    parts = [part for channel, entries in channels.items() for part in _parts(channel, entries, layout, sheet, caps)]
    several = {channel for channel, count in Counter(part.channel for part in parts).items() if count > 1}
    numbers: Counter[str] = Counter()
    for part in parts:
        numbers[part.channel] += 1
        number = f"{numbers[part.channel]:02}" if part.channel in several else ""
        name = "-".join(filter(None, (stem, part.channel, number)))
        rows = [row if index == 0 else layout.between + row for index, row in enumerate(part.rows)]
        yield ExportFile(f"{name}.{extension}", tuple(part.uids), (layout.head(sheet), *rows, layout.tail))


def _parts(channel: str, entries: Iterable[Entry], layout: Layout, sheet: Sheet, caps: Caps) -> Iterator[_Part]:
    around = len(layout.head(sheet)) + len(layout.tail)
    rows, part = list(entries), _Part(channel, around)
    for entry, row in zip(rows, layout.rows(rows, sheet), strict=True):
        octets = len(layout.between) + len(row)
        if not part.takes(octets, caps):
            yield part
            part = _Part(channel, around)
        part.uids.append(entry.uid)
        part.rows.append(row)
        part.size += octets
    if part.rows:
        yield part
