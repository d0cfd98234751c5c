"""The page of a member library: for its own people, with figures for its director alone."""

import pytest
from flask.testing import FlaskClient

from models import Role, RoleKind
from models.database import unit_of_work
from services import library_work
from tests.factories import BEFORE, NOW, Cast, group, person
from tests.happenings import serve
from tests.web.conftest import Visitor, token_of


@pytest.fixture
def directed(people: Cast) -> Cast:
    """Ann directs Central."""
    with unit_of_work() as session:
        session.add(Role(person_id=people.ann.id, kind=RoleKind.DIRECTOR, since=BEFORE))
    return people


def test_a_director_reads_figures_that_lead_to_their_definitions(
    directed: Cast, client: FlaskClient
) -> None:
    ann = Visitor(client, token_of(directed.ann))
    page = ann.see(f"/libraries/{directed.central.id}")
    for definition in library_work.counted_figures():
        assert f'{ann.path("/definitions")}#{definition.key}"' in page
    assert "The year before" in page
    assert "never beside another one" in page
    assert f"/libraries/{directed.central.id}" in ann.see()


def test_its_people_read_what_is_public_and_nobody_else_anything(
    directed: Cast, client: FlaskClient
) -> None:
    at = f"/libraries/{directed.central.id}"
    page = Visitor(client, token_of(directed.ben)).see(at)
    assert directed.metadata.name in page
    assert "Campus partners who serve beside its people" in page
    for word in ("The year before", "owe", "/definitions"):
        assert word not in page
    for who in (directed.cleo, directed.pia, directed.gil):
        visitor = Visitor(client, token_of(who))
        assert visitor.see(at, status=404) == visitor.see("/libraries/999", status=404)
    campus = Visitor(client, token_of(directed.pia))
    campus.see(f"/libraries/{directed.writing_center.id}", status=404)


def test_nothing_of_a_private_group_is_on_it(directed: Cast, client: FlaskClient) -> None:
    with unit_of_work() as session:
        hidden = group(session, "Marked", chair=directed.cleo, channel_id="CHID", private=True)
        aid = person(session, "Aid Atwater", at=directed.central, slack_id="UAID")
        serve(session, hidden, aid, until=NOW.replace(month=12))
        ida = person(session, "Marked Ida", at=directed.writing_center)
        serve(session, hidden, ida)
    for who in (directed.ann, directed.ben):
        page = Visitor(client, token_of(who)).see(f"/libraries/{directed.central.id}")
        assert "Marked" not in page
        assert "Aid Atwater" in page
