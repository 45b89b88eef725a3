"""The product's own code, parsed."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the service and the domain, by its path."""
    files = (file for package in ("app", "content_calendar") for file in sorted((ROOT / package).rglob("*.py")))
    return {file.relative_to(ROOT).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files}


@cache
def imports(tree: ast.Module) -> tuple[str, ...]:
    """Every imported name with its module in front, at any depth: `from a import b` is a.b."""
    return tuple(name for node in ast.walk(tree) for name in _imported(node))


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{node.module}.{alias.name}" for alias in node.names] if isinstance(node, ast.ImportFrom) else []


@cache
def calls(tree: ast.Module) -> tuple[tuple[str, ast.Call], ...]:
    """Every call with what is called as written: `datetime.now`, `Queue`."""
    return tuple((_dotted(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call))


@cache
def attributes(tree: ast.Module) -> frozenset[str]:
    """Every dotted name as written: `os.environ`."""
    return frozenset(_dotted(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute))


def _dotted(node: ast.expr) -> str:
    """A name with its dots; what stands before them is written out only where it is no name itself."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{_dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ast.unparse(node)
