"""Everybody who may come to Convene, by what she is to the group Metadata and to the consortium."""

from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session, select

from models import (
    Deputy,
    Group,
    GroupProposal,
    Leave,
    MemberRole,
    Organization,
    Person,
    Role,
    RoleKind,
    Task,
)
from models.database import unit_of_work
from tests.factories import BEFORE, NOW, group, person
from tests.happenings import interested, serve

INSTANT = timedelta(microseconds=1)
SERVING = {
    "UCHAIR": MemberRole.CHAIR,
    "UCOCHAIR": MemberRole.CO_CHAIR,
    "UMEMBER": MemberRole.MEMBER,
    "URECORDER": MemberRole.RECORDER,
    "UREPRESENTATIVE": MemberRole.REPRESENTATIVE,
    "UALTERNATE": MemberRole.ALTERNATE,
    "ULIAISON": MemberRole.LIAISON,
    "UEXOFFICIO": MemberRole.EX_OFFICIO,
    "UOBSERVER": MemberRole.OBSERVER,
}
"""Who serves in the group, by her Slack id."""

DEPUTY = "UDEPUTY"
CHAIRS = frozenset({"UCHAIR", "UCOCHAIR", "UACTING", DEPUTY})
GUEST_MEMBER = "UGUESTIN"
"""A guest whom an import made chair: she chairs nothing."""
OWNER = "UOWNER"
"""A member who owns the tasks that are somebody's, and proposed the group that is proposed."""
MEMBERS = frozenset({*SERVING, "UACTING", OWNER, DEPUTY})
"""Full members of this Slack who serve in the group."""
MANAGER = "UMANAGER"
DIRECTOR = "UDIRECTOR"
OTHER_CHAIR = "UOTHERCHAIR"
OUTSIDERS = frozenset({"UOUTSIDER", DIRECTOR, OTHER_CHAIR, "UFORMER", "UFUTURE", "UENDED"})
"""Full members of this Slack who do not serve in the group now."""
LIBRARIANS = MEMBERS | OUTSIDERS | {MANAGER}
GUESTS = frozenset({GUEST_MEMBER, "UGUEST", "UEXTERNAL", "UGUESTMANAGER"})
DEACTIVATED = "UGONECHAIR"
EVERYBODY = LIBRARIANS | GUESTS
ALL = EVERYBODY | {DEACTIVATED}

WORDS = {
    "UCHAIR": "chair",
    "UCOCHAIR": "co-chair",
    "UACTING": "acts for a chair on leave",
    DEPUTY: "member, and deputy of a chair",
    "UMEMBER": "member",
    "URECORDER": "recorder",
    "UREPRESENTATIVE": "representative",
    "UALTERNATE": "alternate",
    "ULIAISON": "liaison",
    "UEXOFFICIO": "ex officio",
    "UOBSERVER": "observer",
    OWNER: "member, owner of the task, and who proposed the group",
    MANAGER: "program manager",
    DIRECTOR: "director of a library",
    OTHER_CHAIR: "chair of another group",
    "UOUTSIDER": "in no group",
    "UFORMER": "chair until a moment ago",
    "UFUTURE": "chair in a moment",
    "UENDED": "program manager until a moment ago",
    GUEST_MEMBER: "guest in the group, written down as its chair",
    "UGUEST": "guest elsewhere",
    "UEXTERNAL": "from another workspace, by a shared channel",
    "UGUESTMANAGER": "guest, written down as program manager",
    DEACTIVATED: "chair whose account is deactivated",
}
"""What everybody is, for people who read the table or a failure."""


def settle(ids: dict[str, int]) -> None:
    """Put all of them into the world of the baselines."""
    with unit_of_work() as session:
        metadata = session.get_one(Group, ids["meta"])
        met = _meeting_people(session, ids["central"])
        _service(session, metadata, met)
        # The group without a channel has the same people.
        _service(session, session.get_one(Group, ids["bare"]), met)
        owner = met(OWNER)
        for name in ("mine", "past"):
            session.get_one(Task, ids[name]).owner_id = owner.id
        session.get_one(GroupProposal, ids["proposal"]).proposed_by = owner.id
        met(DEACTIVATED).is_active = False
        group(session, "Other", chair=met(OTHER_CHAIR), channel_id="COTHER")
        interested(session, session.get_one(Group, ids["courier"]), met("UOUTSIDER"))
        # Given while she could know of the group.
        interested(session, metadata, met("UENDED"))
        director = met(DIRECTOR)
        director.organization_id = ids["tunxis"]
        person(session, "Rita Reader", at=session.get_one(Organization, ids["tunxis"]))
        _guests(met)
        manager = RoleKind.PROGRAM_MANAGER
        session.add_all(
            [
                Role(person_id=met(MANAGER).id, kind=manager, since=BEFORE),
                Role(person_id=met("UENDED").id, kind=manager, since=BEFORE, until=NOW),
                Role(person_id=met("UGUESTMANAGER").id, kind=manager, since=BEFORE),
                Role(person_id=director.id, kind=RoleKind.DIRECTOR, since=BEFORE),
            ]
        )


Meet = Callable[[str], Person]


def _meeting_people(session: Session, library: int) -> Meet:
    def met(slack_id: str) -> Person:
        found = session.exec(select(Person).where(Person.slack_id == slack_id)).first()
        if found is None:
            found = person(session, f"{slack_id[1:].title()} Person", slack_id=slack_id)
            # Who acts and has no library is asked for it.
            found.organization_id = library
        return found

    return met


def _service(session: Session, in_group: Group, met: Meet) -> None:
    for slack_id, role in SERVING.items():
        serve(session, in_group, met(slack_id), role=role)
    serve(session, in_group, met(OWNER))
    _acting(session, in_group, met)
    _deputy(session, in_group, met)
    serve(session, in_group, met("UFORMER"), BEFORE, NOW, MemberRole.CHAIR)
    serve(session, in_group, met("UFUTURE"), NOW + INSTANT, None, MemberRole.CHAIR)
    for slack_id in (DEACTIVATED, GUEST_MEMBER):
        serve(session, in_group, met(slack_id), role=MemberRole.CHAIR)


def _acting(session: Session, metadata: Group, met: Meet) -> None:
    absent = serve(session, metadata, met("UABSENT"), role=MemberRole.CHAIR)
    acting = met("UACTING")
    session.add(Leave(membership_id=absent.id, since=BEFORE, acting_person_id=acting.id))


def _deputy(session: Session, metadata: Group, met: Meet) -> None:
    deputy = met(DEPUTY)
    serve(session, metadata, deputy)
    chair = serve(session, metadata, met("UNAMING"), role=MemberRole.CHAIR)
    until = NOW + timedelta(days=7)
    session.add(Deputy(membership_id=chair.id, person_id=deputy.id, since=BEFORE, until=until))


def _guests(met: Meet) -> None:
    for slack_id in GUESTS:
        met(slack_id).is_guest = True
    met("UEXTERNAL").is_external = True
