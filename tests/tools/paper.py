"""How often what is generated is tried: the counts that the safety paper asks for (its C.5, C.4) and those there are.

This is the one place for them. Tests that say ``of("forms")`` try as often as it stands here; of others it is looked
up in their source that they say ``times(few, many)`` with these numbers (tests/tools/test_paper.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.tools.counts import share

NIGHT = "a run of a soak takes a night as it is"
HALVES = "half on each database"


@dataclass(frozen=True)
class Count:
    """What is counted in which test: ``few`` in CI and ``many`` in a soak; ``asked`` are those of the paper.

    ``why`` they are fewer, or what they are times. A test stands as ``file::function``. A ``size`` is not halved when
    somebody asks for half of a soak: its runs are fewer, and each is as long.
    """

    test: str
    few: int
    many: int
    asked: tuple[int, int]
    why: str = ""
    size: bool = False

    @property
    def short(self) -> bool:
        """Whether the paper asks for more."""
        return self.few < self.asked[0] or self.many < self.asked[1]


COUNTS: dict[str, Count] = {
    "simulated cities": Count(
        "tests/simulation/test_runs.py::test_everything_holds_whatever_people_and_faults_do",
        40,
        300,
        (300, 20_000),
        f"as many as a run of all tests has room for; {NIGHT}: 30 days of 40 steps are half a minute of computing",
    ),
    "days of each": Count(
        "tests/simulation/test_runs.py::test_everything_holds_whatever_people_and_faults_do",
        4,
        30,
        (30, 30),
        "as many as the 25 minutes of a run of all tests hold; those of a soak are whole",
        size=True,
    ),
    "shipped cities simulated": Count(
        "tests/simulation/test_runs.py::test_everything_holds_in_the_shipped_cities", 1, 6, (1, 6)
    ),
    "machine of bookings in a town": Count(
        "tests/machines/test_booking.py::test_whatever_people_do_the_model_and_the_town_agree",
        40,
        5_000,
        (200, 5_000),
        "each step is a transaction of a real town; the pure machines stand beside it",
    ),
    "machine of the queue": Count(
        "tests/machines/test_rules.py::test_the_model_and_the_rules_agree", 200, 5_000, (200, 5_000)
    ),
    "machine of signals": Count(
        "tests/machines/test_rules.py::test_the_model_and_the_rules_agree", 200, 5_000, (200, 5_000)
    ),
    "machine of dialogues": Count(
        "tests/machines/test_rules.py::test_the_model_and_the_rules_agree",
        200,
        5_000,
        (200, 5_000),
    ),
    "steps of an example": Count("tests/machines/living.py::lived", 50, 50, (50, 50), size=True),
    "histories": Count(
        "tests/histories/test_histories.py::test_what_eight_clients_were_told_by_two_workers_is_true",
        2,
        100,
        (10, 200),
        HALVES,
    ),
    "protections removed": Count("tests/simulation/test_defects.py::test_seeded_defect_is_found", 19, 19, (6, 6)),
    "seeds lived without each protection": Count(
        "tests/simulation/test_defects.py::test_removed_protection_is_found_whatever_happens",
        0,
        20,
        (1, 1),
        "of seven; in CI each is found in a history that was kept for it",
    ),
    "damaged files": Count(
        "tests/deployment/test_mutations.py::test_damaged_files_give_findings_and_no_traceback",
        1_500,
        10_000,
        (1_500, 10_000),
    ),
    "cases of an operation of the API": Count(
        "tests/security/test_api.py::test_schemathesis_finds_nothing_in_any_operation",
        30,
        500,
        (100, 2_000),
        "twice, as citizen and as staff, for every operation that there is, with all checks",
    ),
    "values in forms": Count(
        "tests/security/test_forms.py::test_s13_whatever_is_written_into_a_form_is_answered",
        1_000,
        20_000,
        (20_000, 20_000),
        "each is a page that is asked for: the 20 000 are those of a soak",
    ),
    "text messages in": Count(
        "tests/faults/test_bad_input.py::test_text_messages_that_gateways_hand_over",
        20_000,
        20_000,
        (20_000, 20_000),
    ),
    "mail in": Count(
        "tests/faults/test_bad_input.py::test_letters_of_any_bytes",
        20_000,
        20_000,
        (20_000, 20_000),
    ),
    "updates of each messenger": Count(
        "tests/faults/test_bad_input.py::test_updates_of_messengers",
        2_500,
        2_500,
        (2_500, 2_500),
        "of two messengers: together the 5 000 that are asked for",
    ),
    "uploads": Count(
        "tests/security/test_uploads.py::test_s08_whatever_is_sent_is_refused_or_comes_out_clean",
        500,
        500,
        (500, 500),
    ),
    "texts on paper": Count(
        "tests/faults/test_bad_input.py::test_texts_on_paper_reach_the_printer_as_a_picture_alone",
        500,
        2_000,
        (2_000, 2_000),
        "each is drawn; the 2 000 are those of a soak",
    ),
    "F01 kills of a process that stores": Count(
        "tests/storage/test_kills.py::test_f01_kill_9_loses_nothing_acknowledged_and_leaves_nothing_half_made",
        9,
        250,
        (250, 250),
        f"{HALVES}; with those of a server the 20 that are asked for in CI",
    ),
    "F01 kills of a server": Count(
        "tests/faults/test_kill.py::test_f01_a_killed_server_loses_nothing_it_acknowledged", 1, 250, (250, 250), HALVES
    ),
    "F02 repeats": Count(
        "tests/faults/test_answers.py::test_f02_who_repeats_after_a_lost_answer_has_one_booking_and_one_message",
        5,
        500,
        (1, 500),
        HALVES,
    ),
    "F04 restarts": Count(
        "tests/faults/test_restarts.py::test_f04_postgresql_restarted_fast_and_immediately_under_load",
        20,
        20,
        (20, 20),
    ),
    "F19 restores of backups made under writes": Count(
        "tests/backups/test_round_trip.py::test_f19_a_backup_made_under_writes_is_one_instant",
        1,
        20,
        (1, 1),
        "on each database",
    ),
    "F20 points of a migration": Count(
        "tests/storage/test_half_migrated.py::test_f20_a_migration_killed_at_any_point_leaves_a_whole_state_and_is_made_up_for",
        2,
        50,
        (50, 50),
        "the 50 are those of a soak",
    ),
}


def of(what: str) -> int:
    """How often it is tried in this run, in a part of a soak that part of it. KeyError for what is not in the table."""
    count = COUNTS[what]
    if not share():
        return count.few
    return count.many if count.size else max(1, round(count.many * share()))
