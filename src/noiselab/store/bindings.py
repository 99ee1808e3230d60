"""What the statements of a template bind to names, and what they read."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from noiselab.store import essence


@dataclass(frozen=True)
class Value:
    """What is bound to a name: an expression, or an element of it; None if unknown."""

    expression: ast.expr | None
    is_element: bool = False


def bound_in(node: ast.AST) -> set[str]:
    """Name all that a statement binds, or whose attributes or items it sets."""
    return {name for name, _ in _pairs([node])} | {*origins([node])}


def read_in(node: ast.AST) -> set[str]:
    """Name all that a statement reads or deletes."""
    return {
        item.id
        for item in ast.walk(node)
        if isinstance(item, ast.Name) and not isinstance(item.ctx, ast.Store)
    }


def origins(nodes: Iterable[ast.AST]) -> dict[str, str | None]:
    """Give what names are imported from; None if from more than one place."""
    found: dict[str, str | None] = {}
    for node in nodes:
        for item in ast.walk(node):
            if not isinstance(item, ast.Import | ast.ImportFrom):
                continue
            for name, origin in essence.imported(item).items():
                if isinstance(item, ast.Import) and origin.startswith(f"{name}."):
                    origin = name  # `import a.b` binds `a`
                same = found.get(name, origin) == origin
                found[name] = origin if same else None
    return found


def defined_in(nodes: Iterable[ast.AST]) -> set[str]:
    """Name the functions and classes that are defined."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return {
        item.name
        for node in nodes
        for item in ast.walk(node)
        if isinstance(item, kinds)
    }


def values_in(nodes: Iterable[ast.AST]) -> dict[str, list[Value]]:
    """Give all that is bound to each name, other than by imports."""
    values: dict[str, list[Value]] = defaultdict(list)
    for name, value in _pairs(nodes):
        values[name].append(value)
    return dict(values)


def _pairs(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, Value]]:
    """Pair each name that is bound with what is bound to it."""
    for node in nodes:
        for item in ast.walk(node):
            match item:
                case ast.Assign(targets, value):
                    for target in targets:
                        yield from _unpacked(target, Value(value))
                case ast.AnnAssign(target, _, value) if value is not None:
                    yield from _unpacked(target, Value(value))
                case ast.NamedExpr(target, value):
                    yield from _unpacked(target, Value(value))
                case ast.For(target, value) | ast.comprehension(target, value):
                    yield from _unpacked(target, Value(value, is_element=True))
                case ast.Name(name, ast.Del()):
                    yield name, Value(None)
                case ast.AugAssign(target) | ast.AsyncFor(target):
                    yield from _unpacked(target, Value(None))
                case ast.withitem(_, target) if target is not None:
                    yield from _unpacked(target, Value(None))
                case (
                    ast.arg(name) | ast.MatchAs(_, str(name)) | ast.MatchStar(str(name))
                ):
                    yield name, Value(None)
                case ast.ExceptHandler(_, str(name)) | ast.MatchMapping(rest=str(name)):
                    yield name, Value(None)
    for name in defined_in(nodes):
        yield name, Value(None)


def _unpacked(target: ast.expr, value: Value) -> Iterator[tuple[str, Value]]:
    source = value.expression
    match target:
        case ast.Name(name):
            yield name, value
        case ast.Starred(inner):
            yield from _unpacked(inner, Value(source, is_element=True))
        case ast.Attribute(inner) | ast.Subscript(inner):
            yield from _unpacked(inner, Value(None))
        case ast.Tuple(targets) | ast.List(targets):
            parts = [Value(source, is_element=True)] * len(targets)
            match source:
                case ast.Tuple(items) | ast.List(items) if not value.is_element:
                    if len(items) == len(targets):
                        parts = [Value(item) for item in items]
                case ast.Call(ast.Name("zip"), items) if value.is_element:
                    if len(items) == len(targets):
                        parts = [Value(item, is_element=True) for item in items]
                case ast.Call(ast.Name("enumerate"), [item]) if value.is_element:
                    if len(targets) == 2:
                        parts = [Value(ast.Constant(0)), Value(item, is_element=True)]
            for inner, part in zip(targets, parts, strict=True):
                yield from _unpacked(inner, part)
