"""What each finding means, for ``civicore explain CODE`` and the reference.

E: the file cannot be used; L: it contradicts itself or asks for trouble; W: advice. ``warning`` ones never
stop a city.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """A finding's meaning and what to do."""

    meaning: str
    advice: str = ""
    warning: bool = False


CODES: dict[str, Code] = {
    "E001": Code(
        "this is not YAML, or more of YAML than the language uses", "no tags, no <<, one document, keys are words"
    ),
    "E002": Code("a key stands twice in one block", "keep one of the two lines"),
    "E003": Code("a tab in the indent", "indent with spaces"),
    "E004": Code("too many values, nested too deep, or too large", "at most 20 000 values once aliases are expanded"),
    "E005": Code("not UTF-8", "save the file as UTF-8"),
    "E006": Code(
        "extends names a file that is missing, outside the folder, or in a circle", "preset:cz or ./shared.yaml"
    ),
    "E101": Code("unknown key", "the suggestion is the nearest word of the language"),
    "E102": Code("a required key is missing", "civicore explain PATH tells what it means"),
    "E103": Code("a value of the wrong type", "the message says what is asked"),
    "E104": Code(
        "not a length of time, or 0 where it must be longer", "15 min, 2 hours, 60 days; m alone is ambiguous"
    ),
    "E105": Code("not a time or time range", 'mon: 08:00-17:00, doors: "07:45"; ranges stay within one day'),
    "E106": Code("not a date or date span", "2026-12-24 or 2026-12-28..2026-12-31"),
    "E107": Code("not an id", "lower-case letters, digits and _, a letter first, at most 40"),
    "E108": Code("not a colour", 'write it like "#00543c", in quotes'),
    "E109": Code("not an address", "addresses begin with https://, paths of the site with /"),
    "E110": Code("not an e-mail address"),
    "E111": Code("not a telephone number", 'write it in quotes: "+420 499 803 111"'),
    "E112": Code("not one of the allowed words", "the hint lists them"),
    "E113": Code("a number out of range", "a place that serves nobody is closed: use closures or enabled: false"),
    "E114": Code("an empty text"),
    "E115": Code("a text in a language the city does not have", "add it to deployment.languages or remove it"),
    "E116": Code("a text is missing in the default language", "the first of deployment.languages is the default"),
    "E201": Code("a word names something that is not in the file", "ids are those of the maps above"),
    "E202": Code(
        "a word names something that is switched off",
        "switch it on, or do not offer it: people would be led to what is not there",
    ),
    "E301": Code("a secret is written in the file", "put it in the secret store and write {secret: some_name}"),
    "E302": Code("a secret has no value on this computer", "a demo needs none; a real run refuses", warning=True),
    "E303": Code("an environment variable is not set and has no default", "a real run refuses", warning=True),
    "E304": Code(
        "a database behind a network whose server need not prove who it is",
        "write sslmode=verify-full and sslrootcert=authority.pem into its address; a real run refuses",
        warning=True,
    ),
    "L401": Code("an agenda that no counter serves", "name it in serves of a counter, or leave serves out"),
    "L402": Code("a counter that serves no agenda of its office", warning=True),
    "L403": Code("hours shorter than a visit, or a visit longer than any opening"),
    "L404": Code("a quota above the capacity", "quota is the part of capacity that can be booked"),
    "L405": Code("a capacity above what the counters can serve, or silent about an open day", warning=True),
    "L406": Code("an agenda none of whose offices is ever open"),
    "L407": Code("hours that overlap; breaks or counter hours outside those of the office are a warning"),
    "L408": Code(
        "a holiday calendar without days, a working day that is no day off, a closure of closed days", warning=True
    ),
    "L409": Code("the first check-in window opens before the doors", "write doors in the office", warning=True),
    "L410": Code("late clients are sent to walk-in, but there is none"),
    "L411": Code("the time to confirm reaches past the window of a visit booked at the last moment", warning=True),
    "L412": Code("the horizon is shorter than the lead time"),
    "L413": Code("e-mail or SMS is needed but its channel or its field is missing"),
    "L414": Code("cancelling by telephone without a hotline"),
    "L415": Code("cancelling by letter without an address"),
    "L416": Code("no printer or kiosk offers an agenda, or a device offers nothing"),
    "L417": Code("one ticket letter for two agendas of an office"),
    "L418": Code(
        "the code is too short for how many are alive at a time", "10 guesses may hit one with 1 in 1000 at most"
    ),
    "L419": Code("colours that cannot be read: text needs 4.5:1, controls 3:1"),
    "L420": Code("a file that is missing, too big, of a wrong type or outside the folder"),
    "L421": Code("a text without a translation into a language of the city", warning=True),
    "L422": Code(
        "a consultation that leaves people standing: a question or result that nobody reaches, an answer that leads "
        "nowhere or in a circle, a result that says nothing",
        "every answer has a goto or a result; the message names the answers that lead there",
    ),
    "L423": Code("an app without a link or without the words to search for"),
    "L424": Code(
        "a link to a computer that people cannot reach, or one that does not answer (--online)",
        "write the public address",
    ),
    "L425": Code(
        "a case that nobody receives: no default unit, a type without a kind, a closed unit, a unit without an inbox",
        "write signals.default_unit, and inbox at the departments",
    ),
    "L426": Code("a public kind, or a public answer, that tells of people", "ask it in a private kind, or not at all"),
    "L427": Code(
        "an account or a subscription for registered people is asked for, but accounts are off",
        "write accounts: {enabled: true}",
    ),
    "L428": Code(
        "a way that does not work: a status that is never reached or never left, an end without an outcome, a kind "
        "that never ends",
        "after and by say how a status is reached, outcomes how a case may end there",
    ),
    "L429": Code("working days counted without a holiday calendar", "write holidays.calendar"),
    "L430": Code("retention contradicts itself", warning=True),
    "L431": Code(
        "a document that never ends, or is followed without a question of consent",
        "the last stage says final: true; doctrack.opt_in asks before anybody is told",
    ),
    "L432": Code("a display asks for news less often than freshness promises"),
    "L433": Code("a suspension without any other way, or past its end", warning=True),
    "L434": Code("a closure in the past", warning=True),
    "L435": Code(
        "a plugin is missing; for a section of the language itself only a warning",
        "pip install it, or remove the block",
    ),
    "L436": Code("a webhook to a private, loopback or link-local address"),
    "L437": Code("more than 10 files, or more than 20 MB each", "telephones send large pictures", warning=True),
    "L438": Code("the form collects what no agenda needs", warning=True),
    "L439": Code("the holder's name may be changed after booking", warning=True),
    "L440": Code(
        "maps of another host: it learns the addresses of all visitors", "the city draws its own map", warning=True
    ),
    "L441": Code("answers to an early and an unknown code differ: guessing learns", warning=True),
    "L442": Code("the code alone cancels where nobody watches", "ask for the e-mail or the family name too"),
    "L443": Code("a kiosk keeps the last person longer than 60 s", warning=True),
    "L444": Code("accounts without export or erasure", "people have a right to both"),
    "L445": Code(
        "private cases that are found by number or map, or more than 60 look-ups a minute",
        "numbers follow each other by law, so they are never a key: track by link and account",
    ),
    "L446": Code("signals without a word on emergencies", "write signals.urgent", warning=True),
    "L447": Code("texts and pictures are public before anybody has looked", "publish: after_check", warning=True),
    "L448": Code("staff without second factor, robots not slowed down, or backups without a key", warning=True),
    "L449": Code("everybody may say who the visitor is", "name only your own proxies"),
    "L450": Code("renames from what is still there, to what is not there, or to something of another kind"),
    "L451": Code(
        "the skills of an office's counters overlap in too many ways to be counted",
        "let more counters serve the same agendas",
    ),
    "L452": Code("an id that booking needs for a page or a field of its own", "choose another id"),
    "L453": Code("text messages that cannot work as written", "the message says what is missing or contradicts itself"),
    "L454": Code(
        "a text message longer than channels.sms.max_segments",
        "shorten what the city adds to it, write it without diacritics, or allow more",
    ),
    "L455": Code("steps of a visit that lead back, or to an agenda that the office does not serve"),
    "L456": Code(
        "a key of the counter screen twice, or one that belongs to the browser or to writing",
        "F2, F4, F8, F9, or Alt+Shift+KeyN",
    ),
    "L457": Code(
        "ticket numbers that cannot last a day: fewer than the capacity, eaten up by kiosks' blocks, longer than the "
        "digits, or different within one letter"
    ),
    "L458": Code("numbers at a distance, or messages about them, that nobody can reach"),
    "L459": Code("boards that speak or show a language the city does not have, or are quiet whenever it is open"),
    "L460": Code("an alarm without a text"),
    "L461": Code("an open day on which no ticket is ever given", "shorten ticketing.last_ticket"),
    "L462": Code("a longest wait shorter than a visit: bookings would never be called first", warning=True),
    "L463": Code("a deadline that contradicts itself, or a silence that leads nowhere", "the message says what"),
    "L464": Code(
        "a question without a choice, or a condition that no earlier answer can meet",
        "conditions name questions that stand before, and their options",
    ),
    "L465": Code("districts that overlap, leave gaps, have no name, or cannot be read", "mend the GeoJSON file"),
    "L466": Code(
        "numbers of the register that could come twice, or that tell of private cases",
        "the pattern has {seq}, the year where the count begins anew, and {stream} where there are several",
    ),
    "L467": Code("other programs would send or read what is not public", "open311.kind names a public kind"),
    "L468": Code(
        "holidays are not known as far ahead as deadlines reach", "write the decreed days, then holidays.known_until"
    ),
    "L469": Code("a rule of routing that decides nothing", "earlier rules take all that it means", warning=True),
    "L470": Code("a prepared reply that is never offered", warning=True),
    "L471": Code("a word of another system that means nothing here", "write what it means: status/outcome"),
    "L472": Code(
        "a document that is found without a secret, or with one that is soon guessed",
        "the number is written on papers: ask for the family name too",
    ),
    "L473": Code("stages of a document that lead nowhere", "the message says which"),
    "L474": Code("two lists of stages for the same day", "versions begin on days of their own"),
    "L475": Code("a source of stages that cannot work as written", "the message says what is missing"),
    "L476": Code("nobody but clerks says how far documents are", "write doctrack.sources", warning=True),
    "L477": Code(
        "a question whether to be told of documents, but no way to be told",
        "write doctrack.notify_by, or leave doctrack.opt_in out",
    ),
    "L480": Code(
        "more choices than a telephone, a kiosk or a text message can show", "10 at most: ask in two questions"
    ),
    "L481": Code(
        "a button that would carry more than 64 bytes, which is all that messengers bring back",
        "ids of answers have at most 24 signs",
    ),
    "L482": Code("a question that costs more text messages than sms_segments allows", "say it in fewer words"),
    "L483": Code("a paper, a price or a result that no case ever shows", warning=True),
    "L484": Code("words of a button that telephones cut off", "40 signs at most", warning=True),
    "L485": Code("an id that other readers of YAML take for true or false", "not_idp instead of no", warning=True),
    "L486": Code("a conversation that has no words in a language of the city", "every text of it in every language"),
    "L487": Code("typed words that mean two answers of one question, or begin two consultations"),
    "L490": Code("quiet hours that never end, or take most of the day", "begins and ends differ by 16 hours at most"),
    "L491": Code("rules for a notice that nobody sends", "the message names those there are"),
    "L494": Code(
        "letters that nobody can fetch, from nowhere or from two places", "write channels.letter.inbox.imap or .maildir"
    ),
    "L495": Code(
        "undeliverable mails return to where nobody looks",
        "write channels.letter.inbox for their mailbox",
        warning=True,
    ),
    "L496": Code("an office that is called as kiosks in town are", "name it otherwise than town"),
    "L497": Code(
        "the mail server does not take our mail (--online)",
        "the message says how far one came: address, encryption, certificate, sign-in",
    ),
    "L498": Code(
        "a bot that does not answer, or has another name (--online)", "the token and the name are BotFather's"
    ),
    "L499": Code(
        "DNS about the sender: nobody takes answers, or anybody may write in the city's name (--online)",
        "an MX record for the domain of channels.email.sender, and a TXT record v=spf1 with the mail server",
    ),
    "L525": Code(
        "a third-party plugin needs what the file does not grant it: it is put aside",
        "read what it needs, and write it under grants if the city wants it",
    ),
    "L526": Code("a grant that there is not, or that the plugin does not ask for", "remove it", warning=True),
    "L527": Code(
        "isolation: process for a plugin that brings more than channels, sources and drivers",
        "write isolation: none, or do without the plugin",
    ),
    "L528": Code(
        "a plugin that cannot be used: its civicore-plugin.yaml is missing or wrong, or it fails when it is loaded",
        "tell its makers; civicore plugin check says the same to them",
    ),
    "L529": Code(
        "a question to another system that failed itself: nothing is known (--online)",
        "tell whoever made the plugin; the other questions were asked all the same",
        warning=True,
    ),
    "L580": Code(
        "the issuer of the staff's directory is not written as the directory names itself",
        "copy the value of issuer from its discovery document",
    ),
    "L581": Code("the directory is not asked who signs in", "scopes: [openid, email, profile]"),
    "L582": Code("no group of the directory has a role", "groups: [{group: Registry, role: clerk}]"),
    "L583": Code(
        "a group of the directory has a role that is not there", "write a role of roles:, or one of the usual"
    ),
    "L584": Code("a group of the directory stands twice with two roles", "the first one counts", warning=True),
    "L585": Code("nothing proves the second factor that the directory is to ask for", "proofs: [mfa]"),
    "L586": Code("nobody who signs in by the directory may manage the staff", "give a group such a role", warning=True),
    "L587": Code("the directory is never asked again", "ask_every: 5 min", warning=True),
    "L588": Code("the directory's authority is no file of certificates", "put the PEM file beside the city's file"),
    "W501": Code("mails are written to a folder (trial)", "write channels.email.smtp", warning=True),
    "W502": Code("nobody hears of trouble", "write operations.alert", warning=True),
    "W503": Code(
        "a key that has a new name", "civicore migrate --write renames it; the message says how long it is read", True
    ),
    "W504": Code("a length that is no multiple of 5 minutes", "visits take up whole steps of 5 minutes", warning=True),
}
