"""Templates that people may edit, rendered so that no template can harm the service.

Jinja's own sandbox stops attribute escapes but neither string arithmetic, nor doubling by assignment, nor nested
loops over long texts. So a template is first read as a tree and every node must be on the list below: text,
values, conditions, named filters and functions, and loops over inputs. Whatever could multiply text is absent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import cast

from jinja2 import StrictUndefined, Template, TemplateError, Undefined, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.copywriter.template_fault import TemplateFault, TemplateRefused

MAX_SOURCE = 20_000
MAX_OUTPUT = 20_000
MAX_LOOP = 200
MAX_LOOP_DEPTH = 2

ALLOWED_NODES: tuple[type[nodes.Node], ...] = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.For, nodes.CondExpr),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Test, nodes.Filter, nodes.Call),
    *(nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Tuple, nodes.List, nodes.Keyword),
)
ALLOWED_FILTERS = frozenset({"default", "first", "join", "last", "length", "lower", "trim", "upper"})
RESERVED_NAMES = frozenset({"self", "super", "caller", "varargs", "kwargs"})
ALLOWED_TESTS = frozenset({"defined", "undefined", "none", "string"})


class Sandbox:
    """Compiles and renders templates over `inputs`; `functions` are the inputs a template may call."""

    def __init__(
        self,
        inputs: Collection[str],
        functions: Collection[str] = (),
        filters: Mapping[str, Callable[..., object]] | None = None,
    ) -> None:
        self._known = frozenset(inputs) | frozenset(functions)
        self._functions = frozenset(functions)
        self._filters = ALLOWED_FILTERS | frozenset(filters or {})
        self._environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined, finalize=_only_words, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.globals.clear()
        self._environment.filters.update({**(filters or {}), "bounded": _bounded})
        self._compiled: dict[str, Template] = {}

    def compile(self, source: str) -> Template:
        """The checked template, remembered by its source. Raises TemplateRefused."""
        if source not in self._compiled:
            self._compiled[source] = self._compile(source)
        return self._compiled[source]

    def render(self, source: str, values: Mapping[str, object]) -> str:
        """The text of `source` filled with `values`, which are data and never compiled. Raises TemplateRefused."""
        template = self.compile(source)
        try:
            return _gather(template.generate(dict(values)))
        except (TemplateError, TypeError, ValueError, LookupError) as error:
            raise TemplateRefused(TemplateFault.FAILED, detail=str(error)) from error

    def _compile(self, source: str) -> Template:
        if len(source) > MAX_SOURCE:
            raise TemplateRefused(TemplateFault.TOO_LONG, limit=MAX_SOURCE)
        try:
            tree = self._environment.parse(source)
            self._check(tree)
            _bound_loops(tree)
            code = self._environment.compile(cast("str", tree))  # accepts a tree; the stub of compile says str alone
            return self._environment.template_class.from_code(self._environment, code, self._environment.globals)
        except (TemplateError, SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = getattr(error, "lineno", None) or 1
            raise TemplateRefused(TemplateFault.SYNTAX, line=line, detail=str(error)) from error

    def _check(self, tree: nodes.Template) -> None:
        for node in _walk(tree):
            forbidden = self._forbidden(node)
            if forbidden:
                raise TemplateRefused(TemplateFault.NOT_ALLOWED, line=node.lineno, what=forbidden)
        _check_loop_depth(tree, 0)
        unknown = sorted(meta.find_undeclared_variables(tree) - self._known)
        if unknown:
            known = ", ".join(sorted(self._known))
            raise TemplateRefused(TemplateFault.UNKNOWN_NAME, what=unknown[0], known=known)

    def _forbidden(self, node: nodes.Node) -> str:
        """What is wrong with this one node, as the author would recognise it; blank when it is allowed."""
        what = ""
        match node:
            case nodes.Call():
                what = "" if self._may_call(node) else "()"
            case nodes.Filter(name=name):
                what = "" if name in self._filters else f"|{name}"
            case nodes.Test(name=name):
                what = "" if name in ALLOWED_TESTS else f"is {name}"
            case nodes.Getattr() | nodes.Getitem():
                what = _forbidden_part(node)
            case nodes.For(recursive=True):
                what = "recursive"
            case nodes.Name(name=name):
                what = name if name in RESERVED_NAMES else ""
        return what if isinstance(node, ALLOWED_NODES) else type(node).__name__

    def _may_call(self, call: nodes.Call) -> bool:
        named = isinstance(call.node, nodes.Name) and call.node.name in self._functions
        return named and call.dyn_args is None and call.dyn_kwargs is None


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


def _check_loop_depth(node: nodes.Node, depth: int) -> None:
    for child in node.iter_child_nodes():
        deeper = depth + isinstance(child, nodes.For)
        if deeper > MAX_LOOP_DEPTH:
            raise TemplateRefused(TemplateFault.LOOP_TOO_DEEP, line=child.lineno, limit=MAX_LOOP_DEPTH)
        _check_loop_depth(child, deeper)


def _bound_loops(tree: nodes.Template) -> None:
    for loop in tree.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, "bounded", [], [], None, None, lineno=loop.lineno)


def _bounded(items: object) -> object:
    if isinstance(items, Undefined) or not isinstance(items, tuple | list):
        raise TypeError("a loop needs a list")
    if len(items) > MAX_LOOP:
        raise ValueError(f"a loop may run over at most {MAX_LOOP} entries")
    return items


def _only_words(value: object) -> object:
    """What may stand in copy: words and numbers; a list, a function or nothing at all is a slip of the author."""
    if isinstance(value, Undefined) or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return value
    raise TypeError(f"{type(value).__name__} is not text")


def _gather(chunks: Iterator[str]) -> str:
    parts: list[str] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_OUTPUT:
            raise TemplateRefused(TemplateFault.OUTPUT_TOO_LONG, limit=MAX_OUTPUT)
        parts.append(chunk)
    return "".join(parts)
