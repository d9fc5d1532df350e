"""What one field of ``doctrack:`` alone cannot tell, found before the city opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from civicore import City, Finding, say
from civicore_doctrack import lints_following, lints_sources
from civicore_doctrack.config import DocTrack, StageRule
from civicore_doctrack.plan import Version, folded
from civicore_doctrack.working_out import asked, later_versions, plan_of, stages_of


def check(city: City) -> Iterator[Finding]:
    """Everything about ``doctrack:`` that contradicts itself or asks for trouble."""
    said: DocTrack | None = city.section("doctrack")
    if said is None or _dangling(city, said):  # told as E201 by the core; what stands on it cannot be judged
        return
    yield from _identity(said)
    yield from _maps(said)
    yield from _versions(city, said)
    yield from _stages(said)
    yield from _words(said)
    yield from lints_sources.check(city, said)
    yield from lints_following.check(city, said)


def _dangling(city: City, said: DocTrack) -> bool:
    lists: list[Iterable[str] | None] = [one.stages for one in said.versions]
    lists += [one.back_to for one in said.stages.values()]
    for document in said.documents.values():
        lists += [document.stages, *(one.stages for one in document.versions or ())]
    named = {one for some in lists for one in some or ()}
    offices = {one for source in said.sources.values() for one in source.offices.values()}
    return not (named <= set(said.stages) and offices <= set(city.offices))


def _identity(said: DocTrack) -> Iterator[Finding]:
    """L472."""
    path = ("doctrack", "identify_by")
    if "application_number" not in said.identify_by or len(said.identify_by) != 2 or not asked(said):
        message = say("the number alone, or no number: anybody who guesses numbers would see documents of others")
        yield Finding("L472", message, path, hints=(say("write [application_number, last_name]"),))
    elif "birth_year" in said.identify_by:
        yield Finding("L472", say("a year of birth is guessed with a hundred tries"), path, "warning")


def _maps(said: DocTrack) -> Iterator[Finding]:
    """L473: a section without the maps that it needs."""
    for what, there in (("documents", said.documents), ("stages", said.stages)):
        if not there:
            yield Finding("L473", say("there are no %(what)s", what=what), ("doctrack",), at_key=True)


def _versions(city: City, said: DocTrack) -> Iterator[Finding]:
    """L431, L473 and L474: each list of stages leads somewhere, and lists begin one after the other."""
    plan = plan_of(city)
    for id, document in said.documents.items():
        for version in plan.kinds[id].versions:
            for code, message in _wrong_way(said, version):
                yield Finding(code, message, ("doctrack", "documents", id), at_key=True)
        twice = [one for one, count in Counter(_starts(said, id)).items() if count > 1]
        path = ("doctrack", "documents", id, "versions") if document.versions is not None else ("doctrack", "versions")
        for day in twice:
            yield Finding("L474", say("two lists of stages begin on %(day)s", day=day), path)


def _starts(said: DocTrack, document: str) -> list[date]:
    return [one.starts for one in later_versions(said, said.documents[document])]


def _wrong_way(said: DocTrack, version: Version) -> Iterator[tuple[str, str]]:
    rules = [said.stages[one] for one in version.stages]
    way = [(id, rule) for id, rule in zip(version.stages, rules, strict=True) if not rule.aside]
    if not any(rule.final for rule in rules):
        yield "L431", say("none of its stages is final: %(stages)s", stages=", ".join(version.stages))
    early = [id for id, rule in way[:-1] if rule.final]
    if early:
        yield (
            "L473",
            say("%(stage)s is final, but stages of the usual way come after it: write aside: true", stage=early[0]),
        )
    if len(set(version.stages)) < len(version.stages):
        yield "L473", say("a stage stands twice in its list")


def _stages(said: DocTrack) -> Iterator[Finding]:
    """L473: stages that no document has, and ways back that lead forward."""
    used = {one for version in said.versions for one in stages_of(said, version.stages)}
    for document in said.documents.values():
        used |= set(stages_of(said, document.stages))
        used |= {one for version in document.versions or () for one in stages_of(said, version.stages)}
    for id, rule in said.stages.items():
        path = ("doctrack", "stages", id)
        if said.documents and id not in used:
            yield Finding("L473", say("no document has this stage"), path, "warning", at_key=True)
        if _leads_forward(said, id, rule):
            yield Finding("L473", say("back_to names the stage itself"), (*path, "back_to"))


def _leads_forward(said: DocTrack, id: str, rule: StageRule) -> bool:
    return rule.back_to is not None and id in rule.back_to


def _words(said: DocTrack) -> Iterator[Finding]:
    """L471: a word of another system that means two things."""
    maps = (
        ("stages", {id: one.words for id, one in said.stages.items()}),
        ("documents", {id: one.words for id, one in said.documents.items()}),
    )
    for name, words in maps:
        means = Counter(folded(one) for id, some in words.items() for one in {folded(each) for each in (id, *some)})
        for id, some in words.items():
            for place, one in enumerate(some):
                if means[folded(one)] > 1:
                    path = ("doctrack", name, id, "words", place)
                    yield Finding("L471", say('"%(one)s" means more than one thing', one=one), path)
