"""Functions whose results are kept by the object that they are about."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

Self = TypeVar("Self")
Arguments = ParamSpec("Arguments")
Value = TypeVar("Value")


def remembered(
    method: Callable[Concatenate[Self, Arguments], Value],
) -> Callable[Concatenate[Self, Arguments], Value]:
    """Have a method, or a function of an object, compute each result once for it.

    Its results must not be changed, and neither may what they follow from.

    Args:
        method: What computes them; all arguments but the object can be keys of a dict.

    Returns:
        The method. What it raises is not remembered.
    """
    key = f"_remembered_{method.__name__}"

    @wraps(method)
    def kept(self: Self, *args: Arguments.args, **named: Arguments.kwargs) -> Value:
        known = vars(self).setdefault(key, {})
        place = (args, *named.items()) if named else args
        if place not in known:
            known[place] = method(self, *args, **named)
        return known[place]

    return kept
