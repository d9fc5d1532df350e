"""Running the city: roles of the staff, how long data live, protection, operations."""

from __future__ import annotations

from typing import Annotated, Literal

from civicore.base.spans import Duration
from civicore.deployment import kinds
from civicore.deployment.block import Block, says
from civicore.deployment.model.directory import Directory


def _days(number: int) -> Duration:
    return Duration(days=number)


class Role(Block):
    """What a group of the staff may do."""

    name: kinds.Text = says("name")
    can: kinds.Ids = says("permissions such as booking.cancel, or all", (), finding="E201")
    departments: Annotated[kinds.Ids, kinds.Refers("departments")] = says("for whose agendas it holds", None)


class Retention(Block):
    """How long data live."""

    unconfirmed: kinds.Duration = says("holds never confirmed", _days(1), finding="L430")
    cancelled: kinds.EraseAfter = says("cancelled bookings; erase_at_once is a length of 0", Duration(), finding="L430")
    finished: kinds.Duration = says("names and contacts after the visit; counts stay", _days(30), finding="L430")
    signals: kinds.Duration = says("signals after the final status", Duration(months=60), finding="L430")
    letters: kinds.Duration = says("letters, complaints, applications", Duration(months=60), finding="L430")
    bot_chats: kinds.Duration = says("conversation state", _days(1), finding="L430")
    logs: kinds.Duration = says("technical logs", _days(30), finding="L430")
    audit: kinds.Duration = says("who of the staff saw or changed what", Duration(months=24), finding="L430")
    backups: kinds.Duration = says("after this an erased person is gone from backups too", _days(35), finding="L430")


class Staff(Block):
    """Staff logins."""

    mfa: Literal["required", "optional"] = says("second factor", "required", finding="L448")
    idle: kinds.SomeDuration = says("logged out after", Duration(seconds=1800))
    longest: kinds.SomeDuration = says("logged out at the latest", Duration(seconds=36_000))
    directory: Directory | None = says("sign-in by the town's own directory", None)


class HoldLimits(Block):
    """Brakes against robots that take all slots; a network is an IPv4 address or an IPv6 /64."""

    holds_per_address: int = says("holds an e-mail or telephone may make in an hour", 3, ge=1, le=10_000)
    holds_per_network: int = says("holds that may come from one network in an hour", 20, ge=1, le=100_000)
    live_per_network: int = says("unconfirmed holds of one network at a time", 20, ge=1, le=100_000)


class Puzzle(Block):
    """The puzzle of bot_check: nobody who books once notices it, and a robot that books a thousand times pays."""

    after: int = says("bookings a minute in one process from which all solve one", 600, ge=1, le=1_000_000)
    bits: int = says("how hard: 15 is a blink, each one more doubles it", 15, ge=1, le=24)
    hardest: int = says("as hard as it gets under load; each doubling of the rate adds 1", 19, ge=1, le=24)


class Security(Block):
    """Protection."""

    key: kinds.Secret | None = says(
        "the city's key: it signs links and codes; absent means a key file beside the database", None, finding="E302"
    )
    bot_check: Literal["proof_of_work", "off"] = says(
        "puzzle the browser solves; no picture, no third party", "proof_of_work", finding="L448"
    )
    puzzle: Puzzle = says("when the puzzle is asked and how hard it is", Puzzle())
    trusted_proxies: tuple[kinds.String, ...] = says(
        "networks; only these may say who the visitor is", (), finding="L449"
    )
    webhooks_to: tuple[kinds.String, ...] = says("hosts that may receive webhooks", (), finding="L436")
    staff: Staff = says("staff logins", Staff())
    limits: HoldLimits = says("brakes on holds", HoldLimits())
    report_to: kinds.Email | None = says("security.txt contact", None)
    data_officer: kinds.Email | None = says("hears each week who of the staff looked at records of people", None)


class Backups(Block):
    """Backups."""

    every: kinds.SomeDuration = says("how often", Duration(seconds=6 * 3600))
    keep: kinds.SomeDuration = says("how long", _days(35), finding="L430")
    to: kinds.EnvText = says("folder, best on another machine; files are only added", "backups/", finding="E303")
    key: kinds.Secret | None = says("age key that seals them; without it none are made", None, finding="L448")
    test_restore: kinds.SomeDuration = says("restored into a scratch database and counted", _days(7))


class Budgets(Block):
    """How long parts of third-party plugins may take, in seconds; who takes longer is left out."""

    page: float = says("a tile of the desk or a part of the front page", 0.05, ge=0.001, le=60)
    call: float = says("a message to a channel, a question of health", 2.0, ge=0.001, le=600)
    job: float = says("work now and then", 30.0, ge=0.001, le=3600)


class Metrics(Block):
    """Figures for a monitoring system at /metrics, without anything about a person."""

    open_to: Literal["nobody", "loopback", "token"] = says(
        "who may read them: a program on this machine that comes past no proxy, or one with the token", "nobody"
    )
    token: kinds.Secret | None = says("what a program sends as Authorization: Bearer", None, finding="E302")


class Canary(Block):
    """A booking that nobody makes: each time one is held, confirmed and cancelled where no person sees it."""

    enabled: kinds.Flag = says("tries booking itself, and raises an alarm when it fails", False)
    every: kinds.SomeDuration = says("how often", Duration(seconds=60))
    misses: int = says("how many failures in a row raise the alarm", 2, ge=1, le=100)
    webhook: kinds.EnvText | None = says(
        "address that is told of the alarm, its host among security.webhooks_to", None, finding="E303"
    )


class Operations(Block):
    """Running it."""

    database: kinds.EnvText | None = says(
        "address; absent means an SQLite file next to the YAML; over a network with sslmode=verify-full",
        None,
        finding="E303; E304",
    )
    backups: Backups = says("backups", Backups())
    outbox_for: kinds.SomeDuration = says("how long an unsent message is retried", _days(3))
    alert: tuple[kinds.Email, ...] = says("who hears of trouble", (), finding="W502")
    budgets: Budgets = says("how long parts of third-party plugins may take", Budgets())
    log: Literal["lines", "json"] = says("form of the log: a line to be read, or one JSON object a line", "lines")
    metrics: Metrics = says("figures for a monitoring system", Metrics())
    canary: Canary = says("a booking that tries whether booking works", Canary())
    public_status: kinds.Flag = says("/status page for citizens", True)
