"""What a partner reads on her own pages is true at that moment, and leads on."""

from datetime import timedelta

import pytest

from models import FeedKind, OutboxMessage, reach
from models.database import unit_of_work
from models.messages import CODE, FRESH_LINK
from services import calendar, links, meetings
from services import people as people_services
from services.meetings import MeetingPlan
from tests import happenings
from tests.calendars import parse
from tests.factories import NOW, Cast, standing
from tests.pages import read_page
from tests.services.calendar.conftest import FIRST, TUESDAYS
from tests.web.conftest import BROWSER, Visitor, digits_of, token_of
from tests.web.test_pages import rows
from web.personal_pages import fresh_links

NEW_YORK = "America/New_York"


@pytest.fixture(autouse=True)
def mail(reach_of_the_process: None) -> None:
    reach.set_up(reach.Reach(sends_mail=True, public_url="https://convene.example.edu"))


@pytest.fixture
def code(pia: Visitor) -> str:
    pia.send("/links", act="code")
    [letter] = [row for row in rows(OutboxMessage) if row.key.startswith(CODE.key)]
    return digits_of(letter.payload["text"])


def meeting_in(people: Cast, hours: float) -> int:
    with unit_of_work() as session:
        starts_at = NOW + timedelta(hours=hours)
        return happenings.meeting(session, people.metadata, starts_at, created_by=people.ann.id).id


def test_who_was_there_reads_so_on_every_page(people: Cast, pia: Visitor) -> None:
    running, ahead = meeting_in(people, -0.5), meeting_in(people, 48)
    places = ("", f"/groups/{people.metadata.id}")
    for place in places:
        assert pia.see(place).count("It is under way.") == 1
    assert pia.send(f"/meetings/{running}", act="came", back="home")[0] == 303
    for place in places:
        page = pia.see(place)
        assert page.count("You are recorded as present.") == 1
        assert page.index(f'id="meeting-{running}"') < page.index("You are recorded")
        assert page.index("You are recorded") < page.index(f'id="meeting-{ahead}"')
        assert "It is under way." not in page
        assert 'value="came"' not in page
    assert 'value="came"' in Visitor(pia.client, token_of(people.ben)).see()


@pytest.mark.parametrize(("minutes", "found"), [(-1, True), (0, True), (1, False)])
def test_only_what_has_begun_is_looked_up(people: Cast, minutes: int, found: bool) -> None:
    with unit_of_work() as session:
        starts_at = NOW + timedelta(minutes=minutes)
        row = happenings.meeting(session, people.metadata, starts_at, created_by=people.ann.id)
        meetings.record_attendance(
            session,
            row,
            {people.pia.id},
            by=people.ann,
            now=starts_at + timedelta(minutes=1),
        )
        for person, is_there in ((people.pia, found), (people.ben, False)):
            present = meetings.recorded_as_present(session, person, [row], now=NOW)
            assert (row.id in present) is is_there


def fresh_letter() -> str:
    [letter] = [row for row in rows(OutboxMessage) if row.key.startswith(FRESH_LINK.key)]
    return str(letter.payload["text"])


NONE_WORKS = "No link that was sent to you before opens your page any more."
OTHERS_WORK = "Links that Convene sent to you and that have not ended go on working."


def test_the_letter_with_a_fresh_link_says_that_others_work(pia: Visitor) -> None:
    assert pia.send("/links/fresh")[0] == 303
    assert OTHERS_WORK in fresh_letter()
    assert NONE_WORKS not in fresh_letter()


@pytest.mark.parametrize("passes_on", [False, True])
def test_the_letter_with_a_fresh_link_says_that_none_works(
    people: Cast, pia: Visitor, passes_on: bool
) -> None:
    with unit_of_work() as session:
        links.revoke_all(session, people.pia, by=people.pia, now=NOW)
        if passes_on:
            links.mint(session, people.pia, now=NOW, given_by=people.ann)
    assert pia.client.post(pia.path("/fresh"), headers=BROWSER).status_code == 200
    assert NONE_WORKS in fresh_letter()
    assert "go on working" not in fresh_letter()
    assert ("Links that somebody passed on to you have ended." in fresh_letter()) is passes_on


def test_the_letter_says_so_of_links_that_are_too_old(people: Cast, pia: Visitor) -> None:
    fresh_links.send_fresh(pia.token, now=NOW + links.LINK_VALID)
    assert NONE_WORKS in fresh_letter()


def test_the_page_after_all_links_leads_to_nothing_that_is_closed(
    people: Cast, pia: Visitor, code: str
) -> None:
    assert "A secret address that your calendar has goes on working" in pia.see("/links")
    page = read_page(pia.send("/links", act="revoke", code=code)[1])
    assert page.links == [("Skip to the page", "#main")]
    assert "Whoever has this link" not in page.text
    assert "It goes to your own mailbox, and nowhere else." in page.text
    assert "calendar" not in page.text
    form, _ = page.form("Send a fresh link")
    assert pia.client.post(form.address, headers=BROWSER).status_code == 200
    assert NONE_WORKS in fresh_letter()


def test_the_page_after_all_links_says_that_her_calendar_still_fetches(
    people: Cast, pia: Visitor, code: str
) -> None:
    with unit_of_work() as session:
        who = standing(session, people.pia)
        calendar.replace_feed(session, FeedKind.MINE, None, by=who, now=NOW)
    page = pia.send("/links", act="revoke", code=code)[1]
    assert "The secret address at which your calendar fetches meetings goes on working." in page
    assert "under “Your own calendar” there you end it" in page


def test_the_page_after_a_link_was_replaced_has_no_way_into_closed_pages(
    people: Cast, pia: Visitor
) -> None:
    with unit_of_work() as session:
        token = links.mint(session, people.pia, now=NOW, given_by=people.ann)
    given = Visitor(pia.client, token)
    page = read_page(given.send("/links/fresh")[1])
    assert "has stopped working" in page.text
    assert page.links == [("Skip to the page", "#main")]
    assert "Whoever has this link" not in page.text


def test_after_a_wrong_code_the_right_one_is_typed_again(pia: Visitor, code: str) -> None:
    wrong = "1" * 8 if code != "1" * 8 else "2" * 8
    page = pia.send("/links", act="name", name="Pia P.", code=wrong)[1]
    assert "Type it again, or have another one sent." in page
    assert pia.send("/links", act="name", name="Pia P.", code=code)[0] == 303


def test_the_file_says_whether_the_whole_series_is_in_it(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        plan = MeetingPlan("Norms", FIRST, NEW_YORK, pattern=TUESDAYS)
        weekly = meetings.schedule(session, people.metadata, plan, by=people.ann, now=NOW).id
    alone = meeting_in(people, 48)
    for number, is_series in ((weekly, True), (alone, False)):
        words = "You get a file with all meetings of the series;"
        assert (words in pia.see(f"/meetings/{number}")) is is_series
        file = pia.client.post(pia.path(f"/meetings/{number}/file"), headers=BROWSER).text
        [event] = parse(file).events
        assert ("RRULE" in str(event)) is is_series


def test_while_letters_are_stopped_the_pages_say_so_and_take_them_again(
    people: Cast, pia: Visitor
) -> None:
    for place in ("", "/settings"):
        assert "You get no letters" not in pia.see(place)
    assert "stop writing to me</a>" in pia.see()
    for place, back in (("", ""), ("/settings", "/settings")):
        pia.send("/unsubscribe", act="stop")
        page = read_page(pia.see(place))
        assert "You get no letters" in page.text
        for word in ("Write to me less", "be written to less", "one by one. With", "stop writing"):
            assert word not in page.text
        form, (name, value) = page.form("Write to me again")
        assert form.address == pia.path("/unsubscribe")
        sent = form.fields | {name: value}
        assert pia.send("/unsubscribe", **sent) == (303, pia.path(f"{back}?done=again"))
        assert "You get no letters" not in pia.see(place)


def test_who_has_slack_reads_nothing_of_stopped_letters(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        people_services.stop_mail(session, people.ben, now=NOW)
    ben = Visitor(pia.client, token_of(people.ben))
    for place in ("", "/settings"):
        assert "You get no letters" not in ben.see(place)
    assert "Write to me less" in ben.see("/settings")


@pytest.mark.parametrize("back", ["evil", "//example.org", "links"])
def test_where_she_is_sent_back_to_is_none_of_what_the_form_says(pia: Visitor, back: str) -> None:
    sent = pia.send("/unsubscribe", act="again", back=back)
    assert sent == (303, pia.path("/unsubscribe?done=again"))
