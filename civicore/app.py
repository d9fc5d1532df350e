"""The composition root: from a city's file to an application that serves it.

Longer than other modules because every room is put in its place here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from socket import gethostname

from jinja2 import Environment
from litestar import Litestar

from civicore.admitting import Admissions
from civicore.backups.city_keys import remember
from civicore.backups.setting import ledger_of
from civicore.base.clock import DemoClock
from civicore.base.codes import Keyring
from civicore.boot import Opened
from civicore.citizens.plugin import CitizensPlugin
from civicore.demo.demo import Demo
from civicore.demo.outbox import Catcher
from civicore.demo.pages import HANDLERS as DEMO_HANDLERS
from civicore.demo.tables import TABLES as DEMO_TABLES
from civicore.deployment.city import City
from civicore.deployment.loading import Loaded
from civicore.deployment.secrets import Secrets
from civicore.devices.screens import Screens, screens_of
from civicore.extension.channels import Channel
from civicore.extension.manifest import home_of
from civicore.extension.parts import (
    Card,
    HealthProbe,
    HomeBox,
    Job,
    Navigation,
    Output,
    Retention,
    Samples,
    Service,
    TableSet,
)
from civicore.extension.registry import PluginFailed, Quarantined, Registry, first_party, installed
from civicore.extension.services import Services
from civicore.extension.simulations import Simulation
from civicore.first_steps import CannotStart, first_steps, keep_apart, proven
from civicore.granted.edge import PluginEdge
from civicore.granted.state import seen
from civicore.jobs import running
from civicore.keys import KeyUnsafe
from civicore.lifespans import Work, of_plugins, with_live, with_store
from civicore.messaging.catalogues import read_catalogues
from civicore.messaging.languages import Languages
from civicore.messaging.notices import Notices
from civicore.messaging.post import Post
from civicore.messaging.sms.plugin import wording
from civicore.people.pause import usual_suspensions
from civicore.people.plugin import PeoplePlugin
from civicore.people.suspension import Suspensions
from civicore.people.team import People
from civicore.planning import standing
from civicore.planning.differences import rules_of
from civicore.planning.gone import Gone
from civicore.planning.in_force import InForce
from civicore.planning.leading_on import LeadOn
from civicore.reading import Read, Settings, keys_of, read, sound
from civicore.retention import PersonalData, retention_job
from civicore.runtime import Runtime
from civicore.storage.outbox import Outbox
from civicore.storage.store import Store
from civicore.storage.transaction import CannotOpen, StoreBusy
from civicore.ways.manners import CityManners
from civicore.web.build import create
from civicore.web.environment import environment
from civicore.web.folders import Folders
from civicore.web.trying import try_folders, try_routes


@dataclass(frozen=True)
class Built:
    """A city ready to be served: the application, what it runs on, and who was put aside.

    ``loaded`` is the file as it was read, ``work`` what is done beside answering.
    """

    loaded: Loaded
    app: Litestar
    runtime: Runtime
    work: Work
    in_force: InForce
    outbox: Outbox
    people: PeoplePlugin
    samples: Sequence[Samples]
    quarantined: Sequence[Quarantined]
    demo: Demo | None = None
    outputs: Sequence[Output] = ()
    simulations: Callable[[], list[Simulation]] = list

    async def prepare(self) -> Sequence[str]:
        """Bring the tables up to date and make what a start needs, before anything is served.

        Returns what the console should say. CannotStart when the database cannot be used.
        """
        try:
            await self.runtime.store.open()
        except CannotOpen as error:
            raise CannotStart(str(error)) from None
        try:
            await keep_apart(self.runtime.store, demo=self.demo is not None)
            await self.runtime.store.migrate()
            await self.in_force.look()
            if self.demo is None:
                await remember(self.runtime.store, self.runtime.keys)
                return await first_steps(self.runtime, self.people)
            await self.demo.fill(self.samples)
            return self.demo.greeting()
        except (CannotOpen, KeyUnsafe, StoreBusy, RuntimeError) as error:
            raise CannotStart(str(error)) from None
        finally:
            await self.runtime.store.close()

    async def follow(self, before: Built) -> None:
        """Make what is needed to go on from where another one is that is serving; its work still waits.

        CannotStart when the database cannot be brought up to date.
        """
        self.work.waits = True
        try:
            await self.runtime.store.migrate()
            await self.in_force.look()
            if self.demo is None:
                await remember(self.runtime.store, self.runtime.keys)
            elif before.demo is not None:
                await self.demo.follow(before.demo)
        except (CannotOpen, KeyUnsafe, StoreBusy, RuntimeError) as error:
            raise CannotStart(str(error)) from None


def build(settings: Settings) -> Built:
    """Compose the application; CannotStart when the file or the surroundings do not allow it."""
    return compose(read(settings))


def compose(read: Read, after: Built | None = None) -> Built:
    """Compose the application; CannotStart when the file or the surroundings do not allow it.

    ``after`` is the one that is serving already, in this process, from an earlier state of the file.
    """
    settings, opened = read.settings, read.opened
    city = sound(opened.loaded, secret_free=settings.demo or settings.only_looks)
    if settings.exposed and not settings.demo and city.deployment.url is None:
        raise CannotStart(f"{settings.file.name}: deployment.url is missing: links in messages would lead nowhere")
    keys = keys_of(city, settings, read.secrets)
    while True:
        # A plugin that fails in a later hook has already given parts: begin again without it.
        aside = len(opened.registry.quarantined)
        try:
            built = _compose(city, opened, settings, keys, read.people, read.citizens, after)
        except PluginFailed as failed:
            if failed.name in read.core:
                raise CannotStart(str(failed)) from None
            opened.registry.put_aside(failed.name, failed.reason)
            continue
        if len(opened.registry.quarantined) == aside:
            if settings.strict_plugins and built.quarantined:
                raise CannotStart("\n".join(f"plugin {one.name}: {one.reason}" for one in built.quarantined))
            return built


def _compose(
    city: City,
    opened: Opened,
    settings: Settings,
    keys: Keyring,
    people: PeoplePlugin,
    citizens: CitizensPlugin,
    after: Built | None,
) -> Built:
    """PluginFailed when what a plugin brought cannot be used."""
    registry, admissions = opened.registry, opened.admissions
    edge = PluginEdge(admissions.admitted, admissions.packages(), settings.clock, city.operations.budgets)
    registry.edge = edge
    runtime, env, folders = _runtime(city, registry, admissions, settings, keys, after)
    in_force = InForce(runtime.store, rules_of(opened.loaded))
    runtime = replace(runtime, in_force=in_force)
    runtime.services.add(registry.parts("register_services", runtime=runtime))
    runtime.services.add([Service(Screens, screens_of(city, registry.parts))])
    navigation: list[Navigation] = registry.parts("register_navigation", city=city)
    cards: list[Card] = registry.parts("register_cards", runtime=runtime)
    probes: list[HealthProbe] = registry.parts("register_health", runtime=runtime)
    boxes: list[HomeBox] = registry.parts("register_boxes", runtime=runtime)
    runtime.services.one(People).furnish(
        navigation, registry.parts("register_permissions"), cards, probes, registry.quarantined
    )
    demo = _demo(settings, runtime)
    outbox = _outbox(registry, runtime, demo, braked=settings.strict or demo is None)
    jobs = [*registry.parts("register_jobs", runtime=runtime), _retention(registry, runtime)]
    if any(_is_strange(name) for name in registry.names):
        try_routes(city, registry.gather("register_routes", runtime=runtime), DEMO_HANDLERS)
    gone = Gone(runtime)
    first = partial(standing.carry_out, runtime, opened.loaded)
    busy = partial(running, jobs, runtime.failures.note)
    work = Work(partial(in_force.around, first), outbox, busy, of_plugins(registry, runtime))
    app = create(
        runtime,
        registry.parts("register_routes", runtime=runtime),
        navigation,
        env=env,
        folders=folders,
        guards=people.guards,
        handlers=DEMO_HANDLERS if demo else (),
        middleware=[LeadOn(runtime), *people.middleware, *citizens.middleware(city)],
        probes=probes,
        boxes=boxes,
        lifespan=[with_store(runtime.store), gone.around, with_live(runtime), work.around],
        before=after.app if after is not None else None,
    )
    app.state = seen(app.state, edge)
    app.state.update({"demo": demo, "outbox": outbox, "jobs": jobs, "gone": gone})
    samples = registry.parts("register_samples", runtime=runtime)
    outputs: list[Output] = registry.parts("register_outputs", runtime=runtime)
    simulations = partial(registry.parts, "register_simulations", runtime=runtime)
    aside = tuple(registry.quarantined)
    return Built(
        opened.loaded, app, runtime, work, in_force, outbox, people, samples, aside, demo, outputs, simulations
    )  # fmt: skip


def _is_strange(name: str) -> bool:
    """Whether the core did not come with it; how its own parts go together, a test of every shipped city tells."""
    return name in installed() and name not in first_party()


def _demo(settings: Settings, runtime: Runtime) -> Demo | None:
    if not settings.demo or not isinstance(settings.clock, DemoClock):
        return None
    return Demo(settings.clock, runtime, Catcher(runtime.store, settings.clock))


def _runtime(
    city: City, registry: Registry, admissions: Admissions, settings: Settings, keys: Keyring, after: Built | None
) -> tuple[Runtime, Environment, Folders]:
    folders = Folders.of(city, {name: home for name in registry.names if (home := _home(name)) is not None})
    try_folders(city, folders.without(first_party()))
    languages = Languages(city, read_catalogues(folders.locales(), city.languages, folders.strange_locales()))
    env = environment(languages, folders)
    address = settings.served_at if settings.demo else city.deployment.url or settings.served_at
    post = Post(Notices(registry.parts("register_notices", city=city)), languages, env, address, wording(city))
    tables: list[TableSet] = registry.parts("register_tables")
    admissions.keep_tables_apart(tables)
    store = _store(settings.database or _database(city, settings), settings, tables, post, after)
    runtime = Runtime(
        city=city,
        clock=settings.clock,
        keys=keys,
        services=Services(),
        store=store,
        post=post,
        languages=languages,
        suspensions=Suspensions(store, city, usual_suspensions(languages)),
        address=address.rstrip("/"),
        demo=settings.demo,
        strict=settings.strict or not settings.demo,
        field_types=tuple(registry.parts("register_field_types")),
        drivers=tuple(registry.parts("register_devices", city=city)),
        secret=Secrets(settings.folder).find,
        process=f"{gethostname()} {settings.served_at}",
    )
    return runtime, env, folders


def _store(url: str, settings: Settings, tables: Sequence[TableSet], post: Post, after: Built | None) -> Store:
    url = url if settings.demo else proven(url)
    try:
        apps = [*tables, *([DEMO_TABLES] if settings.demo else [])]
        return Store(url, clock=settings.clock, apps=apps, renderer=post, after=after.runtime.store if after else None)
    except ValueError as error:
        raise CannotStart(str(error)) from None


def _home(plugin: str) -> Path | None:
    """The folder of an installed plugin; the core's own have none of their own."""
    entry = installed().get(plugin)
    return home_of(entry) if entry is not None else None


def _database(city: City, settings: Settings) -> str:
    if settings.demo:
        return "sqlite://"
    return city.operations.database or f"sqlite:///{city.folder / settings.file.stem}.db"


def _outbox(registry: Registry, runtime: Runtime, demo: Demo | None, *, braked: bool) -> Outbox:
    channels: list[Channel] = registry.parts("register_channels", city=runtime.city, runtime=runtime)
    if demo is not None:
        channels = demo.catcher.instead_of(channels)
    runtime.store.manners = CityManners(runtime.city, frozenset(one.id for one in channels))
    email = runtime.city.channels.email
    return Outbox(
        runtime.store,
        {one.id: one for one in channels},
        registry.parts("register_subscriptions", runtime=runtime),
        runtime.clock,
        retry_for=runtime.city.operations.outbox_for.exact,
        per_hour={"email": email.per_hour} if email and braked else None,
    )


def _retention(registry: Registry, runtime: Runtime) -> Job:
    stores: list[Retention] = registry.parts("register_retention", runtime=runtime)
    data = PersonalData(stores, ledger_of(runtime))
    runtime.services.add([Service(PersonalData, data)])
    return retention_job(data)
