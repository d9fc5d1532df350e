"""Ways to reach people: the site, e-mail, text messages, telephone, apps, kiosks, letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from civicore.base.spans import Duration
from civicore.deployment import kinds
from civicore.deployment.block import Block, Hours, says
from civicore.deployment.model.places import Device
from civicore.deployment.model.texting import Sms

# Where Chrome and Edge, Firefox, Safari and older Edge take news for their browsers.
PUSH_SERVICES = (
    "fcm.googleapis.com",
    "*.push.services.mozilla.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)


class Web(Block):
    """The site."""

    url: kinds.Url | None = says("address, if other than deployment.url", None)
    path: kinds.WebPath = says("where the service starts", "/booking")
    label: kinds.Text | None = says("name of the section", None)
    installable: kinds.Flag = says("the site can be installed as an app on a phone", True)
    keeps: Literal["asked", "at_once"] = says(
        "when the installed app keeps a booking, ticket or document readable without network", "asked"
    )
    push: kinds.Flag = says("news by push to whoever allows it", True)
    push_services: tuple[kinds.String, ...] = says(
        "hosts of browsers' makers that news may be handed to; *.example stands for all below it", PUSH_SERVICES
    )


class Smtp(Block):
    """The mail server; without encryption nothing is sent."""

    host: kinds.EnvText = says("mail server", finding="E303")
    port: int = says("port", 587, ge=1, le=65535)
    security: Literal["starttls", "tls"] = says('encryption; there is no "none"', "starttls")
    user: kinds.EnvText | None = says("login", None)
    password: kinds.Secret | None = says("login", None, finding="E301; E302")


class Email(Block):
    """E-mail."""

    sender: kinds.Email = says("From address")
    reply_to: kinds.Email | None = says("where answers go", None)
    smtp: Smtp | None = says("server; absent writes mails to a folder (trial)", None, finding="W501")
    bounces: kinds.Email | None = says(
        "address to which undeliverable mails return, as bounce+<id>@…; an alias of the mailbox of letters",
        None,
        finding="L495",
    )
    per_hour: int = says("brake: more waits in the outbox and alarms", 600, ge=1, le=1_000_000)


class Hotline(Block):
    """A telephone line with operators."""

    number: kinds.Phone = says("number")
    free: kinds.Flag = says("free of charge", False)
    hours: Hours | None = says("when it answers", None)
    can: tuple[Literal["book", "cancel", "information", "signals"], ...] = says(
        "what an operator does for the caller", ("book", "cancel", "information")
    )


class App(Block):
    """A mobile application."""

    name: kinds.Text = says("name on the phone")
    store: Literal["google_play", "app_store", "web"] = says("where it is got")
    find_as: kinds.String | None = says("words to type into the store's search", None)
    link: kinds.Url | None = says("address in the store", None, finding="L423")
    price: Literal["free", "paid"] = says("price", "free")
    steps: tuple[kinds.Text, ...] = says("how to install", ())


TOWN = "town"
"""What stands before the dot in the name of a kiosk in town, where devices of an office have the office."""


class TownKiosk(Block):
    """A kiosk in town, outside the offices."""

    place: kinds.Text = says("where it stands")
    district: kinds.String | None = says("city district", None)
    can: tuple[Literal["book", "cancel", "information"], ...] = says("what it offers", ("book", "information"))
    idle_reset: kinds.SomeDuration = says("it forgets the last person after this", Duration(seconds=30), finding="L443")
    host: kinds.EnvText | None = says("network address of its printer; absent means it prints in the browser", None)
    port: int = says("port of its printer", 9100, ge=1, le=65535)
    driver: kinds.Id = says(
        "language its printer understands: escpos, page, or one that a plugin brings", "escpos", finding="E201"
    )

    @property
    def device(self) -> Device:
        """The same as a device of an office would be."""
        return Device.model_construct(
            kind="kiosk",
            place=self.place,
            idle_reset=self.idle_reset,
            host=self.host,
            port=self.port,
            driver=self.driver,
        )


class Imap(Block):
    """A mailbox on a mail server; it is read without leaving a mark there."""

    host: kinds.EnvText = says("mail server", finding="E303")
    port: int = says("port", 993, ge=1, le=65535)
    security: Literal["tls", "starttls"] = says('encryption; there is no "none"', "tls")
    user: kinds.EnvText = says("login")
    password: kinds.Secret = says("login", finding="E301; E302")
    folder: kinds.String = says("folder of the mailbox", "INBOX")


class Inbox(Block):
    """The mailbox from which letters come to the desk."""

    imap: Imap | None = says("a mailbox on a mail server", None, finding="L494")
    maildir: kinds.String | None = says("a folder into which the mail server delivers (Maildir)", None, finding="L494")
    every: kinds.SomeDuration = says("how often it is looked into", Duration(seconds=60), finding="E104")


class Reply(Block):
    """A prepared answer to a letter."""

    name: kinds.Text = says("what staff choose it by")
    text: kinds.Text = says("the words; staff may change them before they are sent")


class Letter(Block):
    """Letters on paper or by e-mail."""

    post: kinds.Text | None = says("postal address", None, finding="L415")
    email: kinds.Email | None = says("address for letters sent by e-mail", None, finding="L415")
    inbox: Inbox | None = says("where e-mail to this address is fetched", None, finding="L494")
    keep: kinds.Duration = says("letters are emptied this long after they were settled", Duration(months=6))
    replies: Mapping[kinds.Id, Reply] = says("prepared answers, besides the usual ones", {})


class Channels(Block):
    """Ways to reach people."""

    web: Web = says("the site", Web())
    email: Email | None = says("e-mail", None, finding="L413")
    sms: Sms | None = says("text messages", None, finding="L413")
    hotline: Hotline | None = says("telephone line", None, finding="L414")
    apps: Mapping[kinds.Id, App] = says("mobile applications", {})
    kiosks: Mapping[kinds.Id, TownKiosk] = says("kiosks in town, outside the offices", {})
    letter: Letter | None = says("letters", None, finding="L415")
