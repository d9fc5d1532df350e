"""From the section of the file to the plan that the rules read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from civicore import City
from civicore_doctrack.config import DocTrack, DocumentRule, StageRule, VersionRule
from civicore_doctrack.plan import Kind, Plan, Stage, Version, folded


def plan_of(city: City) -> Plan:
    """The plan of a city whose file has ``doctrack:``; LookupError when it has not."""
    said: DocTrack | None = city.section("doctrack")
    if said is None:
        raise LookupError("the file has no doctrack")
    return Plan(
        {id: _kind(said, id, one) for id, one in said.documents.items()},
        {id: _stage(said, id, one) for id, one in said.stages.items()},
        _words({id: one.words for id, one in said.stages.items()}),
        _words({id: one.words for id, one in said.documents.items()}),
        city.zone,
        asked(said),
    )


def asked(said: DocTrack) -> str:
    """The secret beside the number; "" when the file asks for none."""
    return next((one for one in said.identify_by if one != "application_number"), "")


def stages_of(said: DocTrack, stages: Iterable[str] | None) -> tuple[str, ...]:
    """A list of stages; None means all in their order."""
    return tuple(said.stages) if stages is None else tuple(stages)


def later_versions(said: DocTrack, document: DocumentRule) -> tuple[VersionRule, ...]:
    """The versions that hold for a kind of document: its own, or those of all."""
    return said.versions if document.versions is None else document.versions


def _kind(said: DocTrack, id: str, rule: DocumentRule) -> Kind:
    later = (Version(one.starts, stages_of(said, one.stages)) for one in later_versions(said, rule))
    versions = (Version(None, stages_of(said, rule.stages)), *sorted(later, key=lambda one: str(one.starts)))
    return Kind(id, rule.name, versions, rule.note)


def _stage(said: DocTrack, id: str, rule: StageRule) -> Stage:
    return Stage(
        id,
        rule.name,
        rule.message,
        rule.explained,
        rule.final,
        rule.ready,
        rule.aside,
        stages_of(said, rule.back_to),
        rule.takes,
        rule.notify,
    )


def _words(said: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Every word with the id it means; an id means itself before any word does."""
    words = {folded(one): id for id, others in said.items() for one in others}
    return words | {folded(id): id for id in said}
