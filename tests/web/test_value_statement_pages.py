"""A value statement on the pages: read by whoever may, written and published by its writers."""

import io
import zipfile

import pytest

from models import Role, RoleKind
from models.database import unit_of_work
from models.value_statements import StatementKind, StatementScope, StatementState, ValueStatement
from services import value_statements
from services.dates import Period
from tests.factories import BEFORE, NOW, Cast, group, person
from tests.services.test_value_statements import (
    A_YEAR_BEFORE,
    FIRST,
    IN_AUGUST,
    LAST,
    TODAY,
    met,
    served_for_long,
)
from tests.web.conftest import Visitor, token_of


@pytest.fixture
def dora(client: object, people: Cast) -> Visitor:
    """The director of Central."""
    with unit_of_work() as session:
        row = person(session, "Dora Dorn", at=people.central, slack_id="UDORA")
        session.add(Role(person_id=row.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    return Visitor(client, token_of(row))  # type: ignore[arg-type]


def drafted(people: Cast, *, of_consortium: bool = False) -> int:
    """A statement in which Ann and Ben came to a meeting."""
    with unit_of_work() as session:
        met(session, people.metadata, IN_AUGUST, [people.ann, people.ben], people.ann)
        period = Period(FIRST, LAST, "July to September 2026")
        scope = value_statements.scope_for(period, library=people.central)
        if of_consortium:
            scope = StatementScope(StatementKind.CONSORTIUM, FIRST, LAST, period.label)
        row, _new = value_statements.draft(session, scope, by=people.dag, now=NOW, today=TODAY)
        return row.id


def publish(people: Cast, number: int) -> None:
    from services import access

    with unit_of_work() as session:
        row = session.get_one(ValueStatement, number)
        scope = access.scope_of(session, row)
        value_statements.publish(session, row, scope, by=people.dag, now=NOW, today=TODAY)


def test_a_director_reads_her_draft_with_figures_charts_and_questions(
    people: Cast, dora: Visitor
) -> None:
    number = drafted(people)
    page = dora.see(f"/statements/{number}")
    assert "Value statement of Central Library: July to September 2026" in page
    assert "2 people served in 1 group" in page
    assert f'href="{dora.path("/definitions")}#meetings-attended"' in page
    assert "There are no opening words yet." in page
    assert '<svg class="chart" role="img"' in page
    assert "August 2026 3 (meetings attended 2, meetings chaired 1)" in page
    assert '<text class="legend"' in page
    assert "minutes taken" not in page.partition("<svg")[2].partition("</svg>")[0]
    assert "The year before" not in page
    assert "About Wed, Jul 1, 2026 to Wed, Sep 30, 2026." in page
    assert page.count("meetings-attended/1, from contributions.csv") == 1
    assert "libraries-active/1" not in page
    assert "By strategic direction" not in page


def test_the_year_before_is_a_column_beside_each_figure(people: Cast, dora: Visitor) -> None:
    with unit_of_work() as session:
        served_for_long(session, people)
        met(session, people.metadata, A_YEAR_BEFORE, [people.ann], people.ann)
    page = dora.see(f"/statements/{drafted(people)}")
    assert '<th scope="col" class="number">The year before</th>' in page
    row = page.partition("#meetings-attended")[2].partition("</tr>")[0]
    assert '<td class="number">2</td><td class="number">1</td>' in row


def test_each_figure_leads_to_its_definition(people: Cast, dora: Visitor) -> None:
    page = dora.see(f"/statements/{drafted(people)}")
    definitions = dora.see("/definitions")
    keys = {part.split('"')[0] for part in page.split("/definitions#")[1:]}
    assert len(keys) > 10
    for key in keys:
        assert f'<dt id="{key}">' in definitions


def test_she_writes_publishes_and_corrects(people: Cast, dora: Visitor) -> None:
    number = drafted(people)
    page = dora.see(f"/statements/{number}")
    seen = page.split('name="seen" value="')[1].split('"')[0]
    words = {"opening": "A <year>\nof care", "highlights": "", "seen": seen}
    status, place = dora.send(f"/statements/{number}", act="write", **words)
    assert (status, "done=saved" in place) == (303, True)
    assert "A &lt;year&gt;" in dora.see(f"/statements/{number}")
    status, place = dora.send(f"/statements/{number}", act="publish")
    assert "done=published" in place
    page = dora.see(f"/statements/{number}")
    assert "Published on Tue, Nov 24, 2026 by Dora Dorn." in page
    status, text = dora.send(f"/statements/{number}", act="publish")
    assert (status, "published already" in text) == (409, True)
    status, text = dora.send(f"/statements/{number}", act="correct", reason="No change")
    assert (status, "nothing to correct" in text) == (409, True)
    with unit_of_work() as session:
        met(session, people.metadata, LATER, [people.ann], people.ann)
    dora.send(f"/statements/{number}", act="correct", reason="A list came <late>")
    page = dora.see(f"/statements/{number}")
    assert "A list came &lt;late&gt;" in page
    assert "Meetings attended: 2 before, 3 now" in page


LATER = IN_AUGUST.replace(day=20)


def test_words_that_somebody_else_changed_are_refused(people: Cast, dora: Visitor) -> None:
    number = drafted(people)
    words = {"opening": "Mine", "highlights": "", "seen": "opening:0 highlights:0"}
    status, text = dora.send(f"/statements/{number}", act="write", **words)
    assert (status, "has changed since" in text) == (409, True)


def test_files_are_the_same_and_rows_are_for_writers(
    people: Cast, dora: Visitor, pia: Visitor
) -> None:
    number = drafted(people, of_consortium=True)
    publish(people, number)
    assert "consortium" in pia.see(f"/statements/{number}")
    for visitor in (dora, pia):
        answer = visitor.client.post(
            visitor.path(f"/statements/{number}/file"),
            data={"ending": "md"},
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        assert "- Meetings attended: 2" in answer.text
        status, text = visitor.send(f"/statements/{number}/file", ending="zip")
        assert (status, "name people" in text) == (403, True)
    own = drafted_library(people)
    answer = dora.client.post(
        dora.path(f"/statements/{own}/file"),
        data={"ending": "zip"},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert "Ann Abara" in archive.read("contributions.csv").decode()


def drafted_library(people: Cast) -> int:
    with unit_of_work() as session:
        scope = value_statements.scope_for(Period(FIRST, LAST, "Q"), library=people.central)
        row, _new = value_statements.draft(session, scope, by=people.dag, now=NOW, today=TODAY)
        return row.id


def test_a_draft_is_not_there_for_others(people: Cast, pia: Visitor) -> None:
    number = drafted(people, of_consortium=True)
    pia.see(f"/statements/{number}", status=404)
    for act in ("write", "publish", "correct"):
        assert pia.send(f"/statements/{number}", act=act)[0] == 404
    publish(people, number)
    assert "Write the words" not in pia.see(f"/statements/{number}")
    assert pia.send(f"/statements/{number}", act="correct", reason="Mine")[0] == 403
    with unit_of_work() as session:
        assert session.get_one(ValueStatement, number).state is StatementState.PUBLISHED


def test_only_whoever_has_the_rows_sees_how_much_private_groups_did(
    people: Cast, dora: Visitor, client: object
) -> None:
    with unit_of_work() as session:
        secret = group(session, "Zebra", chair=people.ben, channel_id="CZEB", private=True)
        met(session, secret, IN_AUGUST, [people.ben], people.ben)
        reader = person(session, "Rea Reader", at=people.central, slack_id="UREA")
    number = drafted(people)
    publish(people, number)
    assert "A private group" in dora.see(f"/statements/{number}")
    page = Visitor(client, token_of(reader)).see(f"/statements/{number}")  # type: ignore[arg-type]
    assert "A private group" not in page
    assert "Zebra" not in page
    assert "Contributions by group" not in page, "two people did it"
    assert "Contributions by month" in page
