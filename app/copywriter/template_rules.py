"""What a template may be made of: the allow-list of syntax and its measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jinja2 import nodes

from app.copywriter.template_fault import TemplateFault, TemplateRefused

MAX_LOOP_DEPTH = 2
MAX_PARTIALS = 20

ALLOWED_NODES: tuple[type[nodes.Node], ...] = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.For, nodes.CondExpr),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Test, nodes.Filter, nodes.Call),
    *(nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Tuple, nodes.List, nodes.Keyword, nodes.Include),
)
ALLOWED_FILTERS = frozenset({"default", "first", "join", "last", "length", "lower", "trim", "upper"})
RESERVED_NAMES = frozenset({"self", "super", "caller", "varargs", "kwargs"})
ALLOWED_TESTS = frozenset({"defined", "undefined", "none", "string"})


@dataclass(frozen=True)
class TemplateRules:
    """Which functions, filters and partials the author of a template may use."""

    functions: frozenset[str]
    filters: frozenset[str]
    partials: frozenset[str]

    def without_partials(self) -> TemplateRules:
        return replace(self, partials=frozenset())

    def check(self, tree: nodes.Template) -> None:
        """Raises TemplateRefused at the first node that is not allowed, and for too many loops or partials."""
        for node in _walk(tree):
            forbidden = self._forbidden(node)
            if forbidden:
                raise TemplateRefused(TemplateFault.NOT_ALLOWED, line=node.lineno, what=forbidden)
        _check_depth(tree)
        for _, line in included(tree)[MAX_PARTIALS:]:
            raise TemplateRefused(TemplateFault.TOO_MANY_PARTIALS, line=line, limit=MAX_PARTIALS)

    def _forbidden(self, node: nodes.Node) -> str:
        """What is wrong with this one node, as the author would recognise it; blank when it is allowed."""
        what = ""
        match node:
            case nodes.Call():
                what = "" if self._may_call(node) else "()"
            case nodes.Filter(name=name):
                what = "" if name in ALLOWED_FILTERS | self.filters else f"|{name}"
            case nodes.Test(name=name):
                what = "" if name in ALLOWED_TESTS else f"is {name}"
            case nodes.Getattr() | nodes.Getitem():
                what = _forbidden_part(node)
            case nodes.For(recursive=True):
                what = "recursive"
            case nodes.Name(name=name):
                what = name if name in RESERVED_NAMES else ""
            case nodes.Include():
                what = self._forbidden_include(node)
        return what if isinstance(node, ALLOWED_NODES) else type(node).__name__

    def _may_call(self, call: nodes.Call) -> bool:
        named = isinstance(call.node, nodes.Name) and call.node.name in self.functions
        return named and call.dyn_args is None and call.dyn_kwargs is None

    def _forbidden_include(self, include: nodes.Include) -> str:
        """A partial is named in plain letters, and holds no partial itself."""
        if not self.partials or not isinstance(include.template, nodes.Const) or include.ignore_missing:
            return "include"
        name = include.template.value
        if name not in self.partials:
            known = ", ".join(sorted(self.partials))
            raise TemplateRefused(TemplateFault.UNKNOWN_PARTIAL, line=include.lineno, what=name, known=known)
        return ""


def included(tree: nodes.Template) -> list[tuple[str, int]]:
    """The partials a checked template includes, with their lines."""
    return [
        (include.template.value, include.lineno)
        for include in tree.find_all(nodes.Include)
        if isinstance(include.template, nodes.Const)
    ]


def _check_depth(node: nodes.Node, depth: int = 0) -> None:
    for child in node.iter_child_nodes():
        deeper = depth + isinstance(child, nodes.For)
        if deeper > MAX_LOOP_DEPTH:
            raise TemplateRefused(TemplateFault.LOOP_TOO_DEEP, line=child.lineno, limit=MAX_LOOP_DEPTH)
        if depth and isinstance(child, nodes.Include):
            raise TemplateRefused(TemplateFault.NOT_ALLOWED, line=child.lineno, what="include in a loop")
        _check_depth(child, deeper)


def _forbidden_part(node: nodes.Getattr | nodes.Getitem) -> str:
    """A part is a public name, or a place or stretch of a list written out in the template."""
    part = node.attr if isinstance(node, nodes.Getattr) else node.arg
    if isinstance(part, nodes.Const):
        part = part.value
    if isinstance(part, str):
        return f".{part}" if part.startswith("_") else ""
    return "" if isinstance(part, int | nodes.Slice) else "[]"


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)
