"""Text messages: which gateway sends them, how it is asked, what it tells us, and booking by text message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from civicore.base.spans import Duration
from civicore.deployment import kinds
from civicore.deployment.block import Block, says


class SmsBooking(Block):
    """Booking by text message: keyword, code of the agenda, day, time, family name."""

    state: Literal["live", "planned", "off"] = says("booking by text message", "live")
    keyword: kinds.Text | None = says("first word of the message; each language may have its own", None)
    example: kinds.Text | None = says("example shown on the site and in the answer to a misspelt message", None)
    codes: Mapping[kinds.String, kinds.String] = says(
        "what is booked by which word: agenda or agenda.activity, with @office where several serve it; absent: the ids "
        "of the agendas",
        {},
        finding="E201; L453",
    )
    free: kinds.Text | None = says("words that ask for free times; absent: the product's own", None, finding="L453")
    cancel: kinds.Text | None = says("words that cancel; absent: the product's own", None, finding="L453")
    help: kinds.Text | None = says("words that ask for help; absent: the product's own", None, finding="L453")
    within: kinds.SomeDuration = says("how far ahead a time is looked for when none is written", Duration(days=7))
    listed: int = says("free times in one answer", 6, ge=1, le=20)


class SmsHttp(Block):
    """How a gateway is asked over HTTP; {text} {to} {id} {sender} {user} {key} {parts} are filled in."""

    method: Literal["POST", "PUT", "GET"] = says("method", "POST")
    path: kinds.String = says("path after channels.sms.host", "/")
    query: Mapping[kinds.String, kinds.String] = says("what stands behind the question mark", {})
    headers: Mapping[kinds.String, kinds.String] = says("headers", {})
    body: Literal["json", "form", "none"] = says("form of the body", "json")
    fields: Mapping[kinds.String, kinds.String] = says(
        "fields of the body; dots lead into it: messages.0.to", {"to": "{to}", "text": "{text}"}
    )
    auth: Literal["none", "bearer", "basic", "oauth2"] = says(
        "how channels.sms.user and key are shown; oauth2 fetches a token for them (client credentials)",
        "bearer",
        finding="L453",
    )
    token: kinds.String | None = says("where oauth2 fetches its token: path or address", None, finding="L453")
    ok: tuple[kinds.String, ...] = says("status codes of a message that was taken", ("2xx",), finding="L453")
    ok_if: Mapping[kinds.String, kinds.String] = says("and what the JSON answer must say, field by field", {})
    permanent: tuple[kinds.String, ...] = says(
        "status codes after which trying again is of no use; all others are tried again",
        ("400", "404", "410", "413", "422"),
        finding="L453",
    )
    permanent_if: Mapping[kinds.String, kinds.String] = says("or what the JSON answer says then", {})
    id: kinds.String | None = says("field of the JSON answer with the gateway's own id; needed for receipts", None)


class SmsHook(Block):
    """What the gateway tells us: a POST to /hooks/sms/<name>, JSON or a form."""

    name: kinds.Id = says("last part of the address", "gateway")
    secret: kinds.Secret = says("what proves that it is the gateway", finding="E301; E302")
    proof: Literal["header", "bearer", "basic", "field"] = says("where the secret stands", "header")
    proof_name: kinds.String = says("name of the header or field; with basic the user", "X-Hook-Secret")
    items: kinds.String | None = says("field with a list of messages or receipts; absent: there is one alone", None)
    id: kinds.String = says("field with the gateway's id of a message", "id")
    sender: kinds.String = says("field with the number that wrote", "from")
    text: kinds.String = says("field with the words", "text")
    state: kinds.String = says("field with the fate of a message we sent; what has it is a receipt", "status")
    delivered: tuple[kinds.String, ...] = says("words for: it arrived", ("delivered", "DELIVRD"))
    failed: tuple[kinds.String, ...] = says(
        "words for: it will never arrive; all others say that it is on its way",
        ("failed", "undelivered", "expired", "rejected", "UNDELIV", "EXPIRED", "REJECTD", "DELETED"),
    )


class Sms(Block):
    """Text messages."""

    gateway: kinds.String = says("name of the gateway that sends: smpp, http or a plugin's", finding="L453")
    number: kinds.Phone | None = says("number that receives", None, finding="L413")
    sender: kinds.String | None = says("name shown as sender; absent: the number", None)
    host: kinds.EnvText | None = says("the gateway: a name for smpp, an address for http", None, finding="E303; L453")
    second_host: kinds.EnvText | None = says("asked when the first does not answer", None, finding="E303")
    port: int = says("port of smpp", 2775, ge=1, le=65535)
    encrypted: kinds.Flag = says(
        "smpp inside TLS; false only for the end of a tunnel on this computer: 127.0.0.1", True, finding="L453"
    )
    user: kinds.EnvText | None = says("name under which the city signs in (system_id of smpp)", None, finding="L453")
    key: kinds.Secret | None = says("access to the gateway", None, finding="E301; E302")
    per_day: int = says("spending brake: messages paid in 24 hours; more waits", 500, ge=1, le=1_000_000)
    answers_per_hour: int = says(
        "answers to one number in an hour; more is neither done nor answered", 10, ge=1, le=1000
    )
    alphabet: Mapping[kinds.Id, Literal["gsm7_safe", "gsm7", "ucs2"]] = says(
        "how each language is written: gsm7_safe strips diacritics (160 letters a message), ucs2 keeps them (70); "
        "gsm7 strips only where it must; other scripts keep their letters always",
        {},
        finding="E201",
    )
    max_segments: int = says("paid messages that a text of the product may take", 2, ge=1, le=10, finding="L454")
    http: SmsHttp | None = says("how a gateway is asked over HTTP", None, finding="L453")
    hook: SmsHook | None = says("what the gateway tells us by HTTP", None)
    booking: SmsBooking | None = says("booking by SMS", None, finding="L413")
