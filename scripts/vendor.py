"""Fetch the third-party front-end files and write down what they are; `--check` proves the written record offline.

The files are committed, so that the product runs without a network and without a build step. Every version is
pinned in `vendored_files.py`; a changed byte shows as a changed hash in a MANIFEST.json.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from vendored_files import SHELVES, VERSIONS, Artifact, Packages, Shelf

ESBUILD = "0.28.2"


def sri(content: bytes) -> str:
    """The sha384 of `content` in the form of the integrity attribute."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def licence_file(package: str) -> str:
    return f"licenses/{package.strip('@').replace('/', '-')}.txt"


def carried(artifacts: Iterable[Artifact]) -> list[str]:
    """Every package whose work is in the shelf, once, in a stable order."""
    return sorted({name for artifact in artifacts for name in (artifact.package, *artifact.bundles)})


def fetch(package: str, room: Path) -> Path:
    """Unpack the pinned version of one package into `room` and return its folder."""
    target = room / package.strip("@").replace("/", "-")
    target.mkdir()
    command = ["npm", "pack", f"{package}@{VERSIONS[package]}", "--silent", "--pack-destination", str(target)]
    subprocess.run(command, check=True, capture_output=True)
    with tarfile.open(next(target.glob("*.tgz"))) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def licence_text(package: str, folder: Path, packages: Packages) -> str:
    """The licence a package ships; Tabler ships none, so its banner's owners stand above its sister's MIT text."""
    shipped = sorted(path for path in folder.iterdir() if path.name.lower().startswith("licen"))
    if shipped:
        return "\n\n".join(path.read_text(encoding="utf-8").strip() for path in shipped) + "\n"
    if package != "@tabler/core":
        sys.exit(f"{package} ships no licence text: add it by hand or choose another package")
    banner = (folder / "dist/css/tabler.css").read_text(encoding="utf-8")[:2000]
    owners = "\n".join(re.findall(r"Copyright .*", banner))
    terms = (packages["@tabler/icons"] / "LICENSE").read_text(encoding="utf-8").partition("Permission is hereby")
    return f"MIT License\n\n{owners}\n\n{terms[1]}{terms[2]}"


def entry(artifact: Artifact, content: bytes) -> dict[str, str | list[str]]:
    return {
        "file": artifact.file,
        "package": artifact.package,
        "version": VERSIONS[artifact.package],
        "licence": artifact.licence,
        "licence_files": [licence_file(name) for name in (artifact.package, *artifact.bundles)],
        "sha384": sri(content),
    }


def write(shelf: Shelf, packages: Packages, tools: Path) -> None:
    folder = shelf.manifest.parent
    (folder / "licenses").mkdir(parents=True, exist_ok=True)
    for package in carried(shelf.artifacts):
        text = licence_text(package, packages[package], packages)
        (folder / licence_file(package)).write_text(text, encoding="utf-8")
    entries = []
    for artifact in shelf.artifacts:
        content = artifact.build(packages, tools)
        (folder / artifact.file).write_bytes(content)
        entries.append(entry(artifact, content))
    shelf.manifest.write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def faults(shelf: Shelf) -> list[str]:
    """What differs between a folder and its manifest, one sentence each; empty when they agree."""
    folder = shelf.manifest.parent
    if not shelf.manifest.is_file():
        return [f"{shelf.folder}/MANIFEST.json is missing: run scripts/vendor.py"]
    entries = json.loads(shelf.manifest.read_text(encoding="utf-8"))
    listed = {"MANIFEST.json"} | {e["file"] for e in entries} | {name for e in entries for name in e["licence_files"]}
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    found = [f"{shelf.folder}/{name} is in no manifest: remove it or add it to vendor.py" for name in present - listed]
    found += [f"{shelf.folder}/{name} is listed but absent: run scripts/vendor.py" for name in listed - present]
    found += [f"{shelf.folder}: {text}" for text in unpinned(shelf, entries)]
    kept = [e for e in entries if e["file"] in present]
    altered = [e["file"] for e in kept if sri((folder / e["file"]).read_bytes()) != e["sha384"]]
    return sorted(found + [f"{shelf.folder}/{name} differs from its sha384: run scripts/vendor.py" for name in altered])


def unpinned(shelf: Shelf, entries: list[dict[str, str]]) -> list[str]:
    wanted = {(artifact.file, artifact.package, VERSIONS[artifact.package]) for artifact in shelf.artifacts}
    written = {(e["file"], e["package"], e["version"]) for e in entries}
    odd = wanted ^ written
    return [f"{name} {version} and the manifest disagree: run scripts/vendor.py" for _, name, version in odd]


def rebuild() -> None:
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        packages = {package: fetch(package, room) for package in VERSIONS}
        install = ["npm", "install", "--silent", "--ignore-scripts", "--prefix", str(room), f"esbuild@{ESBUILD}"]
        subprocess.run(install, check=True, capture_output=True)
        for shelf in SHELVES:
            write(shelf, packages, room)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="verify the committed files offline, change nothing")
    if not parser.parse_args().check:
        rebuild()
    found = [fault for shelf in SHELVES for fault in faults(shelf)]
    print("\n".join(found) or "Vendored files agree with their manifests.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
