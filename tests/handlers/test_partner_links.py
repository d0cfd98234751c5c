"""Chairs pass on the links of partners whom nothing reaches, and end them; each has her own."""

import re
from typing import Any

import pytest
from sqlmodel import col, select

from handlers import home, partner_links
from models import HistoryEntry, OutboxMessage, Person, Role, RoleKind
from models.database import reading, unit_of_work
from models.reach import Reach, set_up
from services import groups, links
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.factories import BEFORE, NOW, Cast, group, person
from tests.handlers.asks import ask, pressed, shown, text_of
from tests.happenings import serve
from views import partner_links as views
from views.values import PartnerButton

ADDRESS = "https://convene.example.org"


def of_pia(people: Cast, group_id: int | None = None) -> str:
    return PartnerButton(group_id or people.metadata.id, people.pia.id).text


def holder(text: str) -> str | None:
    """Whose pages the link in a text opens."""
    found = re.search(rf"{ADDRESS}/p/([\w-]+)", text)
    assert found, "a link is in it"
    with reading() as session:
        whose = links.holder(session, found[1], now=NOW)
        return whose.name if whose else None


@pytest.mark.usefixtures("with_pages")
def test_a_chair_gets_a_text_with_the_link_and_ends_it(people: Cast) -> None:
    listed = partner_links.list_partners(ask(people.ann))
    assert "Pia Pons*: nothing reaches them" in text_of(listed)
    text = text_of(partner_links.give(pressed(people.ann, of_pia(people))))
    assert holder(text) == "Pia Pons"
    ended = text_of(partner_links.end(pressed(people.ann, of_pia(people))))
    assert (ended, holder(text)) == ("1 link of Pia Pons no longer opens anything.", None)
    again = text_of(partner_links.end(pressed(people.ann, of_pia(people))))
    assert again == "Pia Pons has no link that still works."
    with reading() as session:
        acts = session.exec(select(HistoryEntry).order_by(col(HistoryEntry.id))).all()
        assert [(row.action, row.by_id) for row in acts if row.action.startswith("links.")] == [
            ("links.given", people.ann.id),
            ("links.revoked", people.ann.id),
        ]
        kept = [row.model_dump_json() for row in (*acts, *session.exec(select(OutboxMessage)))]
    assert "/p/" not in "".join(kept)


@pytest.mark.usefixtures("with_pages")
def test_a_member_gets_no_link_of_anybody_and_a_chair_only_of_her_own_groups(
    people: Cast,
) -> None:
    with unit_of_work() as session:
        reserves = group(session, "Reserves", chair=people.cleo, channel_id="CRES").id
        secret = group(session, "Secret", chair=people.cleo, channel_id="CS", private=True).id
    for run in (partner_links.give, partner_links.end):
        with pytest.raises(NotAllowed):
            run(pressed(people.ben, of_pia(people)))
        with pytest.raises(NotFound):
            run(pressed(people.ann, of_pia(people, secret)))
        # Pia is in none of Cleo's groups, and Ben has an account.
        for odd in (of_pia(people, reserves), f"{reserves}|{people.ben.id}", f"{reserves}|999"):
            with pytest.raises(Invalid):
                run(pressed(people.cleo, odd))
        with pytest.raises(Invalid):
            run(pressed(people.ann, f"{people.metadata.id}|{people.ben.id}"))


def test_of_whom_mail_reaches_nobody_else_gets_a_link(
    people: Cast, reach_of_the_process: None
) -> None:
    set_up(Reach(sends_mail=True, public_url=ADDRESS))
    answer: Any = partner_links.list_partners(ask(people.ann))
    assert "by mail (pia@writing.example.edu)" in text_of(answer)
    assert views.GIVE not in str(answer.message)
    assert views.END in str(answer.message)
    with pytest.raises(Conflict, match="each mail has a link"):
        partner_links.give(pressed(people.ann, of_pia(people)))


def bounced_at(people: Cast) -> object:
    with reading() as session:
        return session.get_one(Person, people.pia.id).mail_bounced_at


def test_the_program_manager_marks_an_address_and_clears_it(
    people: Cast, reach_of_the_process: None
) -> None:
    set_up(Reach(sends_mail=True))
    value = of_pia(people)
    listed = str(partner_links.list_partners(ask(people.dag)))
    assert (views.BOUNCED in listed, views.REACHED in listed) == (True, False)
    for ending in ("arrives again.", "arrives again. That was known."):
        text = text_of(partner_links.note_bounced(pressed(people.dag, value)))
        assert text.startswith("No mail goes to Pia Pons (pia@writing.example.edu) until")
        assert text.endswith(ending)
    assert bounced_at(people) == NOW
    listed = str(partner_links.list_partners(ask(people.dag)))
    assert (views.BOUNCED in listed, views.REACHED in listed) == (False, True)
    for ending in (
        "again. What waited or was refused goes out next, as far as it is still of use.",
        "again. That was known.",
    ):
        text = text_of(partner_links.note_reached(pressed(people.dag, value)))
        assert text.endswith(ending)
    assert bounced_at(people) is None
    with reading() as session:
        acts = session.exec(select(HistoryEntry).order_by(col(HistoryEntry.id))).all()
    assert [(row.action, row.by_id) for row in acts if row.subject == f"person:{people.pia.id}"][
        -2:
    ] == [("person.bounced", people.dag.id), ("person.reached", people.dag.id)]


def test_a_chair_marks_no_address_and_is_offered_none(
    people: Cast, reach_of_the_process: None
) -> None:
    set_up(Reach(sends_mail=True))
    listed = str(partner_links.list_partners(ask(people.ann)))
    assert views.BOUNCED not in listed
    for run in (partner_links.note_bounced, partner_links.note_reached):
        with pytest.raises(NotAllowed, match="Only the program manager"):
            run(pressed(people.ann, of_pia(people)))
    assert bounced_at(people) is None


@pytest.mark.parametrize(("sends", "email"), [(False, "p@x.edu"), (True, None)])
def test_no_address_is_marked_where_none_is_written_to(
    people: Cast, reach_of_the_process: None, sends: bool, email: str | None
) -> None:
    set_up(Reach(sends_mail=sends))
    with unit_of_work() as session:
        session.get_one(Person, people.pia.id).email = email
    listed = str(partner_links.list_partners(ask(people.dag)))
    assert views.BOUNCED not in listed
    if email is None:
        with pytest.raises(Conflict, match="No mail address of Pia Pons"):
            partner_links.note_bounced(pressed(people.dag, of_pia(people)))


@pytest.mark.parametrize(
    ("column", "text"), [("mail_stopped_at", "wants no mail"), ("mail_bounced_at", "comes back")]
)
def test_whose_mail_does_not_arrive_is_said_and_helped(
    people: Cast, reach_of_the_process: None, column: str, text: str
) -> None:
    set_up(Reach(sends_mail=True, public_url=ADDRESS))
    with unit_of_work() as session:
        setattr(session.get_one(Person, people.pia.id), column, NOW)
    assert text in text_of(partner_links.list_partners_of(pressed(people.ann, people.metadata.id)))
    assert holder(text_of(partner_links.give(pressed(people.ann, of_pia(people))))) == "Pia Pons"


def test_without_an_address_for_pages_there_are_no_links(people: Cast) -> None:
    answer: Any = partner_links.list_partners(ask(people.ann))
    assert "No pages are set up here" in str(answer.message)
    assert views.GIVE not in str(answer.message)
    for run in (partner_links.give, partner_links.open_own):
        with pytest.raises(Conflict):
            run(pressed(people.ann, of_pia(people)))
    assert views.OWN not in str(home.view_for(pressed(people.ann)))


@pytest.mark.usefixtures("with_pages")
def test_everybody_opens_her_own_pages_from_home(people: Cast) -> None:
    assert views.OWN in str(home.view_for(pressed(people.gil)))
    for who in (people.ben, people.gil):
        assert holder(str(shown(partner_links.open_own(pressed(who))))) == who.name


@pytest.mark.usefixtures("with_pages")
def test_her_own_link_ends_those_that_chairs_passed_on(people: Cast) -> None:
    text = text_of(partner_links.give(pressed(people.ann, of_pia(people))))
    assert "It works until Thu, Dec 24, 2026, or until" in text
    with unit_of_work() as session:
        session.get_one(Person, people.pia.id).slack_id = "UPIA"
    with reading() as session:
        pia = session.get_one(Person, people.pia.id)
        given = links.passed_on(session, pia, now=NOW)
    assert [link.giver for link in given] == ["Ann Abara"]
    fresh = str(shown(partner_links.open_own(pressed(pia))))
    assert (holder(text), holder(fresh)) == (None, "Pia Pons")


@pytest.mark.usefixtures("with_pages")
def test_where_all_have_accounts_nobody_is_listed(people: Cast) -> None:
    with unit_of_work() as session:
        session.get_one(Person, people.pia.id).is_active = False
    text = text_of(partner_links.list_partners(ask(people.ann)))
    assert text == (
        "Everybody in *Metadata* has a Slack account. `/wg add` adds a campus partner who has none:"
        " its form asks for a name."
    )


@pytest.mark.usefixtures("with_pages")
def test_of_many_as_many_are_shown_as_one_message_holds(people: Cast) -> None:
    with unit_of_work() as session:
        more = [person(session, f"Partner{number} Lee") for number in range(30)]
        metadata = session.merge(people.metadata)
        groups.add(session, metadata, more, by=people.ann, now=NOW)
    text = text_of(partner_links.list_partners(ask(people.ann)))
    assert "31 members" in text
    assert "and 11 others" in text


@pytest.mark.usefixtures("with_pages")
@pytest.mark.parametrize("more", ["private group", "chair", "program manager"])
def test_a_chair_gets_no_link_that_opens_more_than_she_may_see(people: Cast, more: str) -> None:
    with unit_of_work() as session:
        if more == "private group":
            secret = group(session, "Secret", chair=people.cleo, channel_id="CS", private=True)
            serve(session, secret, people.pia)
        elif more == "chair":
            group(session, "Reserves", chair=people.pia, channel_id="CRES")
        else:
            kind = RoleKind.PROGRAM_MANAGER
            session.add(Role(person_id=people.pia.id, kind=kind, since=BEFORE))
    with pytest.raises(Conflict, match="more than you may see"):
        partner_links.give(pressed(people.ann, of_pia(people)))
    assert holder(text_of(partner_links.give(pressed(people.dag, of_pia(people))))) == "Pia Pons"
