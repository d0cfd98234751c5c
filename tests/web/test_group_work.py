"""What a partner does on the page of her group: takes what is nobody's, settles, and reads on."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import select

from models import (
    Decision,
    MemberRole,
    Membership,
    Organization,
    OutboxMessage,
    Question,
    Seat,
    Task,
)
from models.database import reading, unit_of_work
from models.write_queue import DatabaseBusy
from services import decisions, deputies, groups, tasks, terms
from tests.factories import NOW, Cast, group
from tests.pages import read_page
from tests.web.conftest import BROWSER, Visitor, token_of
from tests.web.test_pages import rows
from web.personal_pages import Pages, opening
from web.personal_pages.groups import NEWEST_DECISIONS
from web.personal_pages.visits import Done, PageRow, Visit


def task_of(people: Cast, title: str, *, of_ben: bool = False, is_free: bool = False) -> int:
    with unit_of_work() as session:
        owner = None if is_free else people.ben if of_ben else people.pia
        draft = tasks.TaskDraft(title, owner, None, people.metadata)
        return tasks.add(session, draft, by=people.ann, now=NOW).id


def group_path(people: Cast) -> str:
    return f"/groups/{people.metadata.id}"


def test_what_is_nobodys_is_taken_on_the_page_of_the_group(people: Cast, pia: Visitor) -> None:
    number = task_of(people, "Free", is_free=True)
    task_of(people, "Theirs", of_ben=True)
    page = read_page(pia.see(group_path(people)))
    form, (name, value) = page.form("Take it")
    assert form.address == pia.path(f"/tasks/{number}")
    assert pia.send(f"/tasks/{number}", **{name: value})[0] == 303
    assert {row.title: row.owner_id for row in rows(Task)} == {
        "Free": people.pia.id,
        "Theirs": people.ben.id,
    }
    assert "Take it" not in pia.see(group_path(people))


def test_not_mine_says_how_it_is_taken_back(people: Cast, pia: Visitor) -> None:
    number = task_of(people, "Hers")
    status, place = pia.send(f"/tasks/{number}", act="not-mine", back="home")
    assert (status, place) == (303, pia.path("?done=free"))
    assert "“Take it” on its page gives it back to you." in pia.see("?done=free")
    assert "Take it" in pia.see(group_path(people))
    assert pia.send(f"/tasks/{number}", act="take")[0] == 303
    assert [row.owner_id for row in rows(Task)] == [people.pia.id]


def question_by(people: Cast, wording: str, *, by_pia: bool) -> int:
    with unit_of_work() as session:
        by = people.pia if by_pia else people.ben
        written = decisions.write_down(session, people.metadata, raised=[wording], by=by, now=NOW)
        return written.questions[0].id


@pytest.mark.parametrize(("wording", "count"), [("The  courier is free", 1), ("", 0)])
def test_she_settles_the_question_that_she_raised(
    people: Cast, pia: Visitor, wording: str, count: int
) -> None:
    hers = question_by(people, "Who pays?", by_pia=True)
    theirs = question_by(people, "Who drives?", by_pia=False)
    page = pia.see(group_path(people))
    assert f'name="settles" value="{hers}"' in page
    assert f'name="settles" value="{theirs}"' not in page
    done = (303, pia.path(f"{group_path(people)}?done=settled#questions"))
    assert pia.send(group_path(people), settles=str(hers), decided=wording) == done
    assert [row.wording for row in rows(Decision)] == ["The courier is free"][:count]
    assert {row.id for row in rows(Question) if row.settled_at} == {hers}
    page = pia.see(group_path(people))
    assert "Who pays?" not in page
    assert ("The courier is free" in page) is bool(count)
    # A second press settles nothing.
    assert pia.send(group_path(people), settles=str(hers), decided="Else")[0] == 409
    assert len(rows(Decision)) == count


def test_a_chair_without_slack_settles_each(people: Cast, pia: Visitor) -> None:
    theirs = question_by(people, "Who drives?", by_pia=False)
    assert pia.send(group_path(people), settles=str(theirs), decided="We")[0] == 403
    with unit_of_work() as session:
        role = MemberRole.CO_CHAIR
        groups.set_role(session, people.metadata, people.pia.id, role, by=people.ann, now=NOW)
    assert pia.send(group_path(people), settles=str(theirs), decided="We")[0] == 303


@pytest.mark.parametrize("typed", ["x", "-1", "²", "9" * 10, "1.0"])
def test_odd_questions_are_refused(people: Cast, pia: Visitor, typed: str) -> None:
    assert pia.send(group_path(people), settles=typed, decided="We")[0] == 422


def test_a_question_that_is_too_long_is_refused_beside_its_field(
    people: Cast, pia: Visitor
) -> None:
    status, page = pia.send(group_path(people), question="Why? " * 200)
    assert status == 422
    assert 'name="question" rows="3" maxlength="500" required aria-invalid="true"' in page
    with reading() as session:
        assert session.exec(select(Question)).all() == []


def test_a_question_of_another_group_is_not_settled_here(people: Cast, pia: Visitor) -> None:
    hers = question_by(people, "Who pays?", by_pia=True)
    with unit_of_work() as session:
        other = group(session, "Other", chair=people.ann, channel_id="COTHER")
        groups.add(session, other, [people.pia], by=people.ann, now=NOW)
    assert pia.send(f"/groups/{other.id}", settles=str(hers), decided="We")[0] == 404
    assert pia.send(f"/groups/{other.id}", settles="999", decided="We")[0] == 404
    assert rows(Decision) == []


def test_the_newest_decisions_stand_on_the_page(people: Cast, pia: Visitor) -> None:
    assert "Decided last" not in pia.see(group_path(people))
    with unit_of_work() as session:
        for number in range(NEWEST_DECISIONS + 1):
            decided = [f"Decision <{number}>"]
            decisions.write_down(session, people.metadata, decided=decided, by=people.ann, now=NOW)
    page = pia.see(group_path(people))
    assert "Decision &lt;0&gt;" not in page
    places = [page.index(f"Decision &lt;{number}&gt;") for number in range(1, 6)]
    assert places == sorted(places, reverse=True)


def test_the_settings_say_where_she_works_and_who_changes_it(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        person = session.get_one(type(people.pia), people.pia.id)
        row = session.get(Organization, person.organization_id or 0)
        place = row.name if row else ""
    page = pia.see("/settings")
    assert "The program manager changes it." in page
    assert (f"<bdi>{place}</bdi>." if place else "It is not known yet.") in page
    with unit_of_work() as session:
        session.get_one(type(people.pia), people.pia.id).organization_id = None
    assert "It is not known yet." in pia.see("/settings")
    ben = Visitor(pia.client, token_of(people.ben))
    assert "/convene library" in ben.see("/settings")


@pytest.mark.parametrize(("failures", "status"), [(0, 303), (1, 303), (2, 503)])
def test_where_the_database_is_busy_it_is_tried_once_more(
    people: Cast, monkeypatch: pytest.MonkeyPatch, failures: int, status: int
) -> None:
    tries = []

    def act(visit: Visit) -> Done:
        tries.append(visit.text("wording"))
        if len(tries) <= failures:
            raise DatabaseBusy("others write")
        return Done("saved", visit.path())

    monkeypatch.setattr(opening, "PAGES", (PageRow("/slow", None, act),))
    app = Flask("busy", static_folder=None)
    Pages(now=lambda: NOW).add_to(app)
    token = token_of(people.pia)
    typed = {"wording": '<b>"Long" work</b>', "kinds": ["a", "b"]}
    answer = app.test_client().post(f"/p/{token}/slow", data=typed, headers=BROWSER)
    assert (answer.status_code, len(tries)) == (status, min(failures + 1, 2))
    if status == 503:
        assert "send it again in a moment" in answer.text
        assert 'name="wording" value="&lt;b&gt;&#34;Long&#34; work&lt;/b&gt;"' in answer.text
        assert answer.text.count('name="kinds"') == 2
        assert f'<a href="/p/{token}">Back to your overview</a>' in answer.text


def test_the_question_names_what_becomes_of_what_she_has(people: Cast, pia: Visitor) -> None:
    leaving = f"{group_path(people)}/leave"
    assert "What becomes of what you have there" not in pia.see(leaving)
    assert "What you have answered to calls of the group stays" in pia.see(leaving)
    task_of(people, "Hers")
    with unit_of_work() as session:
        serving = select(Membership).where(Membership.group_id == people.metadata.id)
        service, hers = (
            session.exec(serving.where(Membership.person_id == each.id)).one()
            for each in (people.ann, people.pia)
        )
        until = NOW + timedelta(days=9)
        terms.begin_deputy(session, service, people.pia, until=until, now=NOW)
        terms.begin_leave(session, [service], since=NOW, until=None, acting=people.pia)
        seat = Seat(group_id=people.metadata.id, label="from the IT office", created_at=NOW)
        session.add(seat)
        session.flush()
        hers.seat_id = seat.id
    page = " ".join(read_page(pia.see(leaving)).text.split())
    for words in (
        "Hers (task): it stays yours until a chair gives it to somebody else.",
        "(seat): it becomes vacant.",
        "You are the deputy of Ann Abara: that ends.",
        "You act for Ann Abara, who is on leave: that ends.",
    ):
        assert words in page
    page = " ".join(read_page(pia.send(leaving, act="leave")[1]).text.split())
    assert "Vacant now: " in page
    assert "from the IT office. " in page
    assert "You still hold there: Hers (task)" in page
    with reading() as session:
        roles = tuple(MemberRole)
        acting = terms.acting_for(session, people.metadata.id, roles, NOW)
        assert acting == []
        assert deputies.of_group(session, people.metadata, NOW) == []
        heard = {
            (row.lane, row.key.partition("|")[0]): row.payload["text"]
            for row in session.exec(select(OutboxMessage))
        }
    assert "Pia Pons" in heard["UANN", "left"]
    assert "vacant" in heard["UANN", "left"]
    assert "nobody acts for you" in heard["UANN", "leave"]
