"""Every rule about the sense of a file finds what it is for, under the caret, and is silent about the small city."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from civicore.deployment.codes import CODES
from tests.deployment.files import BASE, alone, codes, over_base, pointed_at

_QUESTIONS = "booking:\n  form:\n" + "".join(f"    q{n}: {{label: TEXT}}\n" for n in range(21))


def _office(said: str) -> str:
    return "offices: {town_hall: {" + said + "}}\n"


def _ways(said: str) -> str:
    return "booking: {cancellation: {ways: {" + said + "}}}\n"


def _sms(said: str) -> str:
    return "channels: {sms: {number: '+420 494 000 009', " + said + "}}\n"


def _directory(said: str, groups: str = "[{group: Registry, role: admin}]") -> str:
    usual = "name: TEXT, client: civicore, secret: {secret: directory}"
    issuer = "" if "issuer:" in said else ", issuer: 'https://staff.lhotka.example'"
    return f"security: {{staff: {{directory: {{{usual}{issuer}, groups: {groups}, {said}}}}}}}\n"


SENSE = [
    ("L453", _sms("gateway: smpp, host: smsc.lhotka.example"), "smpp"),
    ("L453", _sms("gateway: http, host: 'https://a.example'"), "http"),
    ("L453", _sms("gateway: http, host: 'http://a.example', http: {auth: none}"), "'http://a.example'"),
    ("L453", _sms("gateway: http, host: 'https://a.example', http: {auth: none, ok: [fine]}"), "fine"),
    ("L453", _sms("gateway: http, host: 'https://a.example', http: {auth: basic}"), "basic"),
    ("L453", _sms("gateway: x, booking: {codes: {OP: id_cards, óp: passports}}"), "óp"),
    (
        "L453",
        _sms("gateway: x, booking: {codes: {HELP: id_cards}, help: {cs: POMOC, en: HELP}}"),
        "{cs: POMOC, en: HELP}",
    ),
    ("L454", _sms("gateway: x, max_segments: 1, alphabet: {cs: ucs2}"), "1"),
    ("E201", _sms("gateway: x, booking: {codes: {OP: id_card}}"), "id_card"),
    ("E201", _sms("gateway: x, booking: {codes: {OP: id_cards.apply}}"), "id_cards.apply"),
    ("E201", _sms("gateway: x, alphabet: {uk: ucs2}"), "uk"),
    ("L413", "channels: {sms: {gateway: x, booking: {keyword: OBJ}}}\n", "booking"),
    (
        "L401",
        "agendas: {weddings: {name: TEXT, department: registry}}\n"
        "offices: {town_hall: {counters: {one: {serves: [id_cards]}}}}\n",
        "weddings",
    ),
    (
        "L401",
        "offices: {branch: {name: TEXT, hours: {mon: 08:00-09:00}, doors: '07:45'}}\n"
        "agendas: {id_cards: {offices: [town_hall, branch]}}\n",
        "branch",
    ),
    ("L402", _office("counters: {spare: {serves: []}}"), "spare"),
    ("L403", _office("hours: {fri: [08:00-08:10, 09:00-12:00]}"), "08:00-08:10"),
    ("L403", "agendas: {id_cards: {duration: 10 hours}}\n", "10 hours"),
    ("L404", "departments: {registry: {capacity: 10, quota: 20}}\n", "20"),
    ("L405", "departments: {registry: {capacity: 500}}\n", "500"),
    ("L405", "agendas: {id_cards: {capacity: {mon: 10}}}\n", "{mon: 10}"),
    (
        "L406",
        "offices: {branch: {name: TEXT, counters: {one: {}}, devices: {p: {kind: kiosk, place: TEXT}}}}\n"
        "agendas: {id_cards: {offices: [branch]}}\n",
        "id_cards",
    ),
    ("L407", _office("hours: {wed: [08:00-12:00, 11:00-13:00]}"), "[08:00-12:00, 11:00-13:00]"),
    ("L407", _office("breaks: [18:00-18:30]"), "[18:00-18:30]"),
    ("L407", _office("counters: {one: {hours: {mon: 07:00-12:00}}}"), "07:00-12:00"),
    ("L407", _office("counters: {one: {breaks: [19:00-20:00]}}"), "[19:00-20:00]"),
    ("L407", _office("extra_hours: {2026-12-05: [08:00-10:00, 09:00-11:00]}"), "[08:00-10:00, 09:00-11:00]"),
    ("L408", "holidays: {calendar: ua}\n", "ua"),
    ("L408", "holidays: {working_days: [2026-11-25]}\n", "2026-11-25"),
    ("L408", "closures: {a: {when: 2026-12-24..2026-12-27, reason: TEXT}}\n", "2026-12-24..2026-12-27"),
    ("L409", _office("doors: null"), "08:00-17:00"),
    ("L410", "booking: {walk_in: false, check_in: {late: {then: walk_in}}}\n", "walk_in"),
    ("L411", "booking: {confirmation: {within: 45 min}}\n", "45 min"),
    ("L412", "booking: {horizon: 5 days, lead_time: 10 days}\n", "5 days"),
    ("L412", "agendas: {id_cards: {booking: {lead_time: 40 days}}}\n", "booking"),
    ("L413", "booking: {fields: {email: optional}}\n", "optional"),
    ("L413", "booking: {confirmation: {by: sms_code}}\n", "sms_code"),
    ("L413", "booking: {code: {send_by: [email, sms_if_phone]}}\n", "[email, sms_if_phone]"),
    ("L413", "booking: {reminder: {send_by: [sms]}}\n", "[sms]"),
    ("L413", "channels: {email: null}\nbooking: {confirmation: {by: email_link}}\n", "email_link"),
    ("L413", "channels: {email: null}\nbooking: {waiting_list: {enabled: true}}\n", "true"),
    ("L413", _ways("sms: {asks: [code, phone]}"), "sms"),
    ("L413", "closures: {a: {when: 2026-11-30, reason: TEXT, notify: [sms]}}\n", "[sms]"),
    ("L414", _ways("hotline: {}"), "hotline"),
    ("L415", _ways("letter: {asks: [last_name]}"), "letter"),
    ("L416", _office("devices: {printer: {serves: [id_cards]}}"), "passports"),
    ("L416", _office("devices: {kiosk: {kind: kiosk, place: TEXT, serves: []}}"), "[]"),
    ("L417", "agendas: {passports: {prefix: A}}\n", "A"),
    ("L418", "booking: {code: {length: 4}}\n", "4"),
    ("L419", 'brand: {colours: {primary: "#f4d03f"}}\n', '"#f4d03f"'),
    ("L419", 'brand: {colours: {text: "#aaaaaa"}}\n', '"#aaaaaa"'),
    ("L419", 'brand: {colours: {on_primary: "#1d4f91"}}\n', '"#1d4f91"'),
    ("L420", "brand: {logo: nothing.svg}\n", "nothing.svg"),
    ("L420", "brand: {logo: ../base.yaml}\n", "../base.yaml"),
    ("L420", "brand: {logo: base.yaml}\n", "base.yaml"),
    ("L420", "pages: {about: {title: TEXT, file: about.md}}\n", "about.md"),
    ("L421", "deployment: {slogan: jen česky}\n", "jen česky"),
    (
        "L423",
        "channels: {apps: {queue: {name: TEXT, store: google_play, link: https://a.example}}}\n",
        "queue",
    ),
    ("L432", _office("devices: {board: {kind: display, place: TEXT, refresh: 5 min}}"), "5 min"),
    ("L436", "security: {webhooks_to: [hooks.example.org, 10.1.2.3]}\n", "10.1.2.3"),
    ("L436", "security: {webhooks_to: [localhost]}\n", "localhost"),
    ("L443", _office("devices: {hall: {kind: kiosk, place: TEXT, idle_reset: 5 min}}"), "5 min"),
    ("L427", "accounts: {registration: required}\n", "required"),
    ("L444", "accounts: {enabled: true, profile: [erase_me]}\n", "[erase_me]"),
    ("L430", "operations: {backups: {keep: 90 days}}\n", "90 days"),
    ("L430", "retention: {audit: 5 days}\n", "5 days"),
    ("L430", "retention: {cancelled: 10 days}\n", "10 days"),
    ("L433", "suspensions: {crisis: {active: true, banner: TEXT}}\n", "crisis"),
    (
        "L433",
        "suspensions: {crisis: {active: true, banner: TEXT, instead: [phone], until: 2026-11-01}}\n",
        "2026-11-01",
    ),
    ("L434", "closures: {a: {when: 2026-11-23, reason: TEXT}}\n", "2026-11-23"),
    ("L435", "doctrack: {pickup: a}\n", "doctrack"),
    ("L435", "plugins: {civicore-nowhere: {}}\n", "civicore-nowhere"),
    ("L438", "booking: {fields: {birth_date: optional}}\n", "optional"),
    ("L439", "booking: {limits: {name_change: true}}\n", "true"),
    ("L441", "booking: {check_in: {unknown: TEXT}}\n", "{cs: a, en: b}"),
    ("L442", _ways("web_form: {asks: [code]}"), "[code]"),
    ("L448", "security: {staff: {mfa: optional}}\n", "optional"),
    ("L490", 'notifications: {quiet: {begins: "21:00", ends: "21:00"}}\n', "quiet"),
    ("L448", 'security: {bot_check: "off"}\n', '"off"'),
    ("L448", "operations: {backups: {to: /mnt/backup}}\n", "/mnt/backup"),
    ("L449", "security: {trusted_proxies: [0.0.0.0/0]}\n", "0.0.0.0/0"),
    ("L450", "renames: {agendas.id_cards: agendas.passports}\n", "agendas.id_cards"),
    ("L450", "renames: {agendas.old: agendas.nothing}\n", "agendas.nothing"),
    ("L450", "renames: {agendas.old: departments.registry}\n", "departments.registry"),
    (
        "L451",
        "agendas: {" + ", ".join(f"a{n}: {{name: TEXT, department: registry}}" for n in range(10)) + "}\n"
        "offices: {town_hall: {counters: {"
        + ", ".join(f"c{n}: {{serves: [a{n}]}}" for n in range(10))
        + ", every: {}}}}\n",
        "counters",
    ),
    ("L452", "booking: {form: {email: {label: TEXT}}}\n", "email"),
    ("L452", "agendas: {id_cards: {booking: {form: {first_day: {label: TEXT}}}}}\n", "first_day"),
    ("L452", "agendas: {visit: {name: TEXT, department: registry}}\n", "visit"),
    ("L468", "holidays: {must_cover: 18 months, known_until: 2026-12-31}\n", "18 months"),
    (
        "L580",
        _directory("issuer: 'https://a.example/.well-known/openid-configuration'"),
        "'https://a.example/.well-known/openid-configuration'",
    ),
    ("L580", _directory("issuer: 'https://a.example/?realm=b'"), "'https://a.example/?realm=b'"),
    ("L581", _directory("scopes: [email]"), "scopes"),
    ("L582", _directory("passwords: beside", groups="[]"), "groups"),
    ("L583", _directory("passwords: none", groups="[{group: Kings, role: king}]"), "king"),
    (
        "L584",
        _directory("passwords: none", groups="[{group: Registry, role: admin}, {group: Registry, role: clerk}]"),
        "Registry",
    ),
    ("L585", _directory("second_factor: directory, proofs: []"), "proofs"),
    ("L586", _directory("passwords: none", groups="[{group: Registry, role: clerk}]"), "groups"),
    ("L587", _directory("ask_every: 40 days"), "40 days"),
    ("L588", _directory("certificates: none.pem"), "none.pem"),
    ("W501", "channels: {email: {smtp: null}}\n", "email"),
    ("W502", "operations: {alert: []}\n", "alert"),
    ("W504", "agendas: {id_cards: {duration: 12 min}}\n", "12 min"),
    ("W504", "agendas: {id_cards: {activities: {apply: {name: TEXT, duration: 7 min}}}}\n", "7 min"),
    ("W504", "booking: {step: 7 min}\n", "7 min"),
    ("E102", "holidays: {policy: reduced}\n", "reduced"),
    ("E102", "booking: {release: {mode: daily_at}}\n", "daily_at"),
    ("E102", "booking: {form: {colour: {label: TEXT, kind: choice}}}\n", "colour"),
    ("E102", "pages: {about: {title: TEXT}}\n", "about"),
    (
        "E106",
        "suspensions: {c: {active: false, banner: TEXT, instead: [phone], since: 2026-12-02, until: 2026-12-01}}\n",
        "2026-12-01",
    ),
    ("E112", "holidays: {calendar: zc}\n", "zc"),
    ("E112", "booking: {form: {colour: {label: TEXT, kind: colour}}}\n", "colour"),
    ("E112", "security: {trusted_proxies: [localhost]}\n", "localhost"),
    ("E113", _QUESTIONS, "form"),
    ("E113", "booking: {cancellation: {cooling_off: {least: 2 hours, most: 1 hour}}}\n", "1 hour"),
    ("E302", "security: {key: {secret: city_key}}\n", "{secret: city_key}"),
    ("E303", "operations: {database: {env: DATABASE_URL}}\n", "{env: DATABASE_URL}"),
]


def test_the_small_city_has_nothing_to_complain_about(tmp_path: Path) -> None:
    assert codes(alone(tmp_path, BASE)) == []


@pytest.mark.parametrize(("code", "text", "caret"), SENSE, ids=[f"{one[0]} {one[2][:30]}" for one in SENSE])
def test_what_makes_no_sense_is_found_at_its_place(tmp_path: Path, code: str, text: str, caret: str) -> None:
    loaded = over_base(tmp_path, text.replace("TEXT", "{cs: a, en: b}"))
    assert code in codes(loaded)
    assert caret in pointed_at(loaded, code)


@pytest.mark.parametrize(("code", "text", "caret"), SENSE, ids=[f"{one[0]} {one[2][:30]}" for one in SENSE])
def test_warnings_never_stop_a_city_and_errors_do(tmp_path: Path, code: str, text: str, caret: str) -> None:
    loaded = over_base(tmp_path, text.replace("TEXT", "{cs: a, en: b}"))
    severities = {one.severity for one in loaded.findings if one.code == code}
    stops = [one for one in loaded.errors if one.finding.path[:1] != ("plugins",)]  # a plugin goes, the city stays
    assert (loaded.city is None) == bool(stops)
    if code not in ("L407", "L435"):  # these have a milder and a graver form
        assert severities == {"warning" if CODES[code].warning else "error"}


def test_every_code_has_a_meaning_and_a_test() -> None:
    """Those of plugins and of other rooms stand in their own tests."""
    tests = "\n".join(path.read_text("utf-8") for path in Path(__file__).parents[1].rglob("test_*.py"))
    assert set(re.findall(r"\"([ELW]\d{3})\"", tests)) >= set(CODES)


def test_a_rule_that_holds_everywhere_is_told_once(tmp_path: Path) -> None:
    text = "booking: {horizon: 5 days, lead_time: 10 days}\nagendas: {id_cards: {booking: {step: 5 min}}}\n"
    assert codes(over_base(tmp_path, text)).count("L412") == 1


def test_a_form_field_may_be_of_a_plugins_kind(tmp_path: Path) -> None:
    loaded = over_base(tmp_path, "booking: {form: {number: {label: {cs: a, en: b}, kind: cz.birth_number}}}\n")
    assert loaded.errors == ()


def test_case_55_a_renamed_service_needs_a_mapping_that_leads_somewhere(tmp_path: Path) -> None:
    renamed = BASE.replace("id_cards:", "identity_cards:")
    sound = alone(tmp_path, renamed + "renames: {agendas.id_cards: agendas.identity_cards}\n")
    assert sound.errors == ()
    assert sound.city is not None
    assert sound.city.renames == {"agendas.id_cards": "agendas.identity_cards"}
    broken = alone(tmp_path, renamed + "renames: {agendas.id_cards: agendas.identity_crads}\n")
    assert codes(broken) == ["L450"]


def test_renames_of_a_wrong_form_are_told_once(tmp_path: Path) -> None:
    found = alone(tmp_path, "renames: {agendas: {old: id_cards}}\n")
    assert [code for code in codes(found) if code in ("E103", "L450")] == ["E103"]


def test_what_an_environment_holds_is_read(tmp_path: Path) -> None:
    text = "operations: {database: {env: DATABASE_URL}, backups: {to: {env: NOWHERE, default: there/}}}\n"
    loaded = over_base(tmp_path, text, environ={"DATABASE_URL": "postgresql:///lhotka"})
    assert loaded.unset == ()
    assert loaded.city is not None
    assert loaded.city.operations.database == "postgresql:///lhotka"
    assert loaded.city.operations.backups.to == "there/"


def test_a_page_without_its_translation_is_told(tmp_path: Path) -> None:
    (tmp_path / "about.md").write_text("Ahoj", encoding="utf-8")
    text = "pages: {about: {title: {cs: a, en: b}, file: about.md}}\n"
    loaded = over_base(tmp_path, text)
    assert codes(loaded) == ["L421"]
    assert loaded.findings[0].finding.hints == ("write about.en.md",)
    (tmp_path / "about.en.md").write_text("Hello", encoding="utf-8")
    assert codes(over_base(tmp_path, text)) == []
