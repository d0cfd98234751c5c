"""Tasks for a library or a seat, typed in one line and chosen in the form."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from handlers.routes import Open, Reply, Surface
from handlers.tasks import adding, changing
from models import MemberRole, Seat, Task
from models.database import reading, unit_of_work
from models.seats import SeatFacts
from models.subjects import Subject
from sandbox.rules import check_view
from services import access, seats
from services.errors import Conflict, Invalid
from tests.factories import BEFORE, NOW, Cast, cast
from tests.handlers.test_tasks import ask


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        people = cast(session)
        for facts in (
            SeatFacts(MemberRole.RECORDER),
            SeatFacts(MemberRole.MEMBER, label="for the colleges"),
            SeatFacts(MemberRole.MEMBER, label="for the universities"),
        ):
            seats.add(session, people.metadata, facts, by=people.ann, now=BEFORE)
        return people


def saved() -> list[tuple[str, str]]:
    """The titles of what was added, each with whose it is."""
    with reading() as session:
        rows = session.exec(select(Task).order_by(Task.id)).all()  # type: ignore[arg-type]
        return [(row.title, access.task_holder(session, row) or str(row.owner_id)) for row in rows]


@pytest.mark.parametrize(
    ("typed", "title", "holder"),
    [
        ("Update policy page for library Tunxis due Friday", "Update policy page", "Tunxis"),
        ("Update policy page due Friday for library Tunxis", "Update policy page", "Tunxis"),
        ("Update policy page for Library “tunxis library”", "Update policy page", "Tunxis"),
        ("Write it up for seat Recorder due Friday", "Write it up", "Recorder"),
        ("Write it up for the seat recorder in Metadata", "Write it up", "Recorder"),
        ("Look for seat maps for library central in Metadata", "Look for seat maps", "Central"),
        (
            "Report for seat member for the colleges",
            "Report",
            "Member for the colleges",
        ),
        ("Report for seat for the universities", "Report", "Member for the universities"),
    ],
)
def test_a_line_names_the_library_or_the_seat(
    people: Cast, typed: str, title: str, holder: str
) -> None:
    answer = adding.add(ask(people.ann, typed))
    assert isinstance(answer, Reply)
    assert saved() == [(title, holder)]
    assert holder in answer.message["text"]
    assert f"Nobody acts for {holder} now, so nobody is reminded." in answer.message["text"]


@pytest.mark.parametrize(
    ("typed", "unread"),
    [
        ("Update it for library Tunxsi due Friday", "I know no library “Tunxsi”. Did you mean Tun"),
        ("Write it up for seat Recrder", "Metadata has no seat “Recrder”. Did you mean Recorder?"),
        ("Write it up for seat Treasurer", "Metadata has no seat “Treasurer”."),
        ("Report for seat member", "Metadata has 2 seats “member”. Choose one of them below."),
    ],
)
def test_what_names_nobody_is_quoted_in_the_form(people: Cast, typed: str, unread: str) -> None:
    answer = adding.add(ask(people.ann, typed))
    assert isinstance(answer, Open)
    check_view(answer.view)
    assert unread in str(answer.view)
    with pytest.raises(Invalid, match=r"^Line 2, .*: ") as refusal:
        adding.add(ask(people.ann, f"One\n{typed}"))
    assert unread in refusal.value.message
    assert saved() == []


def test_words_that_are_no_librarys_name_stay_in_the_title_and_it_is_said(people: Cast) -> None:
    answer = adding.add(ask(people.ann, "Book a room for library staff due Friday"))
    assert isinstance(answer, Reply)
    assert saved() == [("Book a room for library staff", str(people.ann.id))]
    words = "“for library staff” stays in the title: I know no library of that name."
    assert words in answer.message["text"]


def test_one_line_does_not_give_a_task_to_a_person_and_a_library(people: Cast) -> None:
    with pytest.raises(Invalid, match="Name one of them, not both"):
        adding.add(ask(people.ann, "Labels @Ben for library Tunxis", others=(people.ben,)))
    assert saved() == []


def test_several_lines_each_name_their_own(people: Cast) -> None:
    adding.add(ask(people.ann, "One for library Tunxis\nTwo for seat Recorder\nThree"))
    assert saved() == [("One", "Tunxis"), ("Two", "Recorder"), ("Three", str(people.ann.id))]


def created(people: Cast, **fields: Any) -> Any:
    values = {"title": "Labels", "owner": "UANN", "due": "", "group": str(people.metadata.id)}
    sent = values | fields
    return adding.create(ask(people.ann, values=sent, surface=Surface.MODAL, others=(people.ben,)))


def holder(row: Any) -> str:
    return str(Subject.of(row))


def recorder() -> Seat:
    with reading() as session:
        return session.exec(select(Seat).where(Seat.role == MemberRole.RECORDER)).one()


def test_the_form_gives_a_task_to_a_library_or_a_seat_in_place_of_a_person(people: Cast) -> None:
    created(people, holder=holder(people.tunxis))
    created(people, holder=holder(recorder()), owner=None)
    assert saved() == [("Labels", "Tunxis"), ("Labels", "Recorder")]
    with pytest.raises(Invalid) as refusal:
        created(people, holder=holder(people.tunxis), owner="UBEN")
    assert refusal.value.field == "holder"
    with pytest.raises(Invalid) as refusal:
        created(people, holder="organization:999")
    assert refusal.value.field == "holder"
    with pytest.raises(Invalid) as refusal:
        created(people, holder=holder(people.tunxis), group=None)
    assert refusal.value.field == "group"


def handed(people: Cast, task_id: int, **values: Any) -> Any:
    private = {"task": task_id}
    return changing.reassign(
        ask(people.ann, values=values, private=private, surface=Surface.MODAL, others=(people.ben,))
    )


def test_a_task_is_handed_to_a_seat_and_back_to_somebody(people: Cast) -> None:
    created(people)
    held = holder(recorder())
    answer = handed(people, 1, member=str(people.ann.id), holder=held)
    # Who still shows is no choice beside what is chosen now.
    assert saved() == [("Labels", "Recorder")]
    assert "Recorder has it now." in answer.message["text"]
    form = changing.open_reassign(ask(people.ann, value="1"))
    assert isinstance(form, Open)
    assert f"'value': '{held}'" in str(form.view["blocks"][-1]["element"]["initial_option"])
    again = handed(people, 1, member=None, holder=held)
    assert "Recorder has it already, so nothing was changed." in again.message["text"]
    handed(people, 1, member=str(people.ben.id), holder=held)
    assert saved() == [("Labels", str(people.ben.id))]
    with pytest.raises(Invalid):
        handed(people, 1, member=str(people.pia.id), holder=held)


def test_nobody_takes_what_a_seat_holds(people: Cast) -> None:
    created(people, holder=holder(recorder()))
    with pytest.raises(Conflict, match="taken"):
        changing.take(ask(people.ann, value="1"))


def owners(task_id: int) -> list[str]:
    with reading() as session:
        line = access.task_line(session, session.get_one(Task, task_id), NOW)
        return [person.name for person in line.owners]


@pytest.mark.parametrize(
    "typed",
    [
        "Send the statistics @Ann @Ben by Friday",
        "Send the statistics @Ann and @Ben due Friday",
        "@Ann, @Ben: send the statistics due Friday",
        "remind @Ann and @Ben to send the statistics by Friday",
    ],
)
def test_several_who_are_mentioned_share_the_task(people: Cast, typed: str) -> None:
    answer = adding.add(ask(people.ann, typed, others=(people.ben,)))
    assert isinstance(answer, Reply)
    assert [title.casefold() for title, _ in saved()] == ["send the statistics"]
    assert owners(1) == ["Ann Abara", "Ben Brook"]
    assert "owner: Ann Abara and Ben Brook" in answer.message["text"]
    assert "I am telling Ben Brook." in answer.message["text"]


def test_the_forms_say_who_shares_a_task(people: Cast) -> None:
    created(people, co_owners=["UBEN"])
    assert owners(1) == ["Ann Abara", "Ben Brook"]
    with pytest.raises(Invalid) as refusal:
        created(people, co_owners=["UBEN"], group=None)
    assert refusal.value.field == "group"
    form = changing.open_reassign(ask(people.ann, value="1"))
    assert isinstance(form, Open)
    assert "'initial_options': [{'text': {'type': 'plain_text', 'text': 'Ben Br" in str(form.view)
    gil, ben = str(people.gil.id), str(people.ben.id)
    handed(people, 1, member=ben, co_owners=[ben, gil])
    assert owners(1) == ["Ben Brook", "Gil Grau"]
    with pytest.raises(Invalid) as refusal:
        handed(people, 1, member=ben, co_owners=[str(people.cleo.id)])
    assert refusal.value.field == "co_owners"
    # What still shows who shared it does not stand in the way of a seat.
    handed(people, 1, member=ben, co_owners=[gil], holder=holder(recorder()))
    assert saved() == [("Labels", "Recorder")]


def test_the_day_of_the_first_reminder_is_typed_shown_and_changed(people: Cast) -> None:
    answer = adding.add(ask(people.ann, "Norms due Dec 11 remind Dec 1"))
    assert isinstance(answer, Reply)
    words = "due Fri, Dec 11 · first reminder Tue, Dec 1 · owner: Ann Abara"
    assert words in answer.message["text"]
    unread = adding.add(ask(people.ann, "Norms due Dec 11 remind Decembr 1"))
    assert isinstance(unread, Open)
    assert "Of the reminder: " in str(unread.view)
    with pytest.raises(Invalid) as refusal:
        adding.add(ask(people.ann, "Norms due Dec 1 remind Dec 11"))
    assert refusal.value.field == "remind"
    form = changing.open_due(ask(people.ann, value="1"))
    assert isinstance(form, Open)
    assert "'initial_value': 'Tue, Dec 1, 2026'" in str(form.view) or "Dec 1" in str(form.view)
    for values, expected in (
        ({"due": "Dec 11"}, date(2026, 12, 1)),
        ({"due": "Dec 11", "remind": "Dec 3"}, date(2026, 12, 3)),
        ({"due": "Dec 11", "remind": ""}, None),
    ):
        sent = ask(people.ann, values=values, private={"task": 1}, surface=Surface.MODAL)
        changing.change_due(sent)
        with reading() as session:
            assert session.get_one(Task, 1).remind_on == expected
    created(people, title="Labels", due="Dec 11", remind="Dec 2")
    with reading() as session:
        assert session.get_one(Task, 2).remind_on == date(2026, 12, 2)
