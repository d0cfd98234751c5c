"""Who speaks for libraries, as lines of a file: read and written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from models import Organization, Person, Representation, RepresentationKind, Topic
from models.representatives import RepresentedSubject
from models.subjects import Subject
from services import history, representatives, terms
from services.groups import name_key
from services.import_export.cells import written
from services.import_export.entries import ImportEntry

PlaceKey = tuple[ImportEntry, ImportEntry | None, str, RepresentationKind]
"""The library, the group or the key of the topic's name, and as what."""
SpeakerKey = tuple[PlaceKey, ImportEntry, date]
_DAY = timedelta(days=1)


@dataclass
class SpeakerState:
    """Who speaks for libraries, and is to, as it is and as a file wants it."""

    zone: str
    entries: dict[SpeakerKey, ImportEntry] = field(default_factory=dict)

    def zone_of(self, library: ImportEntry) -> str:
        """The zone in which the days of a library are read."""
        return str(library.after["zone"] or self.zone)


def read_speakers(
    session: Session,
    zone: str,
    now: datetime,
    *,
    libraries: Mapping[int, ImportEntry],
    groups: Mapping[int, ImportEntry],
    people: Mapping[int, ImportEntry],
) -> SpeakerState:
    """Those that are not over at a moment: two queries."""
    found = SpeakerState(zone)
    topics = {row.id: row for row in session.exec(select(Topic))}
    for row in terms.unfinished_representations(session, now):
        library, person = libraries[row.organization_id], people[row.person_id]
        group = groups[row.group_id] if row.group_id else None
        topic = topics.get(row.topic_id or 0)
        zone_of_library = found.zone_of(library)
        first = terms.representation_days(row, zone_of_library)[0]
        facts = {
            "library": library.after["key"],
            "group": group.after["name"] if group else None,
            "topic": topic.name if topic else None,
            "kind": RepresentationKind(row.kind),
        } | terms.representation_days_in_files(row, zone_of_library)
        place = library, group, topic.name_key if topic else "", RepresentationKind(row.kind)
        found.entries[place, person, first] = ImportEntry(facts, dict(facts), id=row.id)
    return found


@dataclass
class SpeakerWriter:
    """Writes the lines of a plan that differ from what is there."""

    session: Session
    found: SpeakerState
    now: datetime

    def write(self) -> None:
        differing = [item for item in self.found.entries.items() if item[1].changed]
        for (place, person, since), entry in sorted(differing, key=lambda item: item[0][2]):
            last = entry.after["until"]
            zone = self.found.zone_of(place[0])
            until = terms.first_moment(last + _DAY, zone) if last else None
            if entry.before is None:
                entry.id = self._begin(place, person, since, until)
            else:
                row = self.session.get_one(Representation, entry.id)
                terms.agree_on_representation_end(self.session, row, until)
            self._record(entry, place[0], person)

    def _begin(
        self, place: PlaceKey, person: ImportEntry, since: date, until: datetime | None
    ) -> int:
        """On its day where nobody was appointed there since, else now."""
        library, group, _topic, kind = place
        subject = RepresentedSubject(
            "", group_id=group.id if group else None, topic_id=None if group else self._topic(place)
        )
        organization = self.session.get_one(Organization, library.id)
        speaker = self.session.get_one(Person, person.id)
        begins = terms.first_moment(since, self.found.zone_of(library))
        row = terms.new_representation(organization, subject, kind, speaker, begins)
        if begins <= self.now and terms.represented_since(self.session, row, begins):
            row = terms.new_representation(organization, subject, kind, speaker, self.now)
        ended = terms.represent(self.session, row, until=until)
        terms.record_representations_ended(self.session, ended, by=None, now=self.now)
        return row.id

    def _topic(self, place: PlaceKey) -> int:
        """The topic of a line, which is added where there is none."""
        key = place[2]
        found = self.session.exec(select(Topic).where(Topic.name_key == key)).first()
        if found is None:
            names = (
                entry.after["topic"]
                for (row, _, _), entry in self.found.entries.items()
                if row[2] == key
            )
            found = Topic(name=next(iter(names)), name_key=key, created_at=self.now)
            self.session.add(found)
            self.session.flush()
        elif found.closed_at is not None:
            representatives.add_topic(self.session, found.name, by=None, now=self.now)
        return found.id

    def _record(self, entry: ImportEntry, library: ImportEntry, person: ImportEntry) -> None:
        before = entry.before or {}
        changed = [name for name in entry.changed if name != "library"]
        history.record(
            self.session,
            "representation.imported",
            Subject("representation", entry.id),
            by=None,
            now=self.now,
            before={name: written(before[name]) for name in changed if name in before},
            after={"organization_id": library.id, "person": person.id}
            | {name: written(entry.after[name]) for name in changed},
        )


def topic_key(name: str | None) -> str:
    """The key of a topic's name; empty for none."""
    return name_key(name or "")
