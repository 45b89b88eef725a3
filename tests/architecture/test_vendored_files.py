"""The third-party files are what their manifests say, and the check notices when they are not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FOLDERS = ("scripts", "static/vendor", "tests/e2e/vendor")


def check(root: Path) -> tuple[int, str]:
    command = [sys.executable, str(root / "scripts/vendor.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def test_vendored_files_agree_with_their_manifests() -> None:
    assert check(ROOT) == (0, "Vendored files agree with their manifests.\n")


def test_one_changed_byte_is_noticed(copy: Path) -> None:
    with (copy / "static/vendor/htmx.min.js").open("a") as file:
        file.write(" ")
    code, said = check(copy)
    assert code == 1
    assert "htmx.min.js differs from its sha384" in said


def test_a_file_nobody_listed_is_noticed(copy: Path) -> None:
    (copy / "static/vendor/extra.js").write_text("")
    code, said = check(copy)
    assert code == 1
    assert "extra.js is in no manifest" in said


def test_a_missing_licence_is_noticed(copy: Path) -> None:
    (copy / "static/vendor/licenses/fullcalendar.txt").unlink()
    code, said = check(copy)
    assert code == 1
    assert "licenses/fullcalendar.txt is listed but absent" in said


def test_a_version_bumped_without_fetching_is_noticed(copy: Path) -> None:
    listing = copy / "scripts/vendored_files.py"
    listing.write_text(listing.read_text(encoding="utf-8").replace('"htmx.org": "4.0.1"', '"htmx.org": "4.0.2"'))
    code, said = check(copy)
    assert code == 1
    assert "4.0.2" in said
