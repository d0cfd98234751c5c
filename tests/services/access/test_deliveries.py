"""Who may mend what did not arrive."""

from sqlmodel import Session

from services import access
from services.access import Standing
from services.errors import NotFound
from tests.services.access.everybody import LEADS, Everybody, everybody


def mends(here: Everybody, session: Session, lane: str) -> set[str]:
    def is_given(by: Standing) -> bool:
        try:
            return access.lane_to_mend(session, lane, by=by) == lane
        except NotFound:
            return False

    return here.who(is_given)


def test_chairs_of_now_mend_their_channel_and_the_program_manager_everything(
    session: Session,
) -> None:
    here = everybody(session)
    assert mends(here, session, "CMETA") == LEADS
    assert mends(here, session, "CELSEWHERE") == {"manager"}
    assert mends(here, session, "UANN") == {"manager"}
    assert here.who(access.may_see_deliveries) == {"manager"}
