"""Who has left Slack is marked, and counted apart from the silent."""

from sqlmodel import Session

from services import groups, meetings
from tests.factories import NOW, cast
from tests.happenings import meeting
from views import groups as group_views


def test_who_has_left_is_not_among_the_silent(session: Session) -> None:
    everybody = cast(session)
    ahead = meeting(session, everybody.metadata)
    assert len(meetings.summary(session, ahead, now=NOW).not_answered) == 3
    everybody.ben.is_active = False
    session.flush()
    assert len(meetings.summary(session, ahead, now=NOW).not_answered) == 2


def test_who_has_left_is_marked_in_the_group(session: Session) -> None:
    everybody = cast(session)
    everybody.ben.is_active = False
    session.flush()
    overview = groups.overview(session, everybody.metadata, now=NOW)
    shown = str(group_views.shown(overview, is_member=True, may_edit=False, zone="UTC"))
    assert shown.count("(has left Slack)") == 1
    assert "Ben Brook (has left Slack)" in shown
