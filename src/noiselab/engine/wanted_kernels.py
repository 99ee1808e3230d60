"""What a run wants its warm kernels to have from their start."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

IsOver = Callable[[], bool]  # whether nobody waits any more
Tell = Callable[[str], None]  # tells a person a line


class Call(NamedTuple):
    """A function, and its arguments, which JSON must be able to write.

    Attributes:
        target: The function, as `module:function`.
        arguments: Its arguments.
    """

    target: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class Wanted:
    """What a run wants kernels to have loaded.

    Attributes:
        preload: Name of the module whose import is the loading.
        keras: Whether kernels will train; those for reports start sooner without.
        tell: Tells a person in a line what is waited for, or what was lost.
        held: What leaves in memory, once all is loaded, what all kernels share; None
            for nothing. If it fails, they do without.
    """

    preload: str
    keras: bool
    tell: Tell
    held: Call | None = None
