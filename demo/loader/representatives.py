"""Who speaks for each library: its director in the council, and a representative with an alternate
on one topic; one library has no alternate yet.
"""

from collections import defaultdict
from collections.abc import Iterator

from sqlmodel import col, select

from demo.loader.world import World
from models import Organization, OrganizationKind, Person
from services import import_export, terms
from services.organizations import every_director
from services.spreadsheets import to_csv

LICENSING = "E-resources licensing"
WITHOUT_ALTERNATE = "gateway"
_HEADER = ("library", "group", "topic", "kind", "person")


def name_representatives(world: World) -> None:
    """Let every library be spoken for, as a file would say it."""
    content = to_csv([_HEADER, *_rows(world)])
    plan = import_export.plan(world.session, {"representatives.csv": content}, now=world.now)
    import_export.apply(world.session, plan, now=world.now)


def _rows(world: World) -> Iterator[tuple[str, ...]]:
    directors, staff = every_director(world.session, world.now), _staff(world)
    council = world.groups["council"]
    libraries = select(Organization).where(Organization.kind == OrganizationKind.LIBRARY)
    for library in world.session.exec(libraries.order_by(col(Organization.key))):
        heads = directors[library.id]
        ids = {head.id for head in heads}
        others = [person for person in staff[library.id] if person.id not in ids]
        for head in heads[:1]:
            if terms.current(world.session, council, head.id, world.now):
                yield library.key, council.name, "", "representative", _named(head)
        speakers = [*others, *heads][:2]
        for person, kind in zip(speakers, ("representative", "alternate"), strict=False):
            if kind == "representative" or library.key != WITHOUT_ALTERNATE:
                yield library.key, "", LICENSING, kind, _named(person)


def _staff(world: World) -> defaultdict[int, list[Person]]:
    here = select(Person).where(col(Person.is_active).is_(True), col(Person.is_guest).is_(False))
    found: defaultdict[int, list[Person]] = defaultdict(list)
    for person in world.session.exec(here.order_by(col(Person.id))):
        found[person.organization_id or 0].append(person)
    return found


def _named(person: Person) -> str:
    return person.email or person.name
