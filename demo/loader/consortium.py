"""The demo's libraries, directions and people, brought in the way an operator would."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlmodel import select

from demo import holidays
from demo.libraries import (
    CONSORTIUM,
    DIRECTIONS,
    LIBRARIES,
    OFFICE,
    PARTNERS,
    Library,
    Office,
    Partner,
)
from demo.loader.world import YEAR, World
from demo.people import PEOPLE, DemoPerson
from models import Organization, Person
from models.academic_terms import TERM_DAYS
from services import consortium, import_export, preferences
from services.spreadsheets import to_csv

PROGRAM_MANAGER = "dag"
BEFORE_THE_YEAR = timedelta(days=60)


def load(world: World) -> None:
    """Import the files that the demo amounts to, and set up the consortium."""
    then = world.now - YEAR - BEFORE_THE_YEAR
    plan = import_export.plan(world.session, _files(), now=then)
    import_export.apply(world.session, plan, now=then)
    by_mail = {person.email: person for person in world.session.exec(select(Person))}
    world.people = {demo_person.key: by_mail[demo_person.mail.lower()] for demo_person in PEOPLE}
    consortium.change_settings(
        world.session,
        name=CONSORTIUM.name,
        zone=CONSORTIUM.zone,
        fiscal_year_start=CONSORTIUM.fiscal_year_start,
        reminder_lead_hours=24,
        days_without_meeting=60,
        many_seats=4,
        hidden_findings=(),
        term_days=TERM_DAYS,
        by=world.people[PROGRAM_MANAGER],
        now=then,
    )
    _close(world, None, holidays.of_the_consortium(world.today), then)
    keys = {row.key: row.id for row in world.session.exec(select(Organization))}
    for library, days in holidays.of_libraries(world.today).items():
        _close(world, keys[library], days, then)


def _close(
    world: World, organization_id: int | None, days: Iterable[tuple[date, str]], then: datetime
) -> None:
    preferences.set_holidays(
        world.session,
        "\n".join(f"{day.isoformat()} {name}" for day, name in days),
        organization_id,
        by=world.people[PROGRAM_MANAGER],
        today=then.date(),
        now=then,
    )


def _files() -> dict[str, bytes]:
    return {
        "libraries.csv": _csv(
            "key,name,short_name,kind,mail_domains,category,zone,voting_unit,staff_size,"
            "former_names",
            _organizations(),
        ),
        "directions.csv": _csv(
            "key,name,description", ((d.key, d.name, d.description) for d in DIRECTIONS)
        ),
        "people.csv": _csv(
            "email,name,organization,zone,roles,slack_id,guest", map(_person, PEOPLE)
        ),
    }


def _organizations() -> Iterable[tuple[str, ...]]:
    kinds = (("library", LIBRARIES), ("office", (OFFICE,)), ("partner", PARTNERS))
    return (
        (
            organization.key,
            organization.name,
            organization.short_name,
            kind,
            organization.mail_domain,
            *_declared(organization),
        )
        for kind, all_ in kinds
        for organization in all_
    )


def _declared(organization: Library | Office | Partner) -> tuple[str, ...]:
    """What a member library has declared of itself."""
    if not isinstance(organization, Library):
        return ("",) * 5
    return (
        organization.kind,
        CONSORTIUM.zone,
        organization.voting_unit,
        "" if organization.staff_size is None else str(organization.staff_size),
        organization.former_name,
    )


def _person(demo_person: DemoPerson) -> tuple[str, ...]:
    roles = {PROGRAM_MANAGER: "program_manager"}.get(
        demo_person.key, "director" if demo_person.is_director else ""
    )
    guest = "yes" if demo_person.is_guest else "no"
    return (
        demo_person.mail,
        demo_person.name,
        demo_person.organization,
        demo_person.zone,
        roles,
        demo_person.slack_id or "",
        guest,
    )


def _csv(header: str, rows: Iterable[tuple[str, ...]]) -> bytes:
    return to_csv([header.split(","), *rows])
