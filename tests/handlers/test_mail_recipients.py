"""What others do concerns a partner without Slack, and is told her by mail."""

import pytest
from sqlmodel import col, select

from handlers.groups import members
from models import OutboxMessage, Person
from models.database import reading, unit_of_work
from models.messages import Recipient
from models.reach import Reach, set_up
from services import people as people_services
from tests.factories import NOW, Cast, group, person
from tests.handlers.asks import sent, text_of
from views.groups.news import unreachable
from views.texts import please_tell

pytestmark = pytest.mark.usefixtures("reach_of_the_process")


def promised() -> list[tuple[str, str]]:
    with reading() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))
        return [(row.key.partition("|")[0], row.lane) for row in rows]


@pytest.mark.parametrize("sends_mail", [True, False])
def test_a_partner_who_becomes_a_member_is_welcomed_by_mail(people: Cast, sends_mail: bool) -> None:
    set_up(Reach(sends_mail=sends_mail))
    fields = {"partner_name": "Uma Ueda", "partner_email": "uma@tunxis.example.edu"}
    text = text_of(members.add_from_form(sent(people.ann, fields, group=people.metadata.id)))
    with reading() as session:
        uma = people_services.by_address(session, "uma@tunxis.example.edu")
    assert uma is not None
    assert promised() == ([("welcome", Recipient.person(uma).lane)] if sends_mail else [])
    assert ("I cannot write to Uma Ueda" in text) is not sends_mail


def test_where_there_are_pages_the_chair_hears_of_the_links(people: Cast) -> None:
    set_up(Reach(public_url="https://convene.example.org"))
    fields = {"partner_name": "Uma Ueda"}
    text = text_of(members.add_from_form(sent(people.ann, fields, group=people.metadata.id)))
    assert text.endswith("please tell them. `/wg partners` has links to pass on.")


@pytest.mark.parametrize(
    ("stopped", "words"),
    [
        (["Uma"], "who wants no mail"),
        (["Uma", "Vic"], "who want no mail"),
        (["Vic"], "who want no mail, or have neither Slack nor mail"),
        ([], "who have neither Slack nor mail"),
    ],
)
def test_who_stopped_mail_is_said_to_want_none(stopped: list[str], words: str) -> None:
    set_up(Reach(sends_mail=True))
    named = stopped if stopped == ["Uma"] else ["Uma", "Vic"]
    partners = [
        Person(
            name=name,
            email=f"{name}@x.example.edu" if name in stopped else None,
            mail_stopped_at=NOW if name in stopped else None,
            created_at=NOW,
        )
        for name in named
    ]
    assert f"{words}: please tell them." in unreachable(partners)
    assert please_tell(partners[0]) == (
        f"They {'want no mail' if 'Uma' in stopped else 'have neither Slack nor mail'}:"
        " please tell them."
    )


def test_of_new_partners_only_whom_nothing_reaches_is_named(people: Cast) -> None:
    set_up(Reach(sends_mail=True))
    with unit_of_work() as session:
        circle = group(session, "Circle", chair=people.ann, channel_id="CCIRCLE")
        uma = person(session, "Uma Ueda")
        uma.email = None
    chosen = {"partners": [str(uma.id), str(people.pia.id)]}
    text = text_of(members.add_from_form(sent(people.ann, chosen, group=circle.id)))
    assert "I cannot write to Uma Ueda, who has neither Slack nor mail: please tell them." in text
    assert promised() == [("welcome", Recipient.person(people.pia).lane)]
