"""Statements that only draw or print: whatever they do, no result changes.

Whatever cannot be judged does not only show. What is printed or drawn must not be used
up or changed by that: an iterator gives nothing the second time, a stream of batches
goes on in another order, and a method that is handed on may be called.
"""

import ast
from collections.abc import Iterable

from noiselab.store.template_names import DATA, QUIET, QUIET_NUMPY, WITHIN, Names

# Functions that iterate over what they are given.
_ITERATING = (
    {"list", "tuple", "dict", "set", "sorted", "sum", "any", "all", "min", "max"}
    | {"zip", "enumerate", "reversed"}
)  # fmt: skip
_PRINTING = {"sep", "end", "flush"}
_CALLING = ("func", "connect", "callback", "animation", "widgets")


class Showing:
    """Judges statements of a template by what its names stand for."""

    def __init__(self, names: Names):
        self._names = names

    def only(self, statement: ast.stmt) -> bool:
        """Say whether a statement does nothing but draw or print."""
        match statement:
            case ast.Pass() | ast.Break() | ast.Continue():
                return True
            case ast.Expr(value):
                return self._is_quiet(value)
            case ast.Assign(targets, value):
                return self._binds(targets, value)
            case ast.AnnAssign(target, annotation, value):
                quiet = self._is_quiet(annotation)
                return quiet and value is not None and self._binds([target], value)
            case ast.For(target, iterated, body, orelse):
                loop = self._are_names([target]) and self._is_read(iterated)
                return loop and self._all([*body, *orelse])
            case ast.If(test, body, orelse):
                return self._is_quiet(test) and self._all([*body, *orelse])
            case ast.With(items, body):
                return all(map(self._opens, items)) and self._all(body)
        return False

    def _all(self, statements: Iterable[ast.stmt]) -> bool:
        return all(map(self.only, statements))

    def _opens(self, item: ast.withitem) -> bool:
        """Judge a context, such as `plt.rc_context()`."""
        is_call = isinstance(item.context_expr, ast.Call)
        target = [item.optional_vars] if item.optional_vars else []
        return is_call and self._are_names(target) and self._is_quiet(item.context_expr)

    def _binds(self, targets: list[ast.expr], value: ast.expr) -> bool:
        unpacks = any(isinstance(item, ast.Tuple | ast.List) for item in targets)
        return (
            self._are_names(targets)
            and self._is_quiet(value)
            and not self._may_be_called(value)
            and (not unpacks or self._names.is_still(value))
        )

    def _are_names(self, targets: Iterable[ast.expr]) -> bool:
        return all(map(self._is_name, targets))

    def _is_name(self, target: ast.expr) -> bool:
        match target:
            case ast.Name(name):
                return not name.startswith("__")
            case ast.Starred(inner):
                return self._is_name(inner)
            case ast.Tuple(items) | ast.List(items):
                return self._are_names(items)
        return False

    def _is_read(self, value: ast.expr) -> bool:
        """Say whether a value can be iterated over, with no effect."""
        return self._is_quiet(value) and self._names.is_still(value)

    def _is_quiet(self, value: ast.expr | None) -> bool:
        """Say whether evaluating an expression has no effect."""
        match value:
            case None | ast.Constant():
                return True
            case ast.Name(name):
                return name in self._names.known  # IPython may run any other as a magic
            case ast.Call():
                return self._calls(value)
            case ast.Starred(inner):
                return self._is_read(inner)
            case ast.NamedExpr(_, inner):
                return self._is_quiet(inner) and not self._may_be_called(inner)
            case ast.BinOp(_, ast.LShift() | ast.RShift()):
                return False
            case ast.Compare(_, operators, others):
                contains = any(isinstance(o, ast.In | ast.NotIn) for o in operators)
                if contains and not all(map(self._names.is_still, others)):
                    return False
            case (
                ast.List(items) | ast.Tuple(items) | ast.Set(items) | ast.Dict(_, items)
            ):
                if any(map(self._may_be_called, items)):
                    return False
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                if not all(map(self._loops, value.generators)):
                    return False
            case (
                ast.Attribute() | ast.Subscript() | ast.Slice() | ast.BinOp()
                | ast.UnaryOp() | ast.BoolOp() | ast.IfExp() | ast.JoinedStr()
                | ast.FormattedValue()
            ):  # fmt: skip
                pass
            case _:
                return False
        inside = (n for n in ast.iter_child_nodes(value) if isinstance(n, ast.expr))
        return all(map(self._is_quiet, inside))

    def _loops(self, loop: ast.comprehension) -> bool:
        return (
            not loop.is_async
            and self._are_names([loop.target])
            and self._is_read(loop.iter)
            and all(map(self._is_quiet, loop.ifs))
        )

    def _calls(self, call: ast.Call) -> bool:
        """Judge a call by its function and what that is given."""
        given = [*call.args, *(keyword.value for keyword in call.keywords)]
        if not all(map(self._is_quiet, given)):
            return False
        match call.func:
            case ast.Name(name) if name in self._names.plain:
                return self._calls_plain(name, call)
            case ast.Attribute(ast.Constant(str()), method):
                return method != "join" or all(map(self._names.is_still, call.args))
            case ast.Attribute(ast.Name(root), name) if root in self._names.numpy:
                return name in QUIET_NUMPY and self._literal([*given[1:]])
        if self._draws(call.func) or self._measures(call.func):
            return not any(map(self._may_be_called, given))
        match call.func:
            case ast.Attribute(owner, name) if name in QUIET:
                is_object = _root(owner) not in self._names.functions
                return is_object and self._is_quiet(owner) and self._literal(given)
        return False

    def _calls_plain(self, name: str, call: ast.Call) -> bool:
        allowed = {"print": _PRINTING, "dict": None}.get(name, {"reverse", "start"})
        keywords = {keyword.arg for keyword in call.keywords}
        if allowed is not None and keywords - allowed:
            return False  # `key` is called, `file` is written to
        if name == "type":
            return len(call.args) == 1  # three make a class
        lone = name not in ("min", "max") or len(call.args) == 1
        iterates = name in _ITERATING and lone
        return not iterates or all(map(self._names.is_still, call.args))

    def _measures(self, function: ast.expr) -> bool:
        """Say whether a function is one of noiselab that changes nothing."""
        match function:
            case ast.Name(name):
                return name in self._names.quiet
            case ast.Attribute(ast.Name(root)):
                return root in self._names.measures
        return False

    def _draws(self, function: ast.expr) -> bool:
        """Say whether a function, or what belongs to a module or object, only draws."""
        path, root = [], function
        while isinstance(root, ast.Attribute | ast.Subscript):
            path += [root.attr] if isinstance(root, ast.Attribute) else []
            root = root.value
        if not isinstance(root, ast.Name):
            return False
        is_hidden = any(
            name.startswith("_") or any(part in name.lower() for part in _CALLING)
            for name in (*path, root.id)
        )
        if is_hidden:
            return False
        if root.id in self._names.drawing:
            return {*path[1:]} <= WITHIN
        return root.id in self._names.objects or (
            root.id in self._names.drawers and root is function
        )

    def _may_be_called(self, value: ast.expr | None) -> bool:
        """Say whether a value may be a function, so that it may be called elsewhere."""
        match value:
            case ast.Name(name):
                return name in self._names.functions
            case ast.Attribute(root, name):
                return name not in DATA and not self._draws(root)
            case ast.Call(ast.Name("getattr"), [_, ast.Constant(name)]):
                return name not in DATA
            case ast.IfExp(_, first, second):
                return self._may_be_called(first) or self._may_be_called(second)
            case ast.BoolOp(_, values):
                return any(map(self._may_be_called, values))
            case ast.NamedExpr(_, inner):
                return self._may_be_called(inner)
        return False

    def _literal(self, values: Iterable[ast.expr]) -> bool:
        """Say whether values are literals or types, in which nothing can change."""
        for value in values:
            names = (n.id for n in ast.walk(value) if isinstance(n, ast.Name))
            if any(name not in self._names.plain for name in names):
                return False
        return True


def _root(value: ast.expr) -> str | None:
    """Name the variable that an attribute or item belongs to."""
    while isinstance(value, ast.Attribute | ast.Subscript):
        value = value.value
    return value.id if isinstance(value, ast.Name) else None
