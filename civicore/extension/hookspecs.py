"""The hooks, all called once at boot. Implement any of them, with any subset of the arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pluggy

from civicore.extension.channels import Channel
from civicore.extension.machines import DeviceDriver, DeviceScreen, KioskButton
from civicore.extension.parts import (
    Card,
    FieldType,
    Finding,
    HealthProbe,
    HomeBox,
    Job,
    Lifespan,
    Navigation,
    Notice,
    OnlineCheck,
    Output,
    Permission,
    Retention,
    Routes,
    Samples,
    Section,
    Service,
    Subscription,
    TableSet,
)
from civicore.extension.simulations import Simulation

if TYPE_CHECKING:
    from civicore.deployment.city import City
    from civicore.runtime import Runtime

PROJECT = "civicore"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def register_config() -> Iterable[Section]:  # type: ignore[empty-body]
    """Sections of the deployment file that the plugin reads. Used by: booking."""


@hookspec
def register_field_types() -> Iterable[FieldType]:  # type: ignore[empty-body]
    """Kinds of form fields a city may declare. Used by: the core."""


@hookspec
def register_permissions() -> Iterable[Permission]:  # type: ignore[empty-body]
    """Rights that roles in the file can grant. Used by: the core, booking."""


@hookspec
def check_city(city: City) -> Iterable[Finding]:  # type: ignore[empty-body]
    """Judge sense across sections; called by ``civicore check`` and at start. Used by: booking."""


@hookspec
def check_online(city: City, secret: Callable[[str], str | None]) -> Iterable[OnlineCheck]:  # type: ignore[empty-body]
    """What ``civicore check --online`` asks other systems; ``secret`` gives a secret's value, None when it has none.

    Used by: bots.
    """


@hookspec
def register_tables() -> Iterable[TableSet]:  # type: ignore[empty-body]
    """The plugin's tables and migrations. Used by: the core, booking."""


@hookspec
def register_channels(city: City, runtime: Runtime) -> Iterable[Channel]:  # type: ignore[empty-body]
    """Ways to reach people. Used by: the core (e-mail), bots."""


@hookspec
def register_devices(city: City) -> Iterable[DeviceDriver]:  # type: ignore[empty-body]
    """Printers by the language they speak; ``driver:`` of a device names one. Used by: the core (ESC/POS)."""


@hookspec
def register_screens(city: City) -> Iterable[DeviceScreen]:  # type: ignore[empty-body]
    """Where each kind of device begins when it has been enrolled. Used by: ticketing."""


@hookspec
def register_kiosk_buttons(city: City) -> Iterable[KioskButton]:  # type: ignore[empty-body]
    """What can be touched on the first screen of kiosks, besides tickets. Used by: booking."""


@hookspec
def register_services(runtime: Runtime) -> Iterable[Service]:  # type: ignore[empty-body]
    """Answers other plugins may ask for, in the same transaction. Used by: booking."""


@hookspec
def register_subscriptions(runtime: Runtime) -> Iterable[Subscription]:  # type: ignore[empty-body]
    """Handlers of news, called after commit and at least once. Used by: booking."""


@hookspec
def register_jobs(runtime: Runtime) -> Iterable[Job]:  # type: ignore[empty-body]
    """Work now and then. Used by: the core, booking."""


@hookspec
def register_notices(city: City) -> Iterable[Notice]:  # type: ignore[empty-body]
    """Messages to citizens, each with a sample. Used by: the core, booking."""


@hookspec
def register_routes(runtime: Runtime) -> Iterable[Routes]:  # type: ignore[empty-body]
    """Pages and API operations by area. Used by: the core, booking."""


@hookspec
def register_navigation(city: City) -> Iterable[Navigation]:  # type: ignore[empty-body]
    """Entries of menus. Used by: the core, booking."""


@hookspec
def register_cards(runtime: Runtime) -> Iterable[Card]:  # type: ignore[empty-body]
    """Tiles of the desk's front page. Used by: booking."""


@hookspec
def register_boxes(runtime: Runtime) -> Iterable[HomeBox]:  # type: ignore[empty-body]
    """Parts of the public front page. Used by: signals."""


@hookspec
def register_health(runtime: Runtime) -> Iterable[HealthProbe]:  # type: ignore[empty-body]
    """Probes for /health and the desk. Used by: the core."""


@hookspec
def register_retention(runtime: Runtime) -> Iterable[Retention]:  # type: ignore[empty-body]
    """Every store of personal data: how long, export, erase. Used by: booking."""


@hookspec
def register_lifespan(runtime: Runtime) -> Iterable[Lifespan]:  # type: ignore[empty-body]
    """What starts and stops with the server. Used by: the core (outbox)."""


@hookspec
def register_samples(runtime: Runtime) -> Iterable[Samples]:  # type: ignore[empty-body]
    """Believable demo data. Used by: booking."""


@hookspec
def register_outputs(runtime: Runtime) -> Iterable[Output]:  # type: ignore[empty-body]
    """Addresses at which records may be looked for, walked by a test of what leaves. Used by: booking, signals."""


@hookspec
def register_simulations(runtime: Runtime) -> Iterable[Simulation]:  # type: ignore[empty-body]
    """People and faults for ``civicore simulate``, and what must hold. Called by it alone. Used by: booking."""
