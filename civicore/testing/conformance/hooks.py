"""K04, K10: hooks that exist, and ids, tables and addresses that say whose they are."""

from __future__ import annotations

from collections.abc import Iterator

from civicore.extension import hookspecs
from civicore.extension.registry import Registry
from civicore.testing.conformance.check import Complaint
from civicore.testing.conformance.crawling import routes_of
from civicore.testing.conformance.subject import Subject


def implemented(subject: Subject) -> set[str]:
    """The hooks that its module marks."""
    module = subject.module
    return {name for name in dir(module) if getattr(getattr(module, name, None), "civicore_impl", None)}


def has_the_hooks_it_says(subject: Subject) -> Iterator[Complaint]:
    """K04: every hook exists and takes arguments that it is given; the manifest names those that are there."""
    registry = Registry()
    registry.add(subject.name, subject.module)
    yield from (Complaint(one.reason) for one in registry.quarantined)
    there, said = implemented(subject), set(subject.manifest.hooks)
    for name in sorted(there - said):
        yield Complaint(f"{name} is implemented and not in the manifest", f"add it to hooks: in {subject.home.name}")
    for name in sorted(said - there):
        known = "is not implemented" if hasattr(hookspecs, name) else "does not exist"
        yield Complaint(f"the manifest names {name}, which {known}")


def bears_its_name(subject: Subject) -> Iterator[Complaint]:
    """K10: ids, tables, addresses, settings and cookies begin with its name."""
    prefix = subject.prefix
    ours = (prefix, *subject.quality.names)
    for call in subject.town.hook_calls:
        if call.plugin != subject.name:
            continue
        for part in call.parts:
            said = getattr(part, "id", None)
            if isinstance(said, str) and call.hook not in _NAMED_BY_OTHERS and said.partition(".")[0] not in ours:
                yield Complaint(f"{call.hook}: the id {said!r} does not begin with {prefix}.")
    for table in subject.tables:
        name = table._meta.tablename
        if not name.startswith(f"{subject.manifest.prefix}_"):
            yield Complaint(f"the table {name} does not begin with {subject.manifest.prefix}_")
    yield from _addresses(subject)
    for part in subject.parts("register_config"):
        owned = (*subject.manifest.sections, f"plugins.{prefix}", prefix)
        if part.key not in owned:
            yield Complaint(f"the section {part.key} is not the plugin's own", f"settings belong to plugins.{prefix}")


def _addresses(subject: Subject) -> Iterator[Complaint]:
    ours = (subject.prefix, *subject.quality.names)
    for route in routes_of(subject.town, subject.name):
        inner = route.path.removeprefix("/desk").removeprefix("/api/v1").removeprefix("/hooks")
        inner = inner.removeprefix("/device/{device:str}").removeprefix("/device")
        if inner.strip("/").split("/")[0].partition(".")[0] not in ours:
            yield Complaint(f"{route.method} {route.path} does not begin with /{subject.prefix}")


_NAMED_BY_OTHERS = ("register_channels", "register_devices", "register_field_types")
