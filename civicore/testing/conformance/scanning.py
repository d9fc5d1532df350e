"""K03: sockets, subprocesses and foreign tables only with the grant, by a look at the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from civicore.testing.conformance.check import Complaint
from civicore.testing.conformance.subject import Source, Subject

NETWORK = frozenset(
    (
        "aiohttp",
        "asyncio.open_connection",
        "ftplib",
        "http.client",
        "httpx",
        "imaplib",
        "paramiko",
        "requests",
        "smtplib",
        "socket",
        "socketserver",
        "ssl",
        "telnetlib",
        "urllib.request",
        "urllib3",
        "websockets",
        "xmlrpc",
    )
)
PROCESSES = frozenset(
    (
        "cffi",
        "ctypes",
        "multiprocessing",
        "os.execv",
        "os.fork",
        "os.popen",
        "os.system",
        "pexpect",
        "pty",
        "subprocess",
    )
)
STATEMENT = re.compile(r"^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|WITH)\b", re.IGNORECASE)
TABLE = re.compile(r'\b(?:FROM|INTO|UPDATE|JOIN|TABLE)\s+"?([a-z_][a-z0-9_]*)', re.IGNORECASE)


def takes_only_what_is_granted(subject: Subject) -> Iterator[Complaint]:
    """K03: sockets, processes, secrets and foreign tables are used only where the manifest asks for them."""
    needs = subject.manifest.needs
    for source in subject.sources:
        for name, line in _used(source):
            if _among(name, NETWORK) and not any(need.startswith(("network:", "network.inside:")) for need in needs):
                remedy = "add network:<host> to needs, or use runtime.http, which keeps to it"
                yield Complaint(f"manifest.needs has no network:…, but {source.name}:{line} uses {name}", remedy)
            if _among(name, PROCESSES):
                remedy = "no grant allows that; isolation: process keeps a whole plugin apart"
                yield Complaint(f"{source.name}:{line} uses {name}", remedy)
        if not any(need.startswith("secret:") for need in needs):
            for name, line in _secrets(source):
                remedy = "add secret:<name> to needs"
                yield Complaint(f"manifest.needs has no secret:…, but {source.name}:{line} uses {name}", remedy)
        yield from _foreign(subject, source)


def _secrets(source: Source) -> Iterator[tuple[str, int]]:
    """Where a secret of the city's file is asked for, by itself or through the façade."""
    for node in ast.walk(source.tree):
        name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if name.endswith("runtime.secret") or name.rpartition(".")[2] == "program_of":
            yield name, node.lineno  # type: ignore[attr-defined]  # a call has a line


def _used(source: Source) -> Iterator[tuple[str, int]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((one.name, node.lineno) for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((f"{node.module}.{one.name}", node.lineno) for one in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}", node.lineno


def _among(name: str, names: frozenset[str]) -> bool:
    parts = name.split(".")
    return any(".".join(parts[:length]) in names for length in range(1, len(parts) + 1))


def _foreign(subject: Subject, source: Source) -> Iterator[Complaint]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value):
            for table in TABLE.findall(node.value):
                if "_" in table and not table.startswith(f"{subject.manifest.prefix}_") and _is_table(subject, table):
                    remedy = "ask the plugin that owns it through a service"
                    yield Complaint(f"{source.name}:{node.lineno} names the foreign table {table}", remedy)


def _is_table(subject: Subject, name: str) -> bool:
    known = {table._meta.tablename for part in subject.town.parts("register_tables") for table in part.tables}
    return name in known or name.startswith("core_")
