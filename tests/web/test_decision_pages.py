"""The decisions of a group on the pages of somebody without Slack."""

import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from models import Decision, DecisionReview, EquityAnswer, Group, MemberRole, Membership
from models.database import reading, unit_of_work
from models.decisions import (
    DecisionDraft,
    DecisionKind,
    EquityDraft,
    ReplacementKind,
    ReviewOutcome,
)
from services import decisions
from tests.factories import NOW, Cast, group
from tests.pages import read_page
from tests.web.conftest import Visitor, token_of


def written(people: Cast) -> tuple[int, int]:
    """An old decision, and a new one that replaces it for a reason."""
    with unit_of_work() as session:
        found = decisions.write_down(
            session,
            people.metadata,
            decided=["We keep <labels>", "No labels"],
            by=people.ann,
            now=NOW,
        )
        old, new = found.decisions
        draft = DecisionDraft(
            reason="The courier <costs> less",
            replaces_id=old.id,
            replacement=ReplacementKind.REPLACES,
        )
        decisions.change(session, new, draft, by=people.ann, now=NOW)
        return old.id, new.id


def test_a_partner_reads_why_and_what_replaced_it(people: Cast, pia: Visitor) -> None:
    old, new = written(people)
    page = pia.see(f"/groups/{people.metadata.id}")
    assert pia.path(f"/groups/{people.metadata.id}/decisions") in page
    listed = pia.see(f"/groups/{people.metadata.id}/decisions")
    assert listed.index("No labels") < listed.index("We keep &lt;labels&gt;")
    assert "Replaced by “No labels” on Tue, Nov 24, 2026" in listed
    assert pia.path(f"/decisions/{old}") in listed
    assert "Replaced by “No labels”" in pia.see(f"/decisions/{old}")
    shown = pia.see(f"/decisions/{new}")
    assert "The courier &lt;costs&gt; less" in shown
    assert "Written down by Ann Abara" in shown


def test_what_she_may_not_know_of_reads_as_what_is_not_there(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        other = group(session, "Salaries", chair=people.cleo, channel_id="CSAL", private=True)
        row = Decision(group_id=other.id, wording="No", recorded_by=people.cleo.id, recorded_at=NOW)
        session.add(row)
        session.flush()
        number, other_id = row.id, other.id
    for path in (f"/decisions/{number}", f"/groups/{other_id}/decisions", "/decisions/999"):
        pia.see(path, status=404)


@pytest.fixture
def ann(client: FlaskClient, people: Cast) -> Visitor:
    """The chair, by a link."""
    return Visitor(client, token_of(people.ann))


def on_money(people: Cast, first: EquityDraft | None = None, *, wording: str = "We pay") -> int:
    """A decision that is due for review, with what was answered when it was taken."""
    with unit_of_work() as session:
        by: dict[str, Any] = {"by": people.ann, "now": NOW}
        written = decisions.write_down(session, people.metadata, decided=[wording], **by)
        [row] = written.decisions
        row.review_on = NOW.date()
        if first is not None:
            decisions.answer_equity(session, row, first, DecisionKind.MONEY, **by)
        return row.id


def reviews() -> list[DecisionReview]:
    with reading() as session:
        return list(session.exec(select(DecisionReview)))


def form_key(page: str) -> str:
    found = re.search(r'name="form_key" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def test_a_chair_says_by_a_link_whether_it_worked(people: Cast, ann: Visitor) -> None:
    number = on_money(people, EquityDraft(affected="Small <libraries>", signs=""))
    path = f"/decisions/{number}"
    page = ann.see(path)
    assert "At the decision: Small &lt;libraries&gt;" in page
    assert page.count("At the decision: no answer.") == 2
    fields = {
        "form_key": form_key(page),
        "outcome": "partly worked",
        "comment": "Slowly",
        "next_on": "2027-05-01",
        "affected": "All",
        "signs": "By count",
    }
    assert ann.send(path, **fields) == (303, ann.path(f"{path}?done=reviewed"))
    # The same form again writes nothing twice.
    assert ann.send(path, **fields)[0] == 303
    [row] = reviews()
    assert (row.outcome, row.comment, row.reviewed_by) == (
        ReviewOutcome.PARTLY,
        "Slowly",
        people.ann.id,
    )
    with reading() as session:
        assert session.get_one(Decision, number).review_on == date(2027, 5, 1)
        again = select(EquityAnswer).where(EquityAnswer.review_id == row.id)
        [answer] = session.exec(again)
        assert (answer.affected, answer.absent, answer.signs) == ("All", "", "By count")
    shown = ann.see(f"{path}?done=reviewed")
    assert "What you said stands with the decision." in shown
    assert "Slowly" in shown


def test_the_equity_questions_come_with_money_alone(people: Cast, ann: Visitor) -> None:
    page = ann.see(f"/decisions/{on_money(people)}")
    assert 'name="outcome"' in page
    assert "Who is affected?" not in page
    with_skipped = ann.see(f"/decisions/{on_money(people, EquityDraft(), wording='We pay more')}")
    assert "Who is affected?" in with_skipped
    assert "At the decision" not in with_skipped


@pytest.mark.parametrize(
    ("odd", "field"),
    [
        ({"outcome": "great"}, "outcome"),
        ({"outcome": ""}, "outcome"),
        ({"comment": "x" * 1001}, "comment"),
        ({"next_on": "soon"}, "next_on"),
        ({"next_on": "2026-11-24"}, "next_on"),
        ({"affected": "x" * 501}, "affected"),
        ({"form_key": ""}, ""),
    ],
)
def test_an_odd_review_changes_nothing(
    people: Cast, ann: Visitor, odd: dict[str, str], field: str
) -> None:
    path = f"/decisions/{on_money(people, EquityDraft())}"
    fields = {"form_key": form_key(ann.see(path)), "outcome": "worked"} | odd
    status, page = ann.send(path, **fields)
    assert (status, reviews()) == (422, [])
    assert "Nothing was changed." in page


def test_what_was_typed_into_a_refused_review_is_still_there(people: Cast, ann: Visitor) -> None:
    path = f"/decisions/{on_money(people, EquityDraft())}"
    typed = {"outcome": "partly worked", "comment": "Slowly", "next_on": "2026-11-24"}
    typed |= {"affected": "All", "absent": "Nobody", "signs": "By count"}
    status, page = ann.send(path, form_key=form_key(ann.see(path)), **typed)
    assert status == 422
    form, _button = read_page(page).form("Save")
    assert form.filled.items() >= typed.items()


def test_who_is_no_chair_reviews_nothing(people: Cast, ann: Visitor, pia: Visitor) -> None:
    path = f"/decisions/{on_money(people)}"
    assert 'name="outcome"' not in pia.see(path)
    fields = {"form_key": form_key(ann.see(path)), "outcome": "worked"}
    assert pia.send(path, **fields)[0] in (403, 404, 422)
    with unit_of_work() as session:
        session.get_one(Group, people.metadata.id).is_private = True
    stranger = Visitor(pia.client, token_of(people.cleo))
    assert stranger.send(path, **fields)[0] == 404
    assert reviews() == []


def test_a_partner_who_chairs_says_whether_it_worked(people: Cast, pia: Visitor) -> None:
    path = f"/decisions/{on_money(people)}"
    with unit_of_work() as session:
        hers = select(Membership).where(Membership.person_id == people.pia.id)
        session.exec(hers).one().role = MemberRole.CO_CHAIR
    fields = {"form_key": form_key(pia.see(path)), "outcome": "worked"}
    assert pia.send(path, **fields)[0] == 303
    assert [row.reviewed_by for row in reviews()] == [people.pia.id]
