"""Who speaks for a library: appointed, followed, called off and asked for at a moment."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import (
    HistoryEntry,
    Organization,
    OrganizationKind,
    Person,
    Representation,
    RepresentationKind,
)
from models.representatives import RepresentedSubject, SubjectLine
from services import access, groups, organizations, people, representatives, terms
from services.errors import Conflict, Invalid, NotAllowed, NotFound
from services.people import merging
from services.people.forgetting import forget
from services.representatives import lists
from tests import factories
from tests.factories import NOW, Cast, cast, organization, person, standing

DAY = timedelta(days=1)
FIRST, SECOND = RepresentationKind.REPRESENTATIVE, RepresentationKind.ALTERNATE
TODAY = date(2026, 11, 24)


@pytest.fixture
def everybody(session: Session) -> Cast:
    return cast(session)


def topic(session: Session, everybody: Cast, name: str = "E-resources") -> RepresentedSubject:
    row = representatives.add_topic(session, name, by=everybody.dag, now=NOW)
    return RepresentedSubject(row.name, topic_id=row.id)


def appoint(
    session: Session,
    everybody: Cast,
    who: Person,
    *,
    kind: RepresentationKind = FIRST,
    subject: RepresentedSubject | None = None,
    at: Organization | None = None,
    now: datetime = NOW,
    **days: Any,
) -> Representation:
    done = representatives.appoint(
        session,
        at or everybody.central,
        subject or topic(session, everybody),
        kind,
        who,
        by=everybody.dag,
        now=now,
        **days,
    )
    return done.row


def acting(
    session: Session, everybody: Cast, at: datetime = NOW, subject: Any = None
) -> list[tuple[str, str]]:
    found = representatives.acting(
        session, everybody.central, subject or topic(session, everybody), at
    )
    return [(row.person.name.split()[0], row.kind or "director") for row in found]


def line(session: Session, everybody: Cast, at: datetime = NOW) -> SubjectLine:
    return representatives.line_of(session, everybody.central, topic(session, everybody), at)


def test_representative_alternate_and_director_act_in_that_order(
    session: Session, everybody: Cast
) -> None:
    eve = person(session, "Eve Ende", at=everybody.central, slack_id="UEVE")
    organizations.set_directors(session, everybody.central, [eve], by=everybody.dag, now=NOW)
    appoint(session, everybody, everybody.ben, kind=SECOND)
    appoint(session, everybody, everybody.ann)
    assert acting(session, everybody) == [
        ("Ann", "representative"),
        ("Ben", "alternate"),
        ("Eve", "director"),
    ]
    assert acting(session, everybody, subject=topic(session, everybody, "Other")) == [
        ("Eve", "director")
    ]
    mine = representatives.libraries_of(session, everybody.ann, NOW)
    assert [(row.key, held.kind) for row, held in mine] == [("central", FIRST)]
    assert representatives.libraries_of(session, everybody.ann, NOW - DAY) == []


def test_a_director_who_is_named_is_there_once(session: Session, everybody: Cast) -> None:
    organizations.set_directors(
        session, everybody.central, [everybody.ann], by=everybody.dag, now=NOW
    )
    appoint(session, everybody, everybody.ann)
    assert acting(session, everybody) == [("Ann", "representative")]


def test_who_is_new_ends_who_was_before(session: Session, everybody: Cast) -> None:
    before = appoint(session, everybody, everybody.ann)
    appoint(session, everybody, everybody.ben, now=NOW + DAY)
    assert acting(session, everybody, NOW + DAY - timedelta(seconds=1)) == [
        ("Ann", "representative")
    ]
    assert acting(session, everybody, NOW + DAY) == [("Ben", "representative")]
    actions = session.exec(
        select(HistoryEntry.action)
        .where(HistoryEntry.subject == f"representation:{before.id}")
        .order_by(col(HistoryEntry.id))
    ).all()
    assert actions == ["representation.appointed", "representation.ended"]


def test_days_ahead_are_those_of_the_library(session: Session, everybody: Cast) -> None:
    everybody.central.zone = "America/Los_Angeles"
    appoint(session, everybody, everybody.ann)
    first, last = date(2026, 12, 1), date(2026, 12, 31)
    appoint(session, everybody, everybody.ben, first=first, last=last)
    begins, ends = datetime(2026, 12, 1, 8, tzinfo=UTC), datetime(2027, 1, 1, 8, tzinfo=UTC)
    instant = timedelta(microseconds=1)
    assert acting(session, everybody, begins - instant) == [("Ann", "representative")]
    assert acting(session, everybody, begins) == [("Ben", "representative")]
    assert acting(session, everybody, ends - instant) == [("Ben", "representative")]
    assert acting(session, everybody, ends) == []
    found = line(session, everybody)
    assert found.representative is not None
    assert found.representative.ends_on == date(2026, 11, 30)
    [ahead] = found.ahead
    assert (ahead.begins_on, ahead.ends_on, ahead.acts) == (first, last, False)


def test_what_is_called_off_leaves_who_was_to_go(session: Session, everybody: Cast) -> None:
    stays = appoint(session, everybody, everybody.ann)
    ahead = appoint(session, everybody, everybody.ben, first=TODAY + 7 * DAY)
    assert stays.until is not None
    staying = representatives.end(session, ahead, by=everybody.dag, now=NOW + DAY)
    assert staying == [stays]
    assert stays.until is None
    assert line(session, everybody).ahead == ()
    with pytest.raises(Conflict, match="has ended already"):
        representatives.end(session, ahead, by=everybody.dag, now=NOW + DAY)


def test_whoever_ends_acts_no_more_and_nobody_follows(session: Session, everybody: Cast) -> None:
    row = appoint(session, everybody, everybody.ann)
    assert representatives.end(session, row, by=everybody.dag, now=NOW + DAY) == []
    assert acting(session, everybody, NOW + DAY) == []
    with pytest.raises(Conflict):
        representatives.end(session, row, by=everybody.dag, now=NOW + DAY)


def test_nobody_is_representative_and_alternate_at_once(session: Session, everybody: Cast) -> None:
    appoint(session, everybody, everybody.ann, kind=SECOND)
    appoint(session, everybody, everybody.ann)
    assert acting(session, everybody) == [("Ann", "representative")]


@pytest.mark.parametrize("last", [None, TODAY + 30 * DAY])
def test_an_alternate_stays_as_long_as_before_where_her_promotion_is_called_off(
    session: Session, everybody: Cast, last: date | None
) -> None:
    stays = appoint(session, everybody, everybody.ann, kind=SECOND, last=last)
    agreed = stays.until
    ahead = appoint(session, everybody, everybody.ann, first=TODAY + 7 * DAY)
    assert stays.until == ahead.since
    representatives.end(session, ahead, by=everybody.dag, now=NOW + DAY)
    assert (stays.until, stays.uncut_until) == (agreed, None)
    assert acting(session, everybody, NOW + 8 * DAY) == [("Ann", "alternate")]


def test_an_alternate_whose_place_is_taken_stays_until_then(
    session: Session, everybody: Cast
) -> None:
    """Called off is her promotion, not who follows her from the same day on."""
    stays, first = appoint(session, everybody, everybody.ann, kind=SECOND), TODAY + 7 * DAY
    ahead = appoint(session, everybody, everybody.ann, first=first)
    after = appoint(session, everybody, everybody.ben, kind=SECOND, first=first)
    assert representatives.end(session, ahead, by=everybody.dag, now=NOW) == []
    assert stays.until == after.since
    assert representatives.end(session, after, by=everybody.dag, now=NOW) == [stays]
    assert stays.until is None


def test_the_same_again_is_refused_but_a_longer_time_is_not(
    session: Session, everybody: Cast
) -> None:
    appoint(session, everybody, everybody.ann, last=TODAY + 30 * DAY)
    with pytest.raises(Invalid, match="is representative there already") as refused:
        appoint(session, everybody, everybody.ann, last=TODAY + 30 * DAY, now=NOW + DAY)
    assert refused.value.field == "person"
    appoint(session, everybody, everybody.ann, now=NOW + DAY)
    assert acting(session, everybody, NOW + 100 * DAY) == [("Ann", "representative")]


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"first": TODAY - DAY}, "first"),
        ({"first": TODAY + 2 * DAY, "last": TODAY + DAY}, "last"),
        ({"last": TODAY - DAY}, "last"),
    ],
)
def test_days_that_cannot_be_are_refused(
    session: Session, everybody: Cast, days: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        appoint(session, everybody, everybody.ann, **days)
    assert refused.value.field == field


def test_two_do_not_begin_on_one_day_ahead(session: Session, everybody: Cast) -> None:
    first = TODAY + 7 * DAY
    appoint(session, everybody, everybody.ann, first=first)
    with pytest.raises(Invalid, match="appointed from that day already"):
        appoint(session, everybody, everybody.ben, first=first)


def test_whoever_works_elsewhere_or_nowhere_is_refused(session: Session, everybody: Cast) -> None:
    nowhere = person(session, "Nora Nowhere", slack_id="UNORA")
    outsider = person(session, "Xia External", at=everybody.central, slack_id="UXIA")
    outsider.is_external = True
    gone = person(session, "Hal Herne", at=everybody.central, slack_id="UHAL")
    gone.is_active = False
    session.flush()
    for who, words in (
        (everybody.cleo, "works at Tunxis, and who speaks for Central works there"),
        (nowhere, "I do not know at which library Nora Nowhere works"),
        (everybody.gil, "is a guest here, or has left Slack"),
        (outsider, "is a guest here, or has left Slack"),
        (gone, "is a guest here, or has left Slack"),
    ):
        with pytest.raises(Invalid, match=words) as refused:
            appoint(session, everybody, who)
        assert refused.value.field == "person"
    assert session.exec(select(Representation)).all() == []


def test_only_an_active_member_library_has_any(session: Session, everybody: Cast) -> None:
    with pytest.raises(Conflict, match="is no member library"):
        appoint(session, everybody, everybody.pia, at=everybody.writing_center)
    everybody.central.active_until = TODAY - DAY
    with pytest.raises(Conflict, match="is not active"):
        appoint(session, everybody, everybody.ann)


def test_who_stops_being_there_acts_no_more(session: Session, everybody: Cast) -> None:
    row = appoint(session, everybody, everybody.ann)
    for name, trouble in (("is_active", lists.HAS_LEFT), ("is_guest", lists.IS_GUEST)):
        setattr(everybody.ann, name, not getattr(everybody.ann, name))
        session.flush()
        assert acting(session, everybody) == []
        assert representatives.libraries_of(session, everybody.ann, NOW) == []
        found = line(session, everybody).representative
        assert found is not None
        assert (found.trouble, found.acts, found.id) == (trouble, False, row.id)
        setattr(everybody.ann, name, not getattr(everybody.ann, name))
        session.flush()
    assert acting(session, everybody) == [("Ann", "representative")]


def test_who_moves_to_another_library_speaks_for_the_old_one_no_more(
    session: Session, everybody: Cast
) -> None:
    appoint(session, everybody, everybody.ann)
    appoint(
        session,
        everybody,
        everybody.ann,
        subject=topic(session, everybody, "Later"),
        first=TODAY + 7 * DAY,
    )
    moved = NOW + DAY
    people.place(session, everybody.ann, everybody.tunxis.id, by=everybody.ann, now=moved)
    assert acting(session, everybody, moved - timedelta(seconds=1)) == [("Ann", "representative")]
    assert acting(session, everybody, moved) == []
    assert (
        representatives.of_library(
            session, everybody.central, standing(session, everybody.dag, moved)
        )
        == []
    )
    ended = select(HistoryEntry).where(HistoryEntry.action == "representation.ended")
    assert len(session.exec(ended).all()) == 2


def test_a_home_that_is_elsewhere_whatever_the_row_says(session: Session, everybody: Cast) -> None:
    session.add(
        Representation(
            organization_id=everybody.central.id,
            topic_id=topic(session, everybody).topic_id,
            person_id=everybody.cleo.id,
            kind=FIRST,
            since=NOW - DAY,
        )
    )
    session.flush()
    assert acting(session, everybody) == []
    found = line(session, everybody).representative
    assert found is not None
    assert found.trouble == lists.IS_ELSEWHERE
    assert not access.may_answer_for(
        session,
        everybody.central,
        topic(session, everybody),
        by=standing(session, everybody.cleo),
    )


def test_a_library_that_becomes_part_of_another_has_nobody(
    session: Session, everybody: Cast
) -> None:
    appoint(session, everybody, everybody.ann)
    heir = organization(session, "gateway")
    organizations.merge(session, everybody.central, heir, by=everybody.dag, now=NOW + DAY)
    assert acting(session, everybody, NOW + DAY) == []
    assert line(session, everybody, NOW + DAY).representative is None


def test_of_two_records_that_become_one_what_fits_stays(session: Session, everybody: Cast) -> None:
    double = person(session, "Anna Abara", at=everybody.central)
    apart = person(session, "Anne Abara", at=everybody.tunxis)
    appoint(session, everybody, everybody.ann)
    appoint(session, everybody, double, kind=SECOND)
    appoint(session, everybody, apart, at=everybody.tunxis)
    done = merging.merge(session, everybody.ann, double, by=everybody.dag, now=NOW)
    assert acting(session, everybody) == [("Ann", "representative")]
    other = merging.merge(session, everybody.ann, apart, by=everybody.dag, now=NOW)
    tunxis = representatives.acting(session, everybody.tunxis, topic(session, everybody), NOW)
    assert tunxis == []
    for merge in (other, done):
        merging.undo(session, merge.id, by=everybody.dag, now=NOW + DAY)
    session.expire_all()
    assert acting(session, everybody) == [("Ann", "representative"), ("Anna", "alternate")]
    assert len(session.exec(select(Representation)).all()) == 3


def test_who_is_forgotten_speaks_for_nobody(session: Session, everybody: Cast) -> None:
    appoint(session, everybody, everybody.ann)
    forget(session, everybody.ann, by=everybody.dag, now=NOW + DAY)
    assert line(session, everybody, NOW + DAY).representative is None


def test_a_group_is_a_subject_as_long_as_it_is_active(session: Session, everybody: Cast) -> None:
    subject = RepresentedSubject(everybody.metadata.name, group_id=everybody.metadata.id)
    appoint(session, everybody, everybody.ben, subject=subject)
    assert acting(session, everybody, subject=subject) == [("Ben", "representative")]
    terms.set_discharge(everybody.metadata, NOW + DAY)
    session.flush()
    assert acting(session, everybody, NOW + DAY, subject=subject) == []
    assert acting(session, everybody, NOW, subject=subject) == [("Ben", "representative")]


def test_in_a_private_group_only_its_members_speak_and_others_learn_nothing(
    session: Session, everybody: Cast
) -> None:
    eve = person(session, "Eve Ende", at=everybody.central, slack_id="UEVE")
    hidden = factories.group(
        session, "Salaries", chair=everybody.ann, channel_id="CSAL", private=True
    )
    subject = RepresentedSubject("Salaries", group_id=hidden.id, is_private=True)
    with pytest.raises(Invalid, match="Salaries is private, and Eve Ende is not in it"):
        appoint(session, everybody, eve, subject=subject)
    appoint(session, everybody, everybody.ann, subject=subject)
    seen = {
        name: [
            row.subject.name for row in representatives.of_library(session, everybody.central, by)
        ]
        for name, by in {
            "manager": standing(session, everybody.dag),
            "member": standing(session, everybody.ann),
            "outsider": standing(session, everybody.ben),
        }.items()
    }
    assert seen == {"manager": ["Salaries"], "member": ["Salaries"], "outsider": []}
    outsider = standing(session, everybody.ben)
    with pytest.raises(NotFound, match="I know no"):
        representatives.subject_of(session, group_id=hidden.id, topic_id=None, by=outsider)
    with pytest.raises(Invalid, match="I know no"):
        representatives.named(session, "Salaries", by=outsider)
    row = session.exec(select(Representation)).one()
    with pytest.raises(NotFound, match="Nobody is named there"):
        access.representation_to_end(session, row.id, by=standing(session, everybody.ben))
    groups.add(session, hidden, [eve], by=everybody.dag, now=NOW)
    appoint(session, everybody, eve, subject=subject, kind=SECOND)
    membership = terms.current(session, hidden, eve.id, NOW)
    assert membership is not None
    terms.end(session, membership, by=everybody.dag, now=NOW + DAY)
    assert acting(session, everybody, NOW + DAY, subject=subject) == [("Ann", "representative")]


def test_of_a_private_group_only_who_is_in_it_may_know(session: Session, everybody: Cast) -> None:
    hidden = factories.group(
        session, "Salaries", chair=everybody.cleo, channel_id="CSAL", private=True
    )
    groups.add(session, hidden, [everybody.ann], by=everybody.cleo, now=NOW)
    subject = RepresentedSubject("Salaries", group_id=hidden.id, is_private=True)
    appoint(session, everybody, everybody.ann, subject=subject)

    def may_know(at: datetime) -> bool:
        found = representatives.line_of(session, everybody.central, subject, at).representative
        assert found is not None
        return found.may_know

    assert may_know(NOW)
    membership = terms.current(session, hidden, everybody.ann.id, NOW)
    assert membership is not None
    terms.end(session, membership, by=everybody.dag, now=NOW + DAY)
    assert (may_know(NOW + DAY - timedelta(seconds=1)), may_know(NOW + DAY)) == (True, False)


def test_only_its_director_and_the_program_manager_appoint_for_a_library(
    session: Session, everybody: Cast
) -> None:
    organizations.set_directors(
        session, everybody.tunxis, [everybody.cleo], by=everybody.dag, now=NOW
    )
    appoint(session, everybody, everybody.ann)
    may = {
        name
        for name, who in vars(everybody).items()
        if isinstance(who, Person)
        and access.may_appoint_for(everybody.tunxis.id, by=standing(session, who))
    }
    assert may == {"cleo", "dag"}
    for who in (everybody.ann, everybody.ben, everybody.cleo):
        with pytest.raises(NotAllowed, match="Only a director of Central"):
            access.library_to_appoint_for(session, everybody.central.id, by=standing(session, who))


@pytest.mark.parametrize(
    ("works", "by", "expected"),
    [
        *[("ann", "dag", "central"), ("cleo", "dag", "tunxis"), ("pia", "dag", None)],
        *[("ann", "ann", "central"), ("cleo", "ann", None), ("ann", "ben", None)],
    ],
)
def test_the_library_where_somebody_works_if_one_may_appoint_for_it(
    session: Session, everybody: Cast, works: str, by: str, expected: str | None
) -> None:
    organizations.set_directors(
        session, everybody.central, [everybody.ann], by=everybody.dag, now=NOW
    )
    found = access.appointable_library_of(
        session, getattr(everybody, works), by=standing(session, getattr(everybody, by))
    )
    assert (found.key if found else None) == expected


def test_who_works_nowhere_has_no_library(session: Session, everybody: Cast) -> None:
    nora = person(session, "Nora Nowhere", slack_id="UNORA")
    by = standing(session, everybody.dag)
    assert access.appointable_library_of(session, nora, by=by) is None


def test_who_may_answer_for_a_library(session: Session, everybody: Cast) -> None:
    """One question to every library, and one answer from each: the program manager gives none."""
    eve = person(session, "Eve Ende", at=everybody.central, slack_id="UEVE")
    organizations.set_directors(session, everybody.central, [eve], by=everybody.dag, now=NOW)
    subject = topic(session, everybody)
    appoint(session, everybody, everybody.ann, last=TODAY)
    appoint(session, everybody, everybody.ben, kind=SECOND)

    fay = person(session, "Fay Fuchs", at=everybody.central, slack_id="UFAY")
    group = RepresentedSubject(everybody.metadata.name, group_id=everybody.metadata.id)
    appoint(session, everybody, fay, subject=group)

    def may(at: datetime, about: RepresentedSubject | None) -> set[str]:
        return {
            who.name.split()[0]
            for who in session.exec(select(Person))
            if access.may_answer_for(
                session, everybody.central, about, by=standing(session, who, at)
            )
        }

    assert may(NOW, subject) == {"Ann", "Ben", "Eve"}
    assert may(NOW + DAY, subject) == {"Ben", "Eve"}
    assert may(NOW, group) == {"Eve", "Fay"}
    assert may(NOW, None) == may(NOW, RepresentedSubject("Nothing")) == {"Eve"}
    assert may(NOW, topic(session, everybody, "Other")) == {"Eve"}
    everybody.central.kind = OrganizationKind.OFFICE
    assert may(NOW, subject) == set()


def test_a_topic_is_added_once_and_found_by_its_beginning(
    session: Session, everybody: Cast
) -> None:
    row = representatives.add_topic(session, " E-resources  licensing ", by=everybody.dag, now=NOW)
    again = representatives.add_topic(session, "e-Resources licensing", by=everybody.dag, now=NOW)
    assert (row.id, row.name) == (again.id, "E-resources licensing")
    for typed in ("", " ", "x" * 81, "metadata"):
        with pytest.raises(Invalid) as refused:
            representatives.add_topic(session, typed, by=everybody.dag, now=NOW)
        assert refused.value.field == "topic"
    by = standing(session, everybody.ben)
    assert representatives.named(session, "e-res", by=by).topic_id == row.id
    assert representatives.named(session, "meta", by=by).group_id == everybody.metadata.id
    with pytest.raises(Invalid, match="Did you mean “E-resources licensing”"):
        representatives.named(session, "E-resources licencing", by=by)
    representatives.add_topic(session, "Metal", by=everybody.dag, now=NOW)
    with pytest.raises(Invalid, match="could be Metal, Metadata"):
        representatives.named(session, "meta", by=by)


def test_the_database_keeps_two_of_one_kind_apart(session: Session, everybody: Cast) -> None:
    facts: dict[str, Any] = {
        "organization_id": everybody.central.id,
        "topic_id": topic(session, everybody).topic_id,
        "kind": FIRST,
    }
    rows = [
        Representation(**facts, person_id=who.id, since=NOW)
        for who in (everybody.ann, everybody.ben)
    ]
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add_all(rows)


def test_the_database_wants_one_subject(session: Session, everybody: Cast) -> None:
    row = Representation(
        organization_id=everybody.central.id, person_id=everybody.ann.id, kind=FIRST, since=NOW
    )
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(row)


def test_every_member_library_is_listed_with_whom_it_has(session: Session, everybody: Cast) -> None:
    appoint(session, everybody, everybody.ann)
    by = standing(session, everybody.ben)
    found = representatives.of_subject(session, topic(session, everybody), by)
    assert [
        (row.organization.key, row.line.representative is not None, row.line.alternate is None)
        for row in found
    ] == [("central", True, True), ("tunxis", False, True)]
    counted, libraries = representatives.counts(session, by)
    assert ([(row.subject.name, row.libraries) for row in counted], libraries) == (
        [("E-resources", 1)],
        2,
    )


def test_any_sequence_agrees_with_a_plain_calendar(session: Session, everybody: Cast) -> None:
    """Appointments in any order, against a calendar in which each is written day by day."""
    random, subject = Random(7), topic(session, everybody)
    staff = [
        person(session, f"{name} Quick", at=everybody.central, slack_id=f"U{name.upper()}")
        for name in ("Ada", "Bob", "Cyd")
    ]
    calendar, begins = [""] * 200, set[int]()
    for step in range(60):
        who, first = random.choice(staff), step + random.randrange(0, 9)
        last = first + random.randrange(0, 12) if random.random() < 0.7 else None
        try:
            appoint(
                session,
                everybody,
                who,
                subject=subject,
                now=NOW + step * DAY,
                first=TODAY + first * DAY,
                last=None if last is None else TODAY + last * DAY,
            )
        except Invalid:
            continue
        until = min((day for day in begins if day > first), default=len(calendar))
        for day in range(first, until):
            calendar[day] = "" if last is not None and day > last else who.name.split()[0]
        begins.add(first)
    assert len(begins) > 20
    for day in range(len(calendar)):
        expected = [(calendar[day], "representative")] if calendar[day] else []
        assert acting(session, everybody, NOW + day * DAY, subject) == expected


def test_a_closed_topic_ends_what_is_held_and_is_offered_no_more(
    session: Session, everybody: Cast
) -> None:
    subject = topic(session, everybody)
    ahead = TODAY + 30 * DAY
    begun = appoint(session, everybody, everybody.ann, subject=subject)
    coming = appoint(session, everybody, everybody.ben, subject=subject, first=ahead)
    who = standing(session, everybody.dag)
    row = access.topic_to_change(session, subject.topic_id or 0, by=who)
    held = representatives.close_topic(session, row, by=everybody.dag, now=NOW + DAY)
    assert [(found.row.id, found.has_begun) for found in held] == [
        (begun.id, True),
        (coming.id, False),
    ]
    assert acting(session, everybody, NOW + DAY - timedelta(seconds=1), subject) != []
    assert acting(session, everybody, NOW + DAY, subject) == []
    assert acting(session, everybody, NOW + 60 * DAY, subject) == []
    assert row not in representatives.topics(session)
    assert subject not in representatives.offered(session, who)
    assert representatives.of_library(session, everybody.central, who) == []
    for attempt in (
        lambda: representatives.named(session, "e-resources", by=who),
        lambda: representatives.subject_of(session, group_id=None, topic_id=row.id, by=who),
        lambda: appoint(session, everybody, everybody.ann, subject=subject),
        lambda: access.topic_to_change(session, row.id, by=who),
    ):
        with pytest.raises(Conflict, match=r"The topic E-resources (is|was) closed"):
            attempt()
    again = representatives.add_topic(session, "E-Resources", by=everybody.dag, now=NOW + 2 * DAY)
    assert (again.id, again.closed_at) == (row.id, None)
    appoint(session, everybody, everybody.ben, subject=subject, now=NOW + 2 * DAY)
    actions = session.exec(
        select(HistoryEntry.action)
        .where(HistoryEntry.subject == f"topic:{row.id}")
        .order_by(col(HistoryEntry.id))
    ).all()
    assert actions == ["topic.added", "topic.closed", "topic.reopened"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Give the topic a short name"),
        ("x" * 81, "Give the topic a short name"),
        ("metadata", "There is a group called"),
        ("LICENSING", "There is a topic called Licensing already"),
    ],
)
def test_a_topic_takes_no_name_that_is_taken(
    session: Session, everybody: Cast, name: str, words: str
) -> None:
    topic(session, everybody, "Licensing")
    subject = topic(session, everybody)
    row = access.topic_to_change(
        session, subject.topic_id or 0, by=standing(session, everybody.dag)
    )
    with pytest.raises(Invalid, match=words) as refusal:
        representatives.rename_topic(session, row, name, by=everybody.dag, now=NOW)
    assert refusal.value.field == "name"
    representatives.rename_topic(session, row, " e-Resources ", by=everybody.dag, now=NOW)
    assert (row.name, row.name_key) == ("e-Resources", "e-resources")


def test_only_the_program_manager_changes_topics(session: Session, everybody: Cast) -> None:
    subject = topic(session, everybody)
    with pytest.raises(NotAllowed):
        access.topic_to_change(session, subject.topic_id or 0, by=standing(session, everybody.ann))
    with pytest.raises(NotFound):
        access.topic_to_change(session, 9999, by=standing(session, everybody.dag))


def test_a_group_counts_the_libraries_that_are_represented_in_it(
    session: Session, everybody: Cast
) -> None:
    metadata = RepresentedSubject("Metadata", group_id=everybody.metadata.id)
    assert representatives.represented_in(session, everybody.metadata, NOW) == 0
    appoint(session, everybody, everybody.ann, subject=metadata)
    appoint(session, everybody, everybody.ben, subject=metadata, kind=SECOND)
    appoint(session, everybody, everybody.cleo, subject=metadata, at=everybody.tunxis)
    assert representatives.represented_in(session, everybody.metadata, NOW) == 2
    everybody.tunxis.active_until = TODAY - DAY
    session.add(everybody.tunxis)
    assert representatives.represented_in(session, everybody.metadata, NOW) == 1
    assert representatives.represented_in(session, everybody.metadata, NOW - DAY) == 0
