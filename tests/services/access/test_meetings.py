"""Who may schedule meetings, answer to them and change them."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from services import access
from services.access import Standing
from services.errors import NotAllowed, NotFound
from tests.factories import NOW
from tests.happenings import meeting
from tests.services.access.everybody import ALL, LEADS, MEMBERS, everybody


def test_chairs_of_now_schedule_in_their_group(session: Session) -> None:
    here = everybody(session)
    assert here.who(lambda by: access.may_schedule(here.group, by=by)) == LEADS
    assert here.who(lambda by: access.may_schedule(None, by=by)) == LEADS
    here.group.discharged_at = NOW
    assert here.who(lambda by: access.may_schedule(here.group, by=by)) == set()


def test_those_answer_who_serve_now_and_still_will_at_its_hour(session: Session) -> None:
    here = everybody(session)
    ahead = meeting(session, here.group, NOW + timedelta(days=1))
    expected = MEMBERS - {"until_later"}
    assert here.who(lambda by: access.may_answer(ahead, by=by)) == expected
    ahead.starts_at = NOW
    assert here.who(lambda by: access.may_answer(ahead, by=by)) == MEMBERS


def test_chairs_of_now_change_a_meeting(session: Session) -> None:
    here = everybody(session)
    ahead = meeting(session, here.group)
    assert here.who(lambda by: access.may_edit_meeting(here.group, by=by)) == LEADS

    def is_given(by: Standing) -> bool:
        try:
            return access.meeting_to_edit(session, ahead.id, by=by) is ahead
        except NotAllowed:
            return False

    assert here.who(is_given) == LEADS


def test_a_meeting_of_a_private_group_is_unknown_to_others(session: Session) -> None:
    here = everybody(session)
    ahead = meeting(session, here.group)
    here.group.is_private = True
    session.flush()
    for name in ALL - MEMBERS - {"manager"}:
        for fetch in (access.meeting_to_see, access.meeting_to_edit):
            with pytest.raises(NotFound) as hidden:
                fetch(session, ahead.id, by=here.standings[name])
            with pytest.raises(NotFound) as unknown:
                fetch(session, 99_999, by=here.standings[name])
            assert hidden.value.message == unknown.value.message
    for name in MEMBERS | {"manager"}:
        assert access.meeting_to_see(session, ahead.id, by=here.standings[name]) is ahead
