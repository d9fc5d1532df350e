"""What the API tells of cases, in its own shapes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from civicore import Text
from civicore_signals import api_answers as answers
from civicore_signals.case import Answer, Case, Event, Place, Sender
from civicore_signals.dossier import Dossier, Line
from civicore_signals.plan import Category, Kind
from civicore_signals.service import Filed
from civicore_signals.setting import Setting
from civicore_signals.visibility import PublicCase, PublicEvent, PublicPlace


class Views:
    """Turns values of the services into answers of the API."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._plan = setting.plan

    def stamp(self, instant: datetime) -> str:
        """RFC 3339 with the offset that the city has at that instant."""
        return instant.astimezone(self._setting.zone).isoformat(timespec="seconds")

    def offered(self) -> answers.OfferedAnswer:
        """What can be filed, in words of the city."""
        plan = self._plan
        return answers.OfferedAnswer(
            languages=list(plan.languages),
            kinds=[self._kind(kind) for kind in plan.kinds.values()],
            types=[self._type(type) for type in plan.categories.values() if type.leaf],
            statuses=[self._named(one.id, one.name) for one in plan.statuses.values()],
            outcomes=[self._named(one.id, one.name) for one in plan.outcomes.values()],
            units=[self._named(one.id, one.name) for one in plan.units.values()],
        )

    def public(self, case: PublicCase) -> answers.PublicAnswer:
        return answers.PublicAnswer(**self._public(case))

    def whole(self, case: PublicCase) -> answers.WholeAnswer:
        return answers.WholeAnswer(**self._public(case), events=[self._event(event) for event in case.events])

    def filed(self, filed: Filed, link: str | None) -> answers.FiledAnswer:
        case = filed.case
        return answers.FiledAnswer(
            state=case.state,
            number=case.number,
            registered_on=_day(case.registered_on),
            status=case.status,
            unit=case.unit,
            due_on=_day(case.clock.due_on),
            link=link,
        )

    def case(self, case: Case) -> answers.CaseAnswer:
        return answers.CaseAnswer(**self._case(case))

    def line(self, line: Line) -> answers.LineAnswer:
        return answers.LineAnswer(**self._case(line.case), overdue=line.overdue)

    def dossier(self, dossier: Dossier) -> answers.DossierAnswer:
        history = sorted((*dossier.events, *dossier.notes), key=lambda event: event.seq)
        return answers.DossierAnswer(
            case=self.case(dossier.case),
            sender=_sender(dossier.sender) if dossier.sender else None,
            moves=[
                answers.MoveAnswer(
                    id=move.to,
                    name=self._texts(move.name),
                    requires=list(move.requires),
                    outcomes=list(move.outcomes),
                )
                for move in dossier.moves
            ],
            overdue=dossier.deadline.overdue,
            followers=dossier.followers,
            history=[self._history(event) for event in history],
        )

    def _public(self, case: PublicCase) -> dict[str, Any]:
        same = ("number kind category status phase outcome counts_as unit language reopened followers topic text "
                "merged_into")  # fmt: skip
        return {
            **{name: getattr(case, name) for name in same.split()},
            "registered_on": case.registered_on.isoformat(),
            "received_at": self.stamp(case.received_at),
            "changed_at": self.stamp(case.changed_at),
            "closed_at": self._maybe(case.closed_at),
            "due_on": _day(case.due_on),
            "place": _place(case.place),
            "answers": _answers(case.answers),
        }

    def _case(self, case: Case) -> dict[str, Any]:
        same = ("number kind category status outcome unit state origin language topic text reopened hidden "
                "version")  # fmt: skip
        return {
            **{name: getattr(case, name) for name in same.split()},
            "id": str(case.id),
            "clerk": str(case.clerk) if case.clerk else None,
            "received_at": self.stamp(case.received_at),
            "changed_at": self.stamp(case.changed_at),
            "closed_at": self._maybe(case.closed_at),
            "due_on": _day(case.clock.due_on),
            "place": _place(case.place),
            "answers": _answers(case.answers),
        }

    def _event(self, event: PublicEvent) -> answers.EventAnswer:
        return answers.EventAnswer(
            at=self.stamp(event.at),
            kind=event.kind,
            status=event.status,
            outcome=event.outcome,
            unit=event.unit,
            text=event.text,
        )

    def _history(self, event: Event) -> answers.HistoryAnswer:
        return answers.HistoryAnswer(
            id=str(event.id),
            at=self.stamp(event.at),
            kind=event.kind,
            status=event.status,
            outcome=event.outcome,
            unit=event.unit,
            text=event.text,
            actor=event.actor,
            public=event.public,
        )

    def _kind(self, kind: Kind) -> answers.KindAnswer:
        return answers.KindAnswer(
            id=kind.id,
            name=self._texts(kind.name),
            registration=kind.registration,
            public=kind.public is not None,
            asks=list(kind.asks),
            required=sorted(kind.required),
        )

    def _type(self, type: Category) -> answers.TypeAnswer:
        steps = type.id.split(".")
        path = [self._plan.categories[".".join(steps[: number + 1])].name for number in range(len(steps))]
        return answers.TypeAnswer(
            id=type.id,
            name=self._texts(type.name),
            kinds=list(type.kinds),
            path=[self._texts(one) for one in path],
            questions=[
                answers.QuestionAnswer(
                    id=one.id,
                    ask=self._texts(one.ask),
                    kind=one.kind,
                    required=one.required,
                    options=[
                        answers.OptionAnswer(value=value, label=self._texts(label))
                        for value, label in one.options.items()
                    ],
                    when={name: list(words) for name, words in one.when.items()},
                )
                for one in type.questions
            ],
        )

    def _named(self, id: str, name: Text) -> answers.Named:
        return answers.Named(id=id, name=self._texts(name))

    def _texts(self, words: Text) -> dict[str, str]:
        return {language: words.in_(language) for language in self._plan.languages}

    def _maybe(self, instant: datetime | None) -> str | None:
        return None if instant is None else self.stamp(instant)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _place(place: Place | PublicPlace | None) -> answers.PlaceAnswer | None:
    if place is None:
        return None
    lat, lon = place.point or (None, None)
    return answers.PlaceAnswer(lat=lat, lon=lon, address=place.address, area=place.area)


def _answers(given: Mapping[str, Answer]) -> dict[str, answers.Answer]:
    return {name: answer if isinstance(answer, str) else list(answer) for name, answer in given.items()}


def _sender(sender: Sender) -> answers.SenderAnswer:
    return answers.SenderAnswer(
        name=sender.name,
        organisation=sender.organisation,
        email=sender.email,
        phone=sender.phone,
        address=sender.address,
        language=sender.language,
    )
