"""The checks in their order."""

from __future__ import annotations

from civicore.testing.conformance.check import Check
from civicore.testing.conformance.company import gets_on_with_others, runs_everywhere
from civicore.testing.conformance.guarding import delays_no_page, is_put_aside, leaves_others_alone
from civicore.testing.conformance.hooks import bears_its_name, has_the_hooks_it_says
from civicore.testing.conformance.hostile import survives_hostile_words
from civicore.testing.conformance.importing import does_nothing_when_imported
from civicore.testing.conformance.jumping import bears_clock_jumps, survives_kills
from civicore.testing.conformance.outage import bears_repeats, outlives_an_outage
from civicore.testing.conformance.pages import can_be_used_by_all
from civicore.testing.conformance.papers import says_who_it_is, tells_city_it
from civicore.testing.conformance.personal import gives_and_forgets, tells_no_log
from civicore.testing.conformance.rights import denies_by_default
from civicore.testing.conformance.scanning import takes_only_what_is_granted
from civicore.testing.conformance.settings import describes_its_settings, starts_without_settings
from civicore.testing.conformance.staying import grows_without_loss, may_be_uninstalled
from civicore.testing.conformance.weight import weighs_little
from civicore.testing.conformance.words import speaks_every_language

CHECKS = (
    Check("K01", "The manifest is valid; name, licence and security contact are there.", says_who_it_is),
    Check("K02", "Importing it has no side effects.", does_nothing_when_imported),
    Check(
        "K03",
        "It opens sockets, starts processes and names foreign tables only with the grant.",
        takes_only_what_is_granted,
    ),
    Check("K04", "Its hooks exist, their arguments are right, and the manifest names them.", has_the_hooks_it_says),
    Check("K05", "Its settings are described, and a wrong one is told with its line.", describes_its_settings),
    Check("K06", "It works without settings, or says what is missing.", starts_without_settings),
    Check("K07", "It is put aside cleanly when a hook raises.", is_put_aside),
    Check("K08", "A slow part delays no page.", delays_no_page),
    Check("K09", "A part that raises leaves the others working.", leaves_others_alone),
    Check("K10", "Its ids, tables, addresses and settings bear its name.", bears_its_name),
    Check("K11", "A person's data are exported, erased, and expire.", gives_and_forgets),
    Check("K12", "It may be uninstalled and come back to its data.", may_be_uninstalled),
    Check("K13", "Its migrations run on filled tables and lose nothing.", grows_without_loss),
    Check(
        "K14", "It starts beside all first-party plugins in every shipped city, in both orders.", gets_on_with_others
    ),
    Check("K15", "Killed in its jobs it loses nothing and does nothing twice.", survives_kills),
    Check("K16", "It speaks every language, with all plural forms.", speaks_every_language),
    Check("K17", "Its pages are accessible, work without script and at 320 px.", can_be_used_by_all),
    Check("K18", "Logs and errors hold nothing of a person.", tells_no_log),
    Check("K19", "Its addresses deny by default.", denies_by_default),
    Check("K20", "Its forms survive hostile words and give back what was typed.", survives_hostile_words),
    Check("K21", "It outlives an outage of an hour, order kept.", outlives_an_outage),
    Check("K22", "News that come twice or in another order change nothing.", bears_repeats),
    Check("K23", "It bears jumps of the clock and the nights of the clock change.", bears_clock_jumps),
    Check("K24", "It runs at every API version that it names, on both databases.", runs_everywhere),
    Check("K25", "It costs the pages that it adds to little.", weighs_little),
    Check("K26", "The README says data, hosts, limits and changes, and shows it.", tells_city_it),
)
NUMBERS = frozenset(check.number for check in CHECKS)
