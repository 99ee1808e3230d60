"""The code in a sweep's own files that decides the results of one kind or model.

In a plugin that registers it, that is the statement that does, and all statements of
the module that it refers to, directly or not; also those that may do something as the
module is loaded, other than defining or registering a part. Helper modules in the
plugin's folder that these import count as a whole, as do files that a text among them
names. Code that looks names up, such as `getattr`, makes the whole module count; so
does a registration whose name is not a literal string, for every kind and model, as
nobody can tell which it adds.

What is registered, with noiselab or with Keras, is also reached by a text that holds
its name, from any of the plugins. And what a plugin does to others as it is loaded,
such as to a layer of Keras, counts for every kind and model, noiselab's own among them.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from noiselab.common.files import digest_of_text
from noiselab.experiment.models import network_file
from noiselab.store import acting, essence, reaching_out
from noiselab.store.lookups import Lookups
from noiselab.store.plugin_module import (
    IMPORTS,
    Module,
    Part,
    Registration,
    bound,
    last,
    read,
    walk,
)
from noiselab.study import plugin_reading

# with these, code reaches what no name in it says
_DYNAMIC = {
    "eval",
    "exec",
    "getattr",
    "globals",
    "locals",
    "vars",
    "modules",
    "__import__",
    "import_module",
    "__dict__",
    "attrgetter",
    "getmembers",
}


def of(part: Part, name: str, plugins: Sequence[Path]) -> str:
    """Give the code of a kind of noise or a model in a sweep's own files.

    Args:
        part: `noise` or `models`.
        name: The name of the kind or model.
        plugins: The sweep's own files.

    Returns:
        The code, and digests of the files that it names; empty if none of it comes
        from them, as for noiselab's own where no plugin acts on more than itself.
    """
    return "\n\n".join(filter(None, of_each(part, name, plugins).values()))


def of_each(part: Part, name: str, plugins: Sequence[Path]) -> dict[Path, str]:
    """Give that code file by file; see `of`."""
    networks = [path for path in plugins if path.suffix in network_file.SUFFIXES]
    code = [path for path in plugins if path not in networks]
    files = [_Plugin(Module(path, path.parent)) for path in code]
    chosen = [_first(plugin, part, name) for plugin in files]
    while True:
        reached = Lookups()
        for plugin, ids in zip(files, chosen, strict=True):
            reached.add(plugin.module, plugin.statements(ids))
        grown = [
            _grown(plugin, ids, reached)
            for plugin, ids in zip(files, chosen, strict=True)
        ]
        if grown == chosen:
            break
        chosen = grown
    return dict.fromkeys(networks, "") | {
        plugin.module.path: _as_text(plugin.module, plugin.statements(ids))
        for plugin, ids in zip(files, chosen, strict=True)
    }


@dataclass(frozen=True)
class _Plugin:
    """A plugin, and what is known of its statements by their `id`."""

    module: Module

    def statements(self, ids: set[int]) -> list[ast.stmt]:
        return [item for item in self.module.statements if id(item) in ids]

    @cached_property
    def all(self) -> set[int]:
        return {*map(id, self.module.statements)}

    @cached_property
    def registrations(self) -> dict[int, list[Registration]]:
        module = self.module
        return {id(item): module.registrations(item) for item in module.statements}

    @cached_property
    def acting(self) -> set[int]:
        return {
            id(item)
            for item in self.module.statements
            if not self.registrations[id(item)] and acting.acts(self.module, item)
        }

    @cached_property
    def reaching_out(self) -> set[int]:
        return {
            id(item)
            for item in self.module.statements
            if reaching_out.reaches_out(self.module, item)
        }


def _first(plugin: _Plugin, part: Part, name: str) -> set[int]:
    """Choose the statements that register a kind or model, or reach out."""
    module = plugin.module
    made_elsewhere = any(
        registration.may_be(part, name)
        for helper in module.helpers(module.statements)
        for statement in helper.statements
        for registration in helper.registrations(statement)
    )
    seeds = {
        item: entries
        for item, entries in plugin.registrations.items()
        if any(entry.may_be(part, name) for entry in entries)
    }
    unnamed = any(entry.name is None for item in seeds for entry in seeds[item])
    if made_elsewhere or unnamed:
        return plugin.all
    return {*seeds} | plugin.reaching_out


def _grown(plugin: _Plugin, ids: set[int], reached: Lookups) -> set[int]:
    """Add the statements that chosen ones reach at once."""
    if reached.everything:
        return plugin.all
    module = plugin.module
    named = {id(item) for item in module.statements if reached.names(module, item)}
    if not (ids or named):
        return set()
    chosen = plugin.statements(ids | named)
    if any(last(node) in _DYNAMIC for node in walk(chosen)):
        return plugin.all
    used = read(chosen)
    bound_to = {id(item) for item in module.statements if bound(item) & used}
    return ids | named | bound_to | plugin.acting


def _as_text(module: Module, chosen: Sequence[ast.stmt]) -> str:
    """Write chosen statements, what they import from the folder, and files' digests."""
    if not chosen:
        return ""
    helpers = module.helpers(chosen)
    read_too = [statement for helper in helpers for statement in helper.statements]
    lists = plugin_reading.lists_folders([*chosen, *read_too])
    files = {*module.files(chosen, lists)}
    for helper in helpers:
        files |= {*helper.files(helper.statements, lists)}
    imports = [item for item in chosen if isinstance(item, IMPORTS)]
    others = module.without_descriptions(
        [item for item in chosen if not isinstance(item, IMPORTS)]
    )
    parts = [*essence.bindings(imports, read(others)), *map(ast.unparse, others)]
    parts += [ast.unparse(ast.Module(helper.statements, [])) for helper in helpers]
    parts += [
        f"{_place(file, module)}: {digest_of_text(file.read_bytes())}"
        for file in sorted(files - {module.path, *(helper.path for helper in helpers)})
    ]
    return "\n".join(parts)


def _place(file: Path, plugin: Module) -> str:
    """Name a file by where it lies beside a plugin; others may lie anywhere."""
    is_beside = file.is_relative_to(plugin.folder) and ".." not in file.parts
    return file.relative_to(plugin.folder).as_posix() if is_beside else file.name
