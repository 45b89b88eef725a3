"""The folder of the built-in queue server: private to its owner, locked while a server starts or stops."""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_LONGEST_SOCKET_PATH = 100  # bytes; Linux takes 107, macOS 103
_TEMPORARY = "/tmp"  # noqa: S108 - the folder made in it is checked to be ours alone


class ValkeyUnavailable(Exception):
    """The built-in Valkey cannot run here; `str()` gives cause and remedy in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")


def valkey_folder(data_dir: Path) -> Path:
    """Where the server keeps its append-only file, its log and its lock."""
    return data_dir.absolute() / "valkey"


def socket_path(data_dir: Path) -> Path:
    """Where the server listens: in the data folder, or a short one of the system when that path is too long."""
    near = valkey_folder(data_dir) / "valkey.sock"
    if _fits(near):
        return near
    name = hashlib.sha256(os.fsencode(data_dir.absolute())).hexdigest()[:16] + ".sock"
    short = [Path(base) / f"qunbi-{os.getuid()}" / name for base in (tempfile.gettempdir(), _TEMPORARY)]
    return next(path for path in short if _fits(path))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of `folder`, made when absent; waits for whoever holds it. Raises ValkeyUnavailable."""
    make_private(folder)
    with (folder / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_private(folder: Path) -> None:
    """Make `folder` one that its owner alone may enter. Raises ValkeyUnavailable."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = folder.lstat()
    except OSError as error:
        raise ValkeyUnavailable(
            f"无法创建文件夹 {folder}（{error.strerror}）：请修正 QUNBI_DATA_DIR 或它的权限。",
            f"Cannot make the folder {folder} ({error.strerror}): correct QUNBI_DATA_DIR or its rights.",
        ) from error
    if not stat.S_ISDIR(owner.st_mode) or owner.st_uid != os.getuid():
        raise ValkeyUnavailable(
            f"{folder} 属于另一个用户：请为本用户另选 QUNBI_DATA_DIR。",
            f"{folder} belongs to another user: choose another QUNBI_DATA_DIR for this one.",
        )
    folder.chmod(0o700)


def _fits(path: Path) -> bool:
    return len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH
