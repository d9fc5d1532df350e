"""A message as an e-mail: headers, alternative parts, attachments (RFC 5322, RFC 2046)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from civicore.base.text import Text
from civicore.extension.channels import Attachment, ChannelMessage
from civicore.messaging.addresses import wire_address
from civicore.messaging.headers import LETTER_POLICY


@dataclass(frozen=True)
class Sender:
    """Who writes: the city's name, its address, and where answers go."""

    name: Text
    address: str
    reply_to: str | None = None


def letter(message: ChannelMessage, sender: Sender, now: datetime) -> EmailMessage:
    """The e-mail for a message, dated ``now`` (aware); CannotSend when an address is not one.

    The Message-ID comes from the message's own id, so a repeated delivery is recognised as the same.
    """
    origin = _address(sender.address, sender.name.in_(message.language))
    to = _address(message.to)
    mail = EmailMessage(_policy_for(to))
    mail["From"] = origin
    mail["To"] = to
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(now.astimezone(UTC))
    mail["Message-ID"] = f"<{one_line(message.id)}@{origin.domain}>"
    if reply_to := message.reply_to or sender.reply_to:
        mail["Reply-To"] = _address(reply_to)
    mail["Content-Language"] = message.language
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday answers stay away
    if message.unsubscribe is not None:
        mail["List-Unsubscribe"] = f"<{one_line(message.unsubscribe)}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    _fill(mail, message)
    return mail


def one_line(words: str) -> str:
    """Words without line breaks and control characters, so that they can never start a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())


def needs_utf8(mail: EmailMessage) -> bool:
    """Whether the recipient's address has letters that only SMTPUTF8 servers take (RFC 6531)."""
    return not mail["To"].addresses[0].addr_spec.isascii()


def _fill(mail: EmailMessage, message: ChannelMessage) -> None:
    mail.set_content(message.text)
    if message.html is not None:
        mail.add_alternative(message.html, subtype="html")
    for attachment in message.attachments:
        _attach(mail, attachment)


def _attach(mail: EmailMessage, attachment: Attachment) -> None:
    kind, *written = (part.strip() for part in attachment.content_type.split(";"))
    maintype, _, subtype = kind.partition("/")
    parameters = dict(one.split("=", 1) for one in written if "=" in one)
    name = one_line(attachment.name).replace("/", "_").replace("\\", "_")
    mail.add_attachment(attachment.content, maintype, subtype, filename=name, params=parameters)


def _address(address: str, name: str = "") -> Address:
    local, domain = wire_address(address)
    return Address(one_line(name), local, domain)


def _policy_for(to: Address) -> EmailPolicy[EmailMessage]:
    return LETTER_POLICY if to.addr_spec.isascii() else LETTER_POLICY.clone(utf8=True)
