"""The console: each finding, on both sides of its rule, for the program manager alone."""

from datetime import date, time, timedelta

import pytest
from sqlmodel import Session, select

from models import Consortium
from models.console import FindingKind, FindingLine, FindingRules, FoundLines
from models.people import Obstacle
from models.reach import Reach, set_up
from services import console
from services.errors import NotAllowed
from tests.factories import NOW, Cast, cast, group, organization, person, standing
from tests.happenings import meeting, serve, task
from views import console as views
from views.console import WORDS

DAY = timedelta(days=1)


@pytest.fixture
def people(session: Session) -> Cast:
    return cast(session)


def found(session: Session, people: Cast, key: str) -> list[tuple[str, int]]:
    session.flush()
    lines = {row.key: row.lines for row in console.found(session, standing(session, people.dag))}
    return [(line.name, line.count) for line in lines.get(FindingKind(key), ())]


def test_only_the_program_manager_sees_it(session: Session, people: Cast) -> None:
    for who in (people.ann, people.ben, people.gil):
        with pytest.raises(NotAllowed):
            console.found(session, standing(session, who))


def test_a_group_whose_chair_left_slack_has_none(session: Session, people: Cast) -> None:
    secret = group(session, "Secret", chair=people.cleo, channel_id="CSEC", private=True)
    assert found(session, people, "chair") == []
    people.cleo.is_active = False
    assert found(session, people, "chair") == [("Secret", 0)]
    secret.discharged_at = NOW - DAY
    assert found(session, people, "chair") == []


@pytest.mark.parametrize(
    ("ago", "is_found"), [(timedelta(), False), (60 * DAY - DAY / 24, False), (60 * DAY, True)]
)
def test_sixty_days_without_a_meeting_are_told(
    session: Session, people: Cast, ago: timedelta, is_found: bool
) -> None:
    meeting(session, people.metadata, NOW - ago)
    meeting(session, people.metadata, NOW + DAY)
    assert bool(found(session, people, "met")) is is_found


def test_a_young_group_and_one_without_a_charge_need_not_have_met(
    session: Session, people: Cast
) -> None:
    assert found(session, people, "met") == [("Metadata", 0)]
    people.metadata.charge = ""
    assert found(session, people, "met") == []
    people.metadata.charge, people.metadata.created_at = "Norms", NOW - 59 * DAY
    assert found(session, people, "met") == []


def test_overdue_tasks_are_counted_by_group(session: Session, people: Cast) -> None:
    for due_on in (NOW.date(), NOW.date() - DAY, NOW.date() - 9 * DAY):
        task(session, people.ben, due_on, group_id=people.metadata.id)
    task(session, people.ben, NOW.date() - DAY)
    assert found(session, people, "overdue") == [("Metadata", 2)]


def test_who_left_with_open_work_is_told(session: Session, people: Cast) -> None:
    task(session, people.ben, group_id=people.metadata.id)
    task(session, people.ben, group_id=people.metadata.id, done_at=NOW, done_by=people.ben.id)
    people.cleo.is_active = False
    assert found(session, people, "gone") == []
    people.ben.is_active = people.ann.is_active = False
    assert found(session, people, "gone") == [("Ann Abara", 0), ("Ben Brook", 1)]


def test_what_somebody_left_is_told_with_its_groups_and_not_where_a_group_is_over(
    session: Session, people: Cast
) -> None:
    over = group(session, "Over", chair=people.ann, channel_id="COVER")
    over.discharged_at = NOW - DAY
    task(session, people.ann, title="late", group_id=people.metadata.id)
    task(session, people.ann, NOW.date(), title="soon", group_id=people.metadata.id)
    task(session, people.ann, title="over", group_id=over.id)
    task(session, people.ann, title="done", group_id=people.metadata.id, done_at=NOW)
    task(session, people.ann, title="her own")
    people.ann.is_active = False
    assert found(session, people, "gone") == [("Ann Abara", 2)]
    left = console.left_by(session, standing(session, people.dag), people.ann)
    assert [line.task.title for line in left.tasks] == ["soon", "late"]
    assert [chaired.name for chaired in left.groups] == ["Metadata"]
    with pytest.raises(NotAllowed):
        console.left_by(session, standing(session, people.cleo), people.ann)


def test_a_library_with_nobody_in_any_group_is_told_and_a_unit_is_not(
    session: Session, people: Cast
) -> None:
    assert found(session, people, "libraries") == [("Tunxis", 0)]
    serve(session, people.metadata, people.cleo, until=NOW)
    assert found(session, people, "libraries") == [("Tunxis", 0)]
    serve(session, people.metadata, people.cleo, NOW)
    assert found(session, people, "libraries") == []


def test_four_seats_are_many_and_three_are_not(session: Session, people: Cast) -> None:
    for number in range(2):
        group(session, f"Group {number}", chair=people.ann, channel_id=f"C{number}")
    assert found(session, people, "seats") == []
    group(session, "Group 3", chair=people.ann, channel_id="C3")
    assert found(session, people, "seats") == [("Ann Abara", 4)]


def test_who_has_no_library_is_told_and_a_guest_is_not(session: Session, people: Cast) -> None:
    person(session, "Nina New", slack_id="UNINA")
    person(session, "Gus Guest", slack_id="UGUS", is_guest=True)
    assert found(session, people, "placed") == [("Nina New", 0)]


def test_a_digest_that_never_came_is_told_with_its_own_day(session: Session, people: Cast) -> None:
    assert found(session, people, "digests") == []
    people.metadata.digest_weekday = 0
    people.metadata.digest_time = time(23, 30)
    late = standing(session, people.dag, NOW + 2 * DAY)
    session.flush()
    lines = console.found_of(session, late, FindingKind.DIGESTS).lines
    assert [(line.name, line.since) for line in lines] == [("Metadata", date(2026, 11, 23))]


def test_lines_stand_by_name_and_not_by_figures(session: Session, people: Cast) -> None:
    for key in ("zeta", "alpha", "beta"):
        organization(session, key)
    names = [name for name, _ in found(session, people, "libraries")]
    assert names == ["Alpha", "Beta", "Tunxis", "Zeta"]


@pytest.mark.usefixtures("reach_of_the_process")
def test_where_mail_is_sent_whom_it_does_not_reach_is_found_with_the_reason(
    session: Session, people: Cast
) -> None:
    pia, uma = people.pia, person(session, "Uma Ueda")
    serve(session, people.metadata, uma)
    outsider = person(session, "Out Sider")
    uma.email = outsider.email = None
    assert found(session, people, "unreached") == []
    set_up(Reach(sends_mail=True))
    assert found(session, people, "unreached") == [("Uma Ueda", 0)]
    pia.mail_bounced_at = NOW
    session.flush()
    lines = console.found_of(session, standing(session, people.dag), FindingKind.UNREACHED).lines
    assert [line.obstacle for line in lines] == [Obstacle.BOUNCED, Obstacle.NO_ADDRESS]
    shown = str(views.everything(FoundLines(FindingKind.UNREACHED, lines), FindingRules()))
    assert shown.count("'text': 'Correct the address'") == 2
    pia.mail_stopped_at, uma.is_active = NOW, False
    session.flush()
    lines = console.found_of(session, standing(session, people.dag), FindingKind.UNREACHED).lines
    assert [line.obstacle for line in lines] == [Obstacle.STOPPED]
    shown = str(views.everything(FoundLines(FindingKind.UNREACHED, lines), FindingRules()))
    assert ("wants no mail" in shown, "Correct the address" in shown) == (True, False)


def test_every_finding_has_words_and_a_question() -> None:
    assert [row.key for row in console.FINDINGS] == list(WORDS) == list(FindingKind)


def test_the_rules_are_those_of_the_settings(session: Session, people: Cast) -> None:
    for number in range(2):
        group(session, f"Group {number}", chair=people.ann, channel_id=f"C{number}")
    meeting(session, people.metadata, NOW - 30 * DAY)
    settings = session.exec(select(Consortium)).one()
    assert (found(session, people, "seats"), found(session, people, "met")[:1]) == (
        [],
        [("Group 0", 0)],
    )
    settings.many_seats, settings.days_without_meeting = 3, 30
    assert found(session, people, "seats") == [("Ann Abara", 3)]
    assert ("Metadata", 0) in found(session, people, "met")


def test_a_hidden_finding_is_not_looked_for_and_can_be_asked_for_by_name(
    session: Session, people: Cast
) -> None:
    assert found(session, people, "libraries") == [("Tunxis", 0)]
    session.exec(select(Consortium)).one().hidden_findings = (FindingKind.LIBRARIES,)
    assert found(session, people, "libraries") == []
    lines = console.found_of(session, standing(session, people.dag), FindingKind.LIBRARIES)
    assert [line.name for line in lines.lines] == ["Tunxis"]
    with pytest.raises(NotAllowed):
        console.found_of(session, standing(session, people.ann), FindingKind.LIBRARIES)


@pytest.mark.parametrize("hidden", [(), (FindingKind.SEATS, FindingKind.GONE), tuple(FindingKind)])
@pytest.mark.parametrize("keys", [(), (FindingKind.CHAIR,), tuple(FindingKind)])
def test_every_rule_is_stated_in_words(
    hidden: tuple[FindingKind, ...], keys: tuple[FindingKind, ...]
) -> None:
    rules = FindingRules(days_without_meeting=61, seats=7, hidden=hidden)
    lines = (FindingLine(1, "Metadata", 2, NOW.date()),)
    shown = [FoundLines(key, lines) for key in keys if key not in hidden]
    text = str(views.blocks(shown, rules)).casefold()
    for key in FindingKind:
        assert text.count(WORDS[key].rule(rules).casefold()) == 1
    assert (views.ALL_WELL.casefold() in text) is (not shown and not hidden)
    assert (views.CHOSEN_QUIET.casefold() in text) is (not shown and bool(hidden))
