"""Who may ask for figures of participation."""

import pytest
from sqlmodel import Session, select

from models import Group
from services import access
from tests.factories import group
from tests.services.access.everybody import LEADS, everybody


def test_figures_of_a_group_are_for_its_chairs_of_now(session: Session) -> None:
    here = everybody(session)
    assert here.who(lambda by: access.may_ask_about(here.group, None, by=by)) == LEADS


def test_figures_of_everybody_are_for_the_program_manager(session: Session) -> None:
    here = everybody(session)
    assert here.who(access.may_ask_about_everybody) == {"manager"}
    assert here.who(lambda by: access.may_ask_about(None, None, by=by)) == {"manager"}


@pytest.mark.parametrize("name", ["guest", "outsider", "former"])
def test_everybody_asks_about_herself(session: Session, name: str) -> None:
    here = everybody(session)
    herself = here.people[name]
    assert here.who(lambda by: access.may_ask_about(None, herself, by=by)) == {name, "manager"}


def test_of_herself_in_a_group_only_who_serves_there_now(session: Session) -> None:
    here = everybody(session)
    ben, former = here.people["member"], here.people["former"]
    assert here.who(lambda by: access.may_ask_about(here.group, ben, by=by)) == LEADS | {"member"}
    assert here.who(lambda by: access.may_ask_about(here.group, former, by=by)) == LEADS


def test_the_groups_about_which_somebody_may_ask(session: Session) -> None:
    here = everybody(session)
    group(session, "Reserves", chair=here.people["outsider"], channel_id="CRES")
    for name, hers in (("chair", {"Metadata"}), ("future", set()), ("former", set())):
        rule = access.reported_groups(here.standings[name])
        assert set(session.exec(select(Group.name).where(rule))) == hers
    rule = access.reported_groups(here.standings["manager"])
    assert set(session.exec(select(Group.name).where(rule))) == {"Metadata", "Reserves"}
