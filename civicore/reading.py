"""Reading a city's file with its plugins: how it is to be served, and what stands in it, before it is composed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from civicore.backups.plugin import BackupsPlugin
from civicore.base.clock import Clock, SystemClock
from civicore.base.codes import Keyring
from civicore.boot import Opened, open_city
from civicore.canary.plugin import CanaryPlugin
from civicore.capacity.plugin import CapacityPlugin
from civicore.citizens.plugin import CitizensPlugin
from civicore.deployment.city import City
from civicore.deployment.findings import human
from civicore.deployment.loading import Loaded
from civicore.deployment.secrets import Secrets
from civicore.devices.plugin import DevicesPlugin
from civicore.failures.plugin import FailuresPlugin
from civicore.files.plugin import FilesPlugin
from civicore.first_steps import CannotStart
from civicore.information.plugin import InformationPlugin
from civicore.keys import KeyUnsafe, demo_keyring, keyring
from civicore.mailroom.plugin import MailroomPlugin
from civicore.maps.plugin import MapsPlugin
from civicore.messaging.plugin import MessagingPlugin
from civicore.messaging.sms.plugin import SmsPlugin
from civicore.openings.plugin import OpeningsPlugin
from civicore.people.plugin import PeoplePlugin
from civicore.planning.plugin import PlanningPlugin
from civicore.pocket.plugin import PocketPlugin
from civicore.repairs.plugin import RepairsPlugin
from civicore.storage.plugin import StoragePlugin
from civicore.ways.plugin import WaysPlugin
from civicore.web.plugin import WebPlugin


@dataclass(frozen=True)
class Settings:
    """How a city is to be served. ``served_at`` is the address listened on; a demo's links point there.

    ``exposed`` says that others than this computer can reach it. With ``strict_plugins`` a plugin that would be put
    aside keeps the whole city from starting. ``home`` is where key and secrets lie, when not beside the file.
    ``only_looks``: nothing is served or signed, so that secrets may be missing and no key is made.
    """

    file: Path
    database: str | None = None
    demo: bool = False
    strict: bool = False
    served_at: str = "http://127.0.0.1:8000"
    exposed: bool = False
    clock: Clock = field(default_factory=SystemClock)
    strict_plugins: bool = False
    home: Path | None = None
    only_looks: bool = False

    @property
    def folder(self) -> Path:
        """Where the city's key and secrets are kept."""
        return self.home or self.file.resolve().parent


@dataclass(frozen=True)
class Read:
    """A city's file as it was read with its plugins, judged and not yet composed."""

    settings: Settings
    core: Mapping[str, object]
    people: PeoplePlugin
    citizens: CitizensPlugin
    secrets: Secrets
    opened: Opened


def read(settings: Settings) -> Read:
    """Read the file and load its plugins. Never raises for bad input: ``opened.loaded`` tells what is wrong."""
    folder = settings.folder
    secrets = Secrets(folder)
    people = PeoplePlugin(second_factor=settings.strict or not settings.demo)
    citizens = CitizensPlugin(people.passwords)
    mail = MessagingPlugin(settings.clock, secrets.value, folder / "mail")
    core = {
        "planning": PlanningPlugin(),
        "people": people,
        "citizens": citizens,
        "messaging": mail,
        "sms": SmsPlugin(settings.clock, secrets.value),
        "storage": StoragePlugin(),
        "capacity": CapacityPlugin(),
        "maps": MapsPlugin(),
        "files": FilesPlugin(),
        "web": WebPlugin(),
        "devices": DevicesPlugin(),
        "information": InformationPlugin(),
        "ways": WaysPlugin(),
        "mailroom": MailroomPlugin(),
        "pocket": PocketPlugin(),
        "repairs": RepairsPlugin(),
        "canary": CanaryPlugin(),
        "failures": FailuresPlugin(),
        "openings": OpeningsPlugin(),
        "backups": BackupsPlugin(settings.file, settings.database),
    }
    opened = open_city(settings.file, core=core, today=settings.clock.now().date())
    return Read(settings, core, people, citizens, secrets, opened)


def sound(loaded: Loaded, *, secret_free: bool) -> City:
    """The city of a file without errors; CannotStart with what is wrong, or which secrets are missing."""
    if loaded.city is None or (loaded.unset and not secret_free):
        wrong = loaded.errors if loaded.city is None else loaded.unset
        raise CannotStart(human(wrong, loaded.path.name, loaded.secrets))
    return loaded.city


def keys_of(city: City, settings: Settings, secrets: Secrets) -> Keyring:
    """The keys that sign for a city; CannotStart when others could read them."""
    name = city.deployment.id
    if settings.demo or settings.only_looks:
        return demo_keyring(name)
    reference = city.security.key
    try:
        return keyring(name, secrets.value(reference) if reference else None, settings.folder / f"{name}.key")
    except KeyUnsafe as error:
        raise CannotStart(str(error)) from None
