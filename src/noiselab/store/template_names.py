"""What the names in a template stand for, as far as its code says.

A name is judged by all that is ever bound to it, wherever that stands; one that is
bound to something unknown, even once, is unknown.
"""

import ast
import builtins
from collections.abc import Callable, Iterable

from noiselab.store.bindings import Value, defined_in, origins, values_in

# Modules that only draw, and the names in them under which more of such is found.
_DRAWING = (
    {"noiselab.report.figures", "noiselab.report.figures.alt", "noiselab.report.tables"}
    | {"matplotlib", "matplotlib.pyplot", "IPython.display"}
)  # fmt: skip
WITHIN = {"alt", "cm", "colormaps", "colors", "pyplot", "rcParams", "style"}
# What makes objects on which all methods only draw.
_MAKERS = (
    {"figure", "subplots", "subplot", "axes", "gca", "gcf", "subplot_mosaic"}
    | {"add_subplot", "add_axes", "twinx", "twiny", "colorbar", "new_axes"}
    | {"flat", "ravel", "flatten"}
)
# Functions of noiselab that change nothing, and those that give an array.
_MEASURES = "noiselab.experiment.measures"
_LOOKS_UP = "noiselab.noise.kind"
_TRAINING = "noiselab.experiment.noisy_training_images.noisy_training_images"
_ARRAYS = ("noiselab.noise.apply", _TRAINING, f"{_MEASURES}.confusion_matrix")
# Attributes that hold data; any other one may be a method.
DATA = (
    {"x_train", "y_train", "x_test", "y_test", "image_shape", "classes", "class_names"}
    | {"shape", "dtype", "size", "ndim", "nbytes", "T", "flat", "real", "columns"}
    | {"label", "name", "unit", "history", "epoch", "weights", "layers"}
)
# Built-in functions that change nothing, and what notebooks add to them.
PLAIN = (
    {"print", "str", "repr", "format", "int", "float", "bool", "round", "abs", "len"}
    | {"range", "zip", "enumerate", "sorted", "reversed", "min", "max", "sum", "any"}
    | {"all", "list", "tuple", "dict", "set", "type", "getattr", "isinstance"}
    | {"display"}
)
# Of these, what gives something to iterate over, with or without its own copy.
_COPYING = {"list", "tuple", "set", "sorted"}
_ITERABLE = _COPYING | {"range", "zip", "enumerate", "reversed", "dict", "str"}
_COUNTING = {"range", "len", "str", "repr", "format", "int", "float", "bool", "round"}
# Methods of arrays and mappings that change nothing, if all arguments are literals.
QUIET = (
    {"mean", "std", "var", "min", "max", "sum", "argmin", "argmax", "round", "astype"}
    | {"reshape", "ravel", "flatten", "squeeze", "tolist", "any", "all", "keys"}
    | {"values", "items", "numpy", "summary", "count_params"}
)
# Functions of NumPy that change nothing, if only their first argument is no literal.
QUIET_NUMPY = (
    {"mean", "std", "var", "median", "min", "max", "sum", "abs", "round", "shape"}
    | {"unique", "bincount", "histogram", "percentile", "argmin", "argmax", "sort"}
    | {"arange", "linspace", "isnan", "isfinite", "array"}
)


class Names:
    """The names in a template.

    Args:
        statements: All of its code.
        given: Names that are bound before it.
        not_drawing: Names whose objects do not only draw.

    Attributes:
        known: All names that mean something.
        plain: Built-in functions that change nothing, and are still what they were.
        functions: Functions and classes, of the template or imported.
        drawing: Modules that only draw.
        drawers: Functions that only draw.
        objects: Objects that only draw.
        numpy: NumPy, by all names that it has.
        measures: The module of measures, which change nothing.
        quiet: Functions that change nothing.
        arrays: Functions that return an array.
        still: Names of what can be read again and again, with all that is in it.
    """

    def __init__(
        self,
        statements: Iterable[ast.stmt],
        given: Iterable[str] = (),
        not_drawing: Iterable[str] = (),
    ):
        statements = list(statements)
        self._values = values_in(statements)
        imported = origins(statements)
        own = self._values.keys()
        self.known = {*own, *imported, *given, *dir(builtins), "display"}
        self.known -= {"exit", "quit"} - own  # IPython calls them
        self.plain = PLAIN - own - imported.keys()
        self._origins = {
            name: origin
            for name, origin in imported.items()
            if name not in own and origin is not None
        }
        if "*" in imported:  # which may have replaced any name
            self.plain, self._origins = set(), {}
        self.drawing = self._from(lambda origin: origin in _DRAWING)
        self.drawers = self._from(_is_in_drawing) - self.drawing
        self.functions = {*defined_in(statements), *imported}
        self.functions -= self.drawing | self.drawers
        self.numpy = self._from(lambda origin: origin == "numpy")
        self.measures = self._from(lambda origin: origin == _MEASURES)
        self.quiet = self._from(
            lambda origin: origin == _LOOKS_UP or origin.startswith(f"{_MEASURES}.")
        )
        self.arrays = self._from(lambda origin: origin in _ARRAYS)
        self.objects: set[str] = set()
        self.still: set[str] = set()
        self._grow(self.objects, self._draws, set(not_drawing))
        self._grow(self.still, self._lasts, set())

    def _from(self, is_meant: Callable[[str], bool]) -> set[str]:
        """Name what is imported from certain places, and bound to nothing else."""
        return {name for name, origin in self._origins.items() if is_meant(origin)}

    def _grow(
        self, names: set[str], judge: Callable[[Value], bool], without: set[str]
    ) -> None:
        """Add names all of whose values a judge accepts, until there are no more."""
        while more := {
            name
            for name, values in self._values.items()
            if name not in names | without and all(map(judge, values))
        }:
            names |= more

    def _draws(self, value: Value) -> bool:
        return value.expression is not None and self.draws(value.expression)

    def _lasts(self, value: Value) -> bool:
        return value.expression is not None and self._is_lasting(value.expression)

    def draws(self, value: ast.expr) -> bool:
        """Say whether a value is something all of whose methods only draw."""
        if isinstance(value, ast.Name):
            return value.id in self.objects
        if isinstance(value, ast.Subscript):
            return self.draws(value.value)
        if isinstance(value, ast.Attribute):
            return value.attr in _MAKERS and self.draws(value.value)
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            maker, root = value.func, value.func.value
            is_module = isinstance(root, ast.Name) and root.id in self.drawing
            return maker.attr in _MAKERS and (is_module or self.draws(root))
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
            name = value.func.id
            return (
                name in self.drawers and self._origins[name].split(".")[-1] in _MAKERS
            )
        return False

    def is_still(self, value: ast.expr) -> bool:
        """Say whether iterating over a value leaves it as it was.

        An iterator or a stream of batches is used up, or goes on elsewhere the next
        time. What is made here and now may be used up.
        """
        match value:
            case ast.Constant(text):
                return isinstance(text, str)
            case ast.Subscript(owner, index):
                sliced = any(isinstance(part, ast.Slice) for part in ast.walk(index))
                return sliced or self._is_lasting(owner)
            case ast.Call(ast.Name(name)) if name in self.plain & _ITERABLE:
                return True
            case (
                ast.List() | ast.Tuple() | ast.Set() | ast.Dict() | ast.ListComp()
                | ast.SetComp() | ast.DictComp() | ast.GeneratorExp() | ast.JoinedStr()
            ):  # fmt: skip
                return True
            case ast.Call(ast.Attribute(_, "keys" | "values" | "items")):
                return True
        return self._is_lasting(value)

    def _is_lasting(self, value: ast.expr | None) -> bool:
        """Say whether a value can be read again and again, with all that is in it."""
        match value:
            case None | ast.Constant() | ast.JoinedStr() | ast.Compare():
                return True
            case ast.Name(name):
                return name in self.still or name in self.objects
            case ast.Attribute(_, name):
                return name in DATA or self.draws(value)
            case ast.Subscript(part) | ast.UnaryOp(_, part) | ast.Starred(part):
                return self._is_lasting(part)
            case ast.ListComp(part) | ast.SetComp(part) | ast.DictComp(_, part):
                return self._is_lasting(part)
            case (
                ast.List(items) | ast.Tuple(items) | ast.Set(items) | ast.Dict(_, items)
            ):
                return all(map(self._is_lasting, items))
            case ast.BinOp(left, _, right):
                return self._is_lasting(left) and self._is_lasting(right)
            case ast.Call(ast.Name(name), items):
                copies = name in self.plain & _COPYING
                return (
                    (copies and all(map(self._is_lasting, items)))
                    or name in self.plain & _COUNTING
                    or name in self.arrays
                    or self.draws(value)
                )
            case ast.Call(ast.Attribute(owner, "keys" | "values" | "items")):
                return self._is_lasting(owner)
            case ast.Call(ast.Attribute(owner, name)):
                root = owner.id if isinstance(owner, ast.Name) else None
                return (
                    name in QUIET | {"predict"}
                    or (root in self.numpy and name in QUIET_NUMPY)
                    or (root in self.measures and name == "confusion_matrix")
                    or self.draws(value)
                )
        return False


def _is_in_drawing(origin: str) -> bool:
    return origin.startswith(tuple(f"{module}." for module in _DRAWING))
