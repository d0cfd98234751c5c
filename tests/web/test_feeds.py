"""Calendar feeds as programs fetch them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import col, delete, select

from models import CalendarFeed, FeedKind, Group, HistoryEntry, Meeting, Membership, Person
from models.database import reading, unit_of_work
from models.write_queue import DatabaseBusy
from services import calendar, meetings, presence
from services.dates import instant
from services.errors import NotAllowed
from services.meetings import MeetingPlan
from services.people import forgetting, merging, personal_data
from services.recurrence import Frequency, Pattern
from tests.calendars import in_feed, parse
from tests.factories import BEFORE, NOW, Cast, cast, group, person, standing
from tests.happenings import meeting, serve
from web import feeds
from web.feeds import feeds_blueprint

DAY = timedelta(days=1)
FAR = NOW + 200 * DAY


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(database: Engine) -> Cast:
    """Metadata, which is open, and Budget, which is private and Ben's."""
    with unit_of_work() as session:
        people = cast(session)
        budget = group(session, "Budget", chair=people.ben, channel_id="CBUD", private=True)
        budget.is_private = True
        meeting(session, people.metadata, title="Norms", place="Room 1")
        meeting(session, budget, NOW + 2 * DAY, title="Salaries")
        return people


@pytest.fixture
def client(people: Cast, clock: Clock) -> Iterator[FlaskClient]:
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(feeds_blueprint(clock))
    with app.test_client() as client:
        yield client


def path(person: Person, kind: FeedKind = FeedKind.MINE, of_group: str = "") -> str:
    with unit_of_work() as session:
        found = session.exec(select(Group).where(Group.name == of_group)).first()
        token = calendar.replace_feed(session, kind, found, by=standing(session, person), now=NOW)
    return f"/calendar/{token}.ics"


def titles(client: FlaskClient, at: str) -> list[str]:
    answer = client.get(at)
    assert answer.status_code == 200, answer.text
    return [row.title for row in in_feed(answer.text, FAR)]


def test_each_feed_shows_what_its_owner_may_see(client: FlaskClient, people: Cast) -> None:
    assert titles(client, path(people.ann)) == ["Norms"]
    assert titles(client, path(people.ben)) == ["Norms", "Salaries"]
    assert titles(client, path(people.cleo)) == []
    assert titles(client, path(people.cleo, FeedKind.PUBLIC)) == ["Norms"]
    assert titles(client, path(people.ben, FeedKind.PUBLIC)) == ["Norms"]
    assert titles(client, path(people.cleo, FeedKind.GROUP, "Metadata")) == ["Norms"]
    assert titles(client, path(people.ben, FeedKind.GROUP, "Budget")) == ["Salaries"]
    assert titles(client, path(people.pia)) == ["Norms"]
    assert titles(client, path(people.gil)) == ["Norms"]


@pytest.mark.parametrize(
    ("who", "kind", "of_group"),
    [
        ("cleo", FeedKind.GROUP, "Budget"),
        ("dag", FeedKind.GROUP, "Budget"),
        ("gil", FeedKind.PUBLIC, ""),
    ],
)
def test_nobody_gets_an_address_for_what_is_not_for_her(
    people: Cast, who: str, kind: FeedKind, of_group: str
) -> None:
    with pytest.raises(NotAllowed):
        path(getattr(people, who), kind, of_group)


def test_no_person_and_no_address_is_named(client: FlaskClient, people: Cast) -> None:
    text = client.get(path(people.ben)).text
    assert "mailto" not in text.lower()
    assert "ATTENDEE" not in text
    assert "ORGANIZER" not in text
    assert text.count("@") == 2
    for found in (people.ann, people.ben, people.pia):
        assert found.name not in text


def test_a_feed_has_a_name_and_is_fetched_again_within_the_hour(
    client: FlaskClient, people: Cast
) -> None:
    read = parse(client.get(path(people.ben, FeedKind.GROUP, "Budget")).text)
    assert not read.has("METHOD")
    assert {read.text("NAME"), read.text("X-WR-CALNAME")} == {"Budget"}
    assert read.text("REFRESH-INTERVAL") == read.text("X-PUBLISHED-TTL") == "PT1H"
    assert read.text("X-WR-TIMEZONE") == "America/New_York"
    assert read.events[0].text("CLASS") == "PRIVATE"
    read = parse(client.get(path(people.cleo)).text)
    assert (read.events, len(read.named("VTIMEZONE"))) == ([], 1)
    assert read.text("NAME") == "My meetings, Test Consortium"


def test_whose_right_ends_gets_nothing_from_then_on(client: FlaskClient, people: Cast) -> None:
    of_group, mine = path(people.ben, FeedKind.GROUP, "Budget"), path(people.ben)
    assert titles(client, of_group) == ["Salaries"]
    with unit_of_work() as session:
        [budget] = session.exec(select(Group.id).where(Group.name == "Budget")).all()
        session.exec(delete(Membership).where(col(Membership.group_id) == budget))
    assert client.get(of_group).status_code == 404
    assert titles(client, mine) == ["Norms"]
    with unit_of_work() as session:
        session.get_one(Person, people.ben.id).is_active = False
    assert client.get(mine).status_code == 404


def test_who_leaves_ahead_sees_the_meetings_until_then(client: FlaskClient, people: Cast) -> None:
    with unit_of_work() as session:
        meeting(session, people.metadata, NOW + 9 * DAY, title="Later")
        serve(session, people.metadata, people.cleo, BEFORE, NOW + 5 * DAY)
    assert titles(client, path(people.cleo)) == ["Norms"]
    assert titles(client, path(people.ann)) == ["Norms", "Later"]


def test_old_meetings_leave_the_feed_and_cancelled_ones_at_once(
    client: FlaskClient, people: Cast, clock: Clock
) -> None:
    at = path(people.ann)
    with unit_of_work() as session:
        row = session.exec(select(Meeting).where(Meeting.title == "Norms")).one()
        starts_at = row.starts_at
    clock.now = starts_at + calendar.SHOWN_BACK - timedelta(seconds=1)
    assert titles(client, at) == ["Norms"]
    clock.now = starts_at + calendar.SHOWN_BACK
    assert titles(client, at) == []
    clock.now = NOW
    with unit_of_work() as session:
        row = session.get_one(Meeting, row.id)
        meetings.cancel(session, row, sequence=0, by=people.ann, now=NOW)
    assert titles(client, at) == []


def test_what_has_not_changed_is_not_sent_again(
    client: FlaskClient, people: Cast, clock: Clock
) -> None:
    at = path(people.ann)
    first = client.get(at)
    tag, since = first.headers["ETag"], first.headers["Last-Modified"]
    assert since == "Tue, 24 Nov 2026 14:30:00 GMT"
    clock.now = NOW + timedelta(hours=1)
    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"x", W/{tag}'},
        {"If-Modified-Since": since},
    ):
        again = client.get(at, headers=headers)
        assert (again.status_code, again.text, again.headers["ETag"]) == (304, "", tag)
    assert client.get(at).text == first.text
    before = {"If-Modified-Since": "Tue, 24 Nov 2026 14:29:59 GMT"}
    assert client.get(at, headers=before).status_code == 200
    assert client.get(at, headers={"If-None-Match": '"x"'}).status_code == 200
    assert client.get(at, headers={"If-Modified-Since": "soon"}).status_code == 200


def test_a_change_is_new_by_tag_and_by_date(
    client: FlaskClient, people: Cast, clock: Clock
) -> None:
    at = path(people.ann)
    first = client.get(at)
    clock.now = NOW + timedelta(hours=2)
    with unit_of_work() as session:
        row = session.exec(select(Meeting).where(Meeting.title == "Norms")).one()
        meetings.edit(
            session, row, title="Rules", place="", sequence=0, by=people.ann, now=clock.now
        )
    tag, since = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in ({"If-None-Match": tag}, {"If-Modified-Since": since}):
        changed = client.get(at, headers=headers)
        assert changed.status_code == 200
        assert changed.headers["Last-Modified"] == "Tue, 24 Nov 2026 16:30:00 GMT"
        assert changed.headers["ETag"] != tag
    # The date alone would say that nothing is new, and the tag knows better.
    stale = {"If-None-Match": tag, "If-Modified-Since": changed.headers["Last-Modified"]}
    assert client.get(at, headers=stale).status_code == 200


def test_what_leaves_a_feed_is_a_change_too(
    client: FlaskClient, people: Cast, clock: Clock
) -> None:
    at = path(people.ann)
    since = client.get(at).headers["Last-Modified"]
    clock.now = NOW + timedelta(hours=3)
    with unit_of_work() as session:
        session.exec(delete(Meeting).where(col(Meeting.title) == "Norms"))
    changed = client.get(at, headers={"If-Modified-Since": since})
    assert (changed.status_code, in_feed(changed.text, FAR)) == (200, [])


def test_nobody_else_keeps_or_finds_a_feed(client: FlaskClient, people: Cast) -> None:
    answer = client.get(path(people.ann))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_unknown_ended_and_forbidden_are_one_answer(client: FlaskClient, people: Cast) -> None:
    old = path(people.ann)
    assert titles(client, old) == ["Norms"]
    new = path(people.ann)
    assert titles(client, new) == ["Norms"]
    with unit_of_work() as session:
        assert calendar.end_feed(session, FeedKind.MINE, None, by=people.ann, now=NOW)
        assert not calendar.end_feed(session, FeedKind.MINE, None, by=people.ann, now=NOW)
    answers = [
        client.get(at)
        for at in (old, new, f"/calendar/{'x' * 32}.ics", "/calendar/x.ics", "/calendar/%00.ics")
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {
        (404, "There is no such calendar.\n")
    }
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1


def test_an_address_is_kept_nowhere_and_ends_alone(client: FlaskClient, people: Cast) -> None:
    mine, group_feed = path(people.ann), path(people.ann, FeedKind.GROUP, "Metadata")
    of_ben = path(people.ben)
    path(people.ann)
    assert client.get(mine).status_code == 404
    assert titles(client, group_feed) == ["Norms"]
    token = group_feed.removeprefix("/calendar/").removesuffix(".ics")
    with reading() as session:
        rows = session.exec(select(CalendarFeed)).all()
        entries = session.exec(select(HistoryEntry)).all()
        assert token not in str([row.model_dump() for row in (*rows, *entries)])
    with unit_of_work() as session:
        ann = session.get_one(Person, people.ann.id)
        assert calendar.end_feeds(session, ann, by=ann, now=NOW) == 2
        assert calendar.end_feeds(session, ann, by=ann, now=NOW) == 0
    assert client.get(group_feed).status_code == 404
    assert titles(client, of_ben) == ["Norms", "Salaries"]


def test_fetching_changes_nothing_but_what_is_known_of_the_fetching(
    client: FlaskClient, people: Cast
) -> None:
    at = path(people.ann)
    with reading() as session:
        before = len(session.exec(select(HistoryEntry)).all())
    for method in ("get", "head"):
        assert getattr(client, method)(at).status_code == 200
    assert client.post(at).status_code == 405
    with reading() as session:
        assert len(session.exec(select(HistoryEntry)).all()) == before


def test_a_series_of_a_discharged_group_ends_in_the_feed(client: FlaskClient, people: Cast) -> None:
    pattern = Pattern(
        Frequency.WEEKLY, time(10), "America/New_York", date(2026, 12, 1), weekdays=(1,)
    )
    starts_at = datetime.fromisoformat("2026-12-01T15:00:00+00:00")
    with unit_of_work() as session:
        metadata = session.get_one(Group, people.metadata.id)
        plan = MeetingPlan("Weekly", starts_at, "America/New_York", pattern=pattern)
        meetings.schedule(session, metadata, plan, by=people.ann, now=NOW)
    at = path(people.cleo, FeedKind.GROUP, "Metadata")
    assert titles(client, at)[:3] == ["Norms", "Weekly", "Weekly"]
    with unit_of_work() as session:
        metadata = session.get_one(Group, people.metadata.id)
        metadata.discharged_at = starts_at + 8 * DAY
    assert titles(client, at) == ["Norms", "Weekly", "Weekly"]


def test_a_feed_goes_with_whoever_is_merged_and_ends_with_who_is_forgotten(
    client: FlaskClient, people: Cast
) -> None:
    at = path(people.gil)
    with unit_of_work() as session:
        ann, gil = (session.get_one(Person, who.id) for who in (people.ann, people.gil))
        gil.slack_id = None
        merging.merge(session, ann, gil, by=people.dag, now=NOW)
    assert titles(client, at) == ["Norms"]
    with unit_of_work() as session:
        ann = session.get_one(Person, people.ann.id)
        assert "calendar_feeds" in personal_data.everything(session, ann)
        forgetting.forget(session, ann, by=None, now=NOW)
        assert session.exec(select(CalendarFeed)).all() == []
    assert client.get(at).status_code == 404


@pytest.mark.parametrize(
    "fault", [DatabaseBusy("others write"), OperationalError("x", {}, Exception("locked"))]
)
def test_a_feed_answers_while_the_database_takes_no_note(
    client: FlaskClient, people: Cast, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    at = path(people.ann)

    def busy() -> None:
        raise fault

    with monkeypatch.context() as broken:
        broken.setattr(feeds, "unit_of_work", busy)
        assert titles(client, at) == ["Norms"]
    with reading() as session:
        assert session.exec(select(CalendarFeed.text_hash)).one() == ""
    assert titles(client, at) == ["Norms"]
    with reading() as session:
        assert session.exec(select(CalendarFeed.text_hash)).one() != ""


def test_a_feed_fetched_too_often_waits_and_others_do_not(
    people: Cast, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "MOST_FETCHES", 2)
    monkeypatch.setattr(feeds, "MOST_UNKNOWN", 1)
    app = Flask("busy", static_folder=None)
    app.register_blueprint(feeds_blueprint(clock))
    busy, hers, other = app.test_client(), path(people.ann), path(people.ben)
    answers = [busy.get(hers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "60"
    assert answers[2].headers["Cache-Control"] == "private, no-cache"
    assert busy.get(other).status_code == 200
    guessed = [busy.get(f"/calendar/guess{n}.ics") for n in range(2)]
    assert [answer.status_code for answer in guessed] == [404, 429]
    assert guessed[1].headers["Retry-After"] == "60"
    assert busy.get(other).status_code == 200


def test_a_feed_has_the_one_meeting_to_which_its_owner_is_sent(
    client: FlaskClient, people: Cast
) -> None:
    pattern = Pattern(
        freq=Frequency.WEEKLY,
        starts_on=date(2026, 12, 2),
        at=time(14),
        zone="America/New_York",
        weekdays=(2,),
        until=date(2026, 12, 16),
    )
    with unit_of_work() as session:
        eve = person(session, "Eve Ely", at=people.central, slack_id="UEVE")
        starts_at = instant(pattern.starts_on, pattern.at, pattern.zone)
        plan = MeetingPlan("Weekly", starts_at, pattern.zone, pattern=pattern)
        ann = session.merge(people.ann)
        meetings.schedule(session, session.merge(people.metadata), plan, by=ann, now=NOW)
        rows = select(Meeting).where(Meeting.title == "Weekly")
        weekly = session.exec(rows.order_by(col(Meeting.starts_at))).all()
        norms = session.exec(select(Meeting).where(Meeting.title == "Norms")).one()
    ben, hers = path(people.ben), path(eve)
    assert titles(client, ben).count("Weekly") == 3
    for row in (norms, weekly[1]):
        with unit_of_work() as session:
            found = session.get_one(Meeting, row.id)
            member = session.merge(people.ben)
            presence.send_alternate(session, found, member, eve.id, now=NOW)
    shown = [row.starts_at for row in in_feed(client.get(ben).text, FAR) if row.title == "Weekly"]
    assert shown == [weekly[0].starts_at, weekly[2].starts_at]
    assert "Norms" not in titles(client, ben)
    feed = [(row.title, row.starts_at) for row in in_feed(client.get(hers).text, FAR)]
    assert feed == [("Norms", norms.starts_at), ("Weekly", weekly[1].starts_at)]
    with unit_of_work() as session:
        found = session.get_one(Meeting, norms.id)
        member = session.merge(people.ben)
        presence.end_alternate(session, found, member, comes=True, now=NOW)
        session.get_one(Group, people.metadata.id).is_private = True
    assert titles(client, ben).count("Norms") == 1
    assert titles(client, hers) == []
