"""Templates that people may edit, rendered so that no template can harm the service.

Jinja's own sandbox stops attribute escapes but neither string arithmetic, nor doubling by assignment, nor nested
loops over long texts. So a template is first read as a tree and every node must be on the list below: text,
values, conditions, named filters and functions, loops over inputs, and the library's partials. Whatever could
multiply text is absent. Partials are put into the tree before it is checked, so nothing is loaded while rendering.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import cast

from jinja2 import StrictUndefined, Template, TemplateError, Undefined, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.copywriter.template_fault import TemplateFault, TemplateRefused
from app.copywriter.template_rules import PartialInliner, TemplateRules, check_loop_depth

MAX_SOURCE = 20_000
MAX_OUTPUT = 20_000
MAX_LOOP = 200

_UNREADABLE = (TemplateError, SyntaxError, ValueError, RecursionError, MemoryError)


class Sandbox:
    """Compiles and renders templates over `inputs`.

    `functions` are the inputs a template may call, `partials` the texts it may include by name, `max_output` the
    most characters it may render to.
    """

    def __init__(
        self,
        inputs: Collection[str],
        functions: Collection[str] = (),
        filters: Mapping[str, Callable[..., object]] | None = None,
        partials: Mapping[str, str] | None = None,
        max_output: int = MAX_OUTPUT,
    ) -> None:
        self._known = frozenset(inputs) | frozenset(functions)
        self._rules = TemplateRules(frozenset(functions), frozenset(filters or {}), frozenset(partials or {}))
        self._partials = partials or {}
        self._max_output = max_output
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
            return _gather(template.generate(dict(values)), self._max_output)
        except (TemplateError, TypeError, ValueError, LookupError) as error:
            raise TemplateRefused(TemplateFault.FAILED, line=_line_of(error), detail=str(error)) from error

    def names(self, source: str) -> frozenset[str]:
        """The values `source` and its partials ask for, known or not. Raises TemplateRefused for anything else."""
        return _names(self._tree(source))

    def line_of(self, source: str, name: str) -> int:
        """The first line of `source` that uses the value `name`, itself or through a partial; 1 when none does."""
        return _line_of_name(self._tree(source), name)

    def _compile(self, source: str) -> Template:
        tree = self._tree(source)
        unknown = sorted(_names(tree) - self._known)
        if unknown:
            known = ", ".join(sorted(self._known))
            line = _line_of_name(tree, unknown[0])
            raise TemplateRefused(TemplateFault.UNKNOWN_NAME, line=line, what=unknown[0], known=known)
        _bound_loops(tree)
        try:
            code = self._environment.compile(cast("str", tree))  # accepts a tree; the stub of compile says str alone
            return self._environment.template_class.from_code(self._environment, code, self._environment.globals)
        except _UNREADABLE as error:
            raise _unreadable(error) from error

    def _tree(self, source: str) -> nodes.Template:
        """`source` with its partials in place, every node of it allowed."""
        tree = self._read(source, self._rules)
        PartialInliner(self._partial).visit(tree)
        check_loop_depth(tree)
        return tree

    def _partial(self, name: str) -> nodes.Template:
        """A partial ends with a line break, which Jinja would swallow at the end of a text."""
        text = self._partials[name].rstrip("\n") + "\n\n"
        try:
            return self._read(text, self._rules.without_partials())
        except TemplateRefused as refused:
            refused.partial = name
            raise

    def _read(self, source: str, rules: TemplateRules) -> nodes.Template:
        if len(source) > MAX_SOURCE:
            raise TemplateRefused(TemplateFault.TOO_LONG, limit=MAX_SOURCE)
        try:
            tree = self._environment.parse(source)
            rules.check(tree)
        except _UNREADABLE as error:
            raise _unreadable(error) from error
        return tree


def _names(tree: nodes.Template) -> frozenset[str]:
    try:
        return frozenset(meta.find_undeclared_variables(tree))
    except _UNREADABLE as error:
        raise _unreadable(error) from error


def _line_of_name(tree: nodes.Template, name: str) -> int:
    return min((node.lineno for node in tree.find_all(nodes.Name) if node.name == name), default=1)


def _unreadable(error: BaseException) -> TemplateRefused:
    return TemplateRefused(TemplateFault.SYNTAX, line=getattr(error, "lineno", None) or 1, detail=str(error))


def _line_of(error: BaseException) -> int:
    """The template's line an error rose from; Jinja puts it into the traceback under a name of its own."""
    line, trace = 1, error.__traceback__
    while trace:
        line = trace.tb_lineno if trace.tb_frame.f_code.co_filename == "<template>" else line
        trace = trace.tb_next
    return line


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


def _gather(chunks: Iterator[str], limit: int) -> str:
    parts: list[str] = []
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TemplateRefused(TemplateFault.OUTPUT_TOO_LONG, limit=limit)
        parts.append(chunk)
    return "".join(parts)
