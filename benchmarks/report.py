"""A table people read and a JSON file machines keep: value, target and baseline side by side."""

from __future__ import annotations

import argparse
import json
import operator
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

_COMPARE: dict[str, Callable[[float, float], bool]] = {"≤": operator.le, "≥": operator.ge}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. `relation` ("≤" or "≥") says on which side of `target` it must lie; no target, no verdict.

    `baseline` is what the same run measured for the plain way of doing it, described by `against`. `peer` is the
    published figure of the closest peer, not measured here.
    """

    name: str
    value: float
    unit: str
    relation: str = "≤"
    target: float | None = None
    baseline: float | None = None
    against: str = ""
    peer: float | None = None

    @property
    def met(self) -> bool:
        return self.target is None or _COMPARE[self.relation](self.value, self.target)


def asked(description: str) -> argparse.Namespace:
    """The arguments every benchmark takes: `--json FILE`."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    return parser.parse_args()


def publish(title: str, figures: Sequence[Figure], to: Path | None) -> None:
    """Print the table, write the file, and end the process with 1 when a target was missed."""
    print(f"\n{title}")
    for figure in figures:
        print("  " + _line(figure))
    if to is not None:
        machine = {"python": platform.python_version(), "machine": platform.machine()}
        rows = [{**asdict(figure), "met": figure.met} for figure in figures]
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(json.dumps({"title": title, "on": machine, "figures": rows}, ensure_ascii=False, indent=2))
    if not all(figure.met for figure in figures):
        sys.exit(1)


def _line(figure: Figure) -> str:
    outcome = "met" if figure.met else "MISSED"
    verdict = "" if figure.target is None else f"target {figure.relation} {figure.target:g}  {outcome}"
    compared = "" if figure.baseline is None else f"baseline {figure.baseline:.1f} ({figure.against})"
    peer = "" if figure.peer is None else f"  closest peer, as published {figure.peer:g}"
    return f"{figure.name:<50}{figure.value:>10.1f} {figure.unit:<10}{verdict:<24}{compared}{peer}"
