"""What a template may be made of: the allow-list of syntax, and partials put where they are included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

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
        """Raises TemplateRefused at the first node that is not allowed."""
        for node in _walk(tree):
            forbidden = self._forbidden(node)
            if forbidden:
                raise TemplateRefused(TemplateFault.NOT_ALLOWED, line=node.lineno, what=forbidden)

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


class PartialInliner(NodeTransformer):
    """Replaces every include by the nodes of its partial, which take the line of the include."""

    def __init__(self, read: Callable[[str], nodes.Template]) -> None:
        self._read = read
        self._count = 0

    def visit_Include(self, include: nodes.Include) -> list[nodes.Node]:  # noqa: N802 - the visitor's own naming
        self._count += 1
        if self._count > MAX_PARTIALS:
            raise TemplateRefused(TemplateFault.TOO_MANY_PARTIALS, line=include.lineno, limit=MAX_PARTIALS)
        assert isinstance(include.template, nodes.Const)  # noqa: S101 - the rules let nothing else pass
        partial = self._read(include.template.value)
        partial.set_lineno(include.lineno, override=True)
        return list(partial.body)


def check_loop_depth(node: nodes.Node, depth: int = 0) -> None:
    """Raises TemplateRefused for loops nested deeper than MAX_LOOP_DEPTH."""
    for child in node.iter_child_nodes():
        deeper = depth + isinstance(child, nodes.For)
        if deeper > MAX_LOOP_DEPTH:
            raise TemplateRefused(TemplateFault.LOOP_TOO_DEEP, line=child.lineno, limit=MAX_LOOP_DEPTH)
        check_loop_depth(child, deeper)


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
