"""Every button and form of a private group, used by people who are nothing in it at that moment:
nothing changes, and no answer names the group or what is in it.
"""

import json
import logging
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from models import Group, MemberRole, Person, Role, RoleKind
from models.database import unit_of_work
from tests.factories import BEFORE, NOW, group, person
from tests.handlers.doors import Door, Slack, everything
from tests.handlers.test_single_odd_fields import BUTTONS, FIELDS, FORMS, with_ids, world
from tests.happenings import serve

INSTANT = timedelta(microseconds=1)
NAMED = ("Zebrafish", "Norms review", "Review", "Who pays", "One file")
"""The group, and its meeting, task, question and decision."""
OWN = {"group.join", "person.place", "reminders.send"}
"""What these people may do: join another group, and what concerns themselves alone."""
STRANGERS = {
    "UCLEO": "chairs another group, and heads a library",
    "UFAY": "chaired it up to this moment",
    "UFUT": "chairs it in an instant",
    "UZED": "chairs it, and her account is deactivated",
    "UXEN": "runs the consortium by a role that a guest cannot have",
    "UPAM": "ran the consortium up to this moment, and will again in an instant",
}


@pytest.fixture
def ids(database: Engine) -> dict[str, int]:
    found = world()
    with unit_of_work() as session:
        private = session.get_one(Group, found["meta"])
        private.is_private, private.name, private.name_key = True, "Zebrafish", "zebrafish"
        cleo = session.exec(select(Person).where(Person.slack_id == "UCLEO")).one()
        group(session, "Other", chair=cleo, channel_id="COTHER")
        fay, fut, zed, pam = (
            person(session, f"{name} Stranger", slack_id=f"U{name.upper()}")
            for name in ("Fay", "Fut", "Zed", "Pam")
        )
        xen = person(session, "Xen Stranger", slack_id="UXEN", is_guest=True)
        zed.is_active = False
        for stranger in (fay, fut, zed, pam, xen):
            # Who acts and has no library is asked for it, which is no secret.
            stranger.organization_id = found["central"]
        serve(session, private, fay, BEFORE, NOW, MemberRole.CHAIR)
        serve(session, private, fut, NOW + INSTANT, None, MemberRole.CHAIR)
        serve(session, private, zed, role=MemberRole.CHAIR)
        manager = RoleKind.PROGRAM_MANAGER
        session.add_all(
            [
                Role(person_id=cleo.id, kind=RoleKind.DIRECTOR, since=BEFORE),
                Role(person_id=xen.id, kind=manager, since=BEFORE),
                Role(person_id=pam.id, kind=manager, since=BEFORE, until=NOW),
                Role(person_id=pam.id, kind=manager, since=NOW + INSTANT),
            ]
        )
    return found


def test_nothing_of_a_private_group_is_changed_or_told_to_strangers(
    ids: dict[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    before = everything()
    for slack_id, why in STRANGERS.items():
        for name in (BUTTONS.keys() | FORMS.keys()) - OWN:
            answer = used(name, ids, slack_id)
            leaked = [words for words in NAMED if words in answer]
            assert leaked == [], f"{name} by somebody who {why}: {answer:.500}"
        assert everything() == before, f"changed by somebody who {why}"
    assert [record.getMessage() for record in caplog.records] == []


def used(name: str, ids: dict[str, int], slack_id: str) -> str:
    """All that is shown to somebody who uses a button or form as if she had been shown it."""
    door = Door(FIELDS, Slack(channels=("CNEW",)), who=slack_id)
    if name in BUTTONS:
        value = BUTTONS[name]
        is_text = isinstance(value, str)
        found = with_ids(value, ids, as_text=is_text)
        door.press(name, found if is_text else json.dumps(found))
    else:
        fields, carried = FORMS[name]
        private = json.dumps(with_ids(carried, ids, as_text=False))
        door.send(name, with_ids(fields, ids), private)
    return json.dumps([door.slack.shown, door.answers], ensure_ascii=False)
