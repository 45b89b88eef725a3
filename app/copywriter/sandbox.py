"""Templates that people may edit, rendered so that no template can harm the service.

Jinja's own sandbox stops attribute escapes but neither string arithmetic, nor doubling by assignment, nor nested
loops over long texts. So a template is first read as a tree and every node must be on the list below: text,
values, conditions, named filters and functions, loops over inputs, and partials given by name, which hold neither
partials nor stand in loops. Whatever could multiply text is absent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from traceback import walk_tb
from typing import Any, cast

from jinja2 import BaseLoader, Environment, StrictUndefined, Template, TemplateError, Undefined, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.copywriter.template_fault import TemplateFault, TemplateRefused
from app.copywriter.template_rules import TemplateRules, included

MAX_SOURCE = 20_000
MAX_OUTPUT = 20_000
MAX_LOOP = 200

_OWN = "<template>"
_UNREADABLE = (TemplateError, SyntaxError, ValueError, RecursionError, MemoryError)


class Sandbox:
    """Compiles and renders templates over `inputs`.

    `functions` are the inputs a template may call, `partials` the texts it may include by name, `max_output` the
    most characters it may render to, `remembered` how many templates are kept compiled.
    """

    def __init__(
        self,
        inputs: Collection[str],
        functions: Collection[str] = (),
        filters: Mapping[str, Callable[..., object]] | None = None,
        *,
        partials: Mapping[str, str] | None = None,
        max_output: int = MAX_OUTPUT,
        remembered: int = 8192,
    ) -> None:
        self._known = frozenset(inputs) | frozenset(functions)
        self._rules = TemplateRules(frozenset(functions), frozenset(filters or {}), frozenset(partials or {}))
        self._partials = partials or {}
        self._max_output = max_output
        self._environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined, finalize=_only_words, trim_blocks=True, lstrip_blocks=True,
            loader=_Partials(self._partial),
        )
        self._environment.globals.clear()
        self._environment.filters.update({**(filters or {}), "bounded": _bounded})
        self._compiled = lru_cache(maxsize=remembered)(self._compile)
        self._partial_names: dict[str, frozenset[str]] = {}

    def compile(self, source: str) -> Template:
        """The checked template, remembered by its source. Raises TemplateRefused."""
        return self._compiled(source)

    def render(self, source: str, values: Mapping[str, object]) -> str:
        """The text of `source` filled with `values`, which are data and never compiled. Raises TemplateRefused."""
        template = self.compile(source)
        try:
            return _gather(template.generate(dict(values)), self._max_output)
        except (TemplateError, TypeError, ValueError, LookupError) as error:
            partial, line = _place(error)
            raise TemplateRefused(TemplateFault.FAILED, line=line, partial=partial, detail=str(error)) from error

    def names(self, source: str) -> Mapping[str, int]:
        """The values `source` and its partials ask for, each with the first line that asks for it, known or not.

        Raises TemplateRefused for anything that is not allowed.
        """
        return self._names(self._read(source, self._rules))

    def _compile(self, source: str) -> Template:
        tree = self._read(source, self._rules)
        names = self._names(tree)
        unknown = sorted(names.keys() - self._known)
        if unknown:
            known = ", ".join(sorted(self._known))
            raise TemplateRefused(TemplateFault.UNKNOWN_NAME, line=names[unknown[0]], what=unknown[0], known=known)
        return self._template(tree, _OWN)

    def _names(self, tree: nodes.Template) -> Mapping[str, int]:
        lines = _first_lines(tree)
        asked = [(name, lines.get(name, 1)) for name in _undeclared(tree)]
        for partial, line in included(tree):
            asked += [(name, line) for name in self._names_of(partial)]
        return dict(sorted(asked, key=lambda each: each[1], reverse=True))

    def _names_of(self, partial: str) -> frozenset[str]:
        if partial not in self._partial_names:
            self._partial_names[partial] = _undeclared(self._read_partial(partial))
        return self._partial_names[partial]

    def _partial(self, name: str) -> Template:
        return self._template(self._read_partial(name), name)

    def _read_partial(self, name: str) -> nodes.Template:
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

    def _template(self, tree: nodes.Template, name: str) -> Template:
        _bound_loops(tree)
        try:
            code = self._environment.compile(cast("str", tree), filename=name)  # a tree will do; the stub says str
            return self._environment.template_class.from_code(self._environment, code, self._environment.globals)
        except _UNREADABLE as error:
            raise _unreadable(error) from error


class _Partials(BaseLoader):
    """Gives an included template as the sandbox compiled it."""

    def __init__(self, template: Callable[[str], Template]) -> None:
        self._template = template

    def load(self, environment: Environment, name: str, globals: Any = None) -> Template:  # noqa: A002 - Jinja's name
        return self._template(name)


def _undeclared(tree: nodes.Template) -> frozenset[str]:
    try:
        return frozenset(meta.find_undeclared_variables(tree))
    except _UNREADABLE as error:
        raise _unreadable(error) from error


def _first_lines(tree: nodes.Template) -> dict[str, int]:
    """Where each name stands first."""
    found = sorted(((node.name, node.lineno) for node in tree.find_all(nodes.Name)), key=lambda each: -each[1])
    return dict(found)


def _unreadable(error: BaseException) -> TemplateRefused:
    return TemplateRefused(TemplateFault.SYNTAX, line=getattr(error, "lineno", None) or 1, detail=str(error))


def _place(error: BaseException) -> tuple[str, int]:
    """The partial, blank for the template itself, and the line an error rose from: Jinja leaves them in its trace."""
    places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    found = [(name, line) for name, line in places if name == _OWN or name.endswith(".j2")]
    name, line = found[-1] if found else (_OWN, 1)
    return ("" if name == _OWN else name), line


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
