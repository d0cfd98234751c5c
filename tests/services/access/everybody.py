"""Everybody whom a rule could tell apart, as they stand at one moment towards one group."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from models import Group, MemberRole, Person, Role, RoleKind
from services.access import Standing
from tests.factories import BEFORE, NOW, Cast, cast, person, standing
from tests.happenings import serve

LEADS = {"chair", "co_chair", "manager", "until_later"}
MEMBERS = {"chair", "co_chair", "member", "observer", "guest", "until_later"}
"""Who serves now. The guest is a member, and whoever serves until later chairs."""
ALL = MEMBERS | {"manager", "director", "outsider", "former", "future", "gone"}


@dataclass(frozen=True)
class Everybody:
    """The people by what they are to the group."""

    group: Group
    people: dict[str, Person]
    standings: dict[str, Standing]

    def who(self, may: Callable[[Standing], bool]) -> set[str]:
        """Those whom a rule lets."""
        return {name for name, by in self.standings.items() if may(by)}


def everybody(session: Session, found: Cast | None = None) -> Everybody:
    """The cast and others; ``former`` served until now, ``future`` begins a moment later, both as
    chairs, and ``gone`` is a deactivated chair and program manager.
    """
    found = found or cast(session)
    group, moment = found.metadata, timedelta(microseconds=1)
    names = ("co_chair", "observer", "director", "former", "future", "gone", "until_later")
    more = {
        name: person(session, f"{name.title()} Somebody", slack_id=f"U{name.upper()}")
        for name in names
    }
    serve(session, group, more["co_chair"], role=MemberRole.CO_CHAIR)
    serve(session, group, more["observer"], role=MemberRole.OBSERVER)
    serve(session, group, more["former"], until=NOW, role=MemberRole.CHAIR)
    serve(session, group, more["future"], NOW + moment, role=MemberRole.CHAIR)
    serve(session, group, more["gone"], role=MemberRole.CHAIR)
    serve(session, group, more["until_later"], until=NOW + moment, role=MemberRole.CHAIR)
    more["gone"].is_active = False
    for name, kind, since, until in (
        ("director", RoleKind.DIRECTOR, BEFORE, None),
        ("gone", RoleKind.PROGRAM_MANAGER, BEFORE, None),
        ("former", RoleKind.PROGRAM_MANAGER, BEFORE, NOW),
        ("future", RoleKind.PROGRAM_MANAGER, NOW + moment, None),
    ):
        session.add(Role(person_id=more[name].id, kind=kind, since=since, until=until))
    session.flush()
    people = more | {
        "chair": found.ann,
        "member": found.ben,
        "guest": found.gil,
        "manager": found.dag,
        "outsider": found.cleo,
    }
    standings = {name: standing(session, row) for name, row in people.items()}
    return Everybody(group, people, standings)
