"""Protection and operations: what would hurt in production."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network

from civicore.base.database_lines import unproven
from civicore.base.saying import say
from civicore.deployment.city import City
from civicore.extension.parts import Finding


def check(city: City) -> Iterator[Finding]:
    """L423, L427, L430, L436, L444, L448, L449, W501, W502."""
    yield from _accounts(city)
    yield from _retention(city)
    yield from _protection(city)
    yield from _proxies(city)
    yield from _webhooks(city)
    yield from _apps(city)
    if city.channels.email is not None and city.channels.email.smtp is None:
        message = say("without smtp every mail is written to a folder instead of being sent (trial)")
        yield Finding("W501", message, ("channels", "email"), "warning", at_key=True)
    if not city.operations.alert:
        message = say("nobody hears of trouble: write operations.alert")
        yield Finding("W502", message, ("operations", "alert"), "warning", at_key=True)


def proof(city: City, environ: Mapping[str, str]) -> Iterator[Finding]:
    """E304. Where --db names another database, that one is judged when it is opened."""
    machines = unproven(city.operations.database or "", environ)
    if machines:
        message = say(
            "%(machines)s: nothing proves that this is the right database: its address needs sslmode=verify-full",
            machines=", ".join(machines),
        )
        yield Finding("E304", message, ("operations", "database"), "warning")


def _accounts(city: City) -> Iterator[Finding]:
    accounts = city.accounts
    if not accounts.enabled and accounts.registration == "required":
        message = say("an account is needed to use the site, but nobody can have one: write enabled: true")
        yield Finding("L427", message, ("accounts", "registration"))
    for right in ("export_my_data", "erase_me"):
        if accounts.enabled and right not in accounts.profile:
            message = say("whoever has an account has a right to %(right)s: add it to accounts.profile", right=right)
            yield Finding("L444", message, ("accounts", "profile"))


def _retention(city: City) -> Iterator[Finding]:
    retention = city.retention
    if city.operations.backups.keep.exact > retention.backups.exact:
        message = say(
            "backups are kept longer than retention.backups promises (%(backups)s)", backups=retention.backups
        )
        yield Finding("L430", message, ("operations", "backups", "keep"), "warning")
    if retention.audit.exact < retention.finished.exact:
        message = say("the audit log ends before the data whose openings it records")
        yield Finding("L430", message, ("retention", "audit"), "warning")


def _protection(city: City) -> Iterator[Finding]:
    security, backups = city.security, city.operations.backups
    if security.staff.mfa != "required":
        message = say("staff sign in without a second factor")
        yield Finding("L448", message, ("security", "staff", "mfa"), "warning")
    if security.bot_check == "off":
        message = say("robots are not slowed down")
        yield Finding("L448", message, ("security", "bot_check"), "warning")
    if backups.key is None and "to" in backups.model_fields_set:
        message = say("no backups are made without a key: write key: {secret: backup_key}")
        yield Finding("L448", message, ("operations", "backups", "to"), "warning")


def _webhooks(city: City) -> Iterator[Finding]:
    for index, host in enumerate(city.security.webhooks_to):
        try:
            inside = not ip_address(host.strip("[]")).is_global
        except ValueError:
            inside = host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or "." not in host
        if inside:
            message = say(
                '"%(host)s" is inside: a webhook there would let outsiders reach into your network', host=host
            )
            yield Finding("L436", message, ("security", "webhooks_to", index))


def _apps(city: City) -> Iterator[Finding]:
    for key, app in city.channels.apps.items():
        if app.link is None or (app.find_as is None and app.store != "web"):
            message = say("people need both a link and the words to search for: write link and find_as")
            yield Finding("L423", message, ("channels", "apps", key), at_key=True)


def _proxies(city: City) -> Iterator[Finding]:
    for index, written in enumerate(city.security.trusted_proxies):
        path = ("security", "trusted_proxies", index)
        try:
            network = ip_network(written, strict=False)
        except ValueError:
            yield Finding("E112", say('"%(written)s" is no network such as 10.0.0.0/8', written=written), path)
            continue
        if network.prefixlen == 0:
            yield Finding("L449", say("everybody may say who the visitor is"), path)
