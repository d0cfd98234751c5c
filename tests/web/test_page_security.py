"""Whoever sends what to the pages: a link opens the pages of one person, and nothing else does."""

import itertools
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, SQLModel, select

from models import (
    Call,
    CallUnit,
    Group,
    Meeting,
    Organization,
    OutboxMessage,
    Person,
    metadata,
    reach,
)
from models.calls import UnitKind
from models.database import in_unit_of_work, reading, unit_of_work
from models.seats import SeatFacts
from services import links, seats, tasks
from tests.factories import NOW, Cast
from tests.opened_calls import OpenedCall, opened
from tests.web.conftest import BROWSER, Visitor, token_of
from web.personal_pages import Pages, opening
from web.personal_pages.guards import LARGEST_FORM

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}{% raw %}"
PLACES = ("", "/settings", "/unsubscribe", "/links", "/calendar")


CALLED = ("question", "details", "reason", "excused")
"""What is typed about a call."""


def everything() -> dict[str, list[Any]]:
    with reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(sa.select(table))]
            for table in metadata.sorted_tables
        }


@pytest.fixture
def places(people: Cast) -> list[str]:
    """Every page of Pia's."""
    with unit_of_work() as session:
        meeting = Meeting(
            group_id=people.metadata.id,
            title="Norm rules",
            starts_at=NOW + timedelta(days=1),
            zone="America/New_York",
            created_by=people.ann.id,
            created_at=NOW,
        )
        session.add(meeting)
        draft = tasks.TaskDraft("Check", people.pia, None, people.metadata)
        task = tasks.add(session, draft, by=people.ann, now=NOW)
        session.flush()
        call, group = seat_called(session, people).call.id, people.metadata.id
        own = (f"/meetings/{meeting.id}", f"/tasks/{task.id}", f"/calls/{call}")
        return [*PLACES, *own, f"/groups/{group}/leave", f"/groups/{group}"]


def seat_called(session: Session, people: Cast) -> OpenedCall:
    """A call that waits for the seat in which Pia sits."""
    group, ann, pia = (
        session.merge(people.metadata),
        session.merge(people.ann),
        session.merge(people.pia),
    )
    seat = seats.add(session, group, SeatFacts(term_months=12), by=ann, now=NOW)
    seats.appoint(session, seat, group, pia, first=NOW.date(), by=ann, now=NOW)
    return opened(session, people, unit_kind=UnitKind.SEAT, by=ann, details="As sent")


def test_a_scanner_that_opens_every_link_three_times_changes_nothing(
    pia: Visitor, places: list[str]
) -> None:
    before = everything()
    for place, _ in itertools.product(places, range(3)):
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = pia.client.open(pia.path(place), method=method)
            assert answer.status_code == (405 if method == "OPTIONS" else 200)
    found = set(re.findall(r'href="(/[^"#?]+)', "".join(pia.see(place) for place in places)))
    assert found >= {pia.path("/settings"), pia.path("/links"), "/pages.css"}
    for address in found:
        assert pia.client.get(address).status_code == 200, address
    assert everything() == before


def test_every_page_has_what_protects_it(pia: Visitor, places: list[str]) -> None:
    answers = [pia.client.get(pia.path(place)) for place in places]
    answers += [pia.client.get("/p/forged"), pia.client.get("/p/a/b/c/d"), pia.client.put("/p/a")]
    answers += [pia.client.post(pia.path("/settings"), data={"act": "no"}, headers=BROWSER)]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self';")
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers
        for outside in ("http://", "https://", "<script", "style=", "<img", "javascript:"):
            assert outside not in answer.text


def test_forged_expired_and_revoked_links_are_told_apart_by_nobody(
    client: FlaskClient, people: Cast, pia: Visitor
) -> None:
    with unit_of_work() as session:
        expired = links.mint(session, people.pia, now=NOW - links.LINK_VALID - timedelta(days=1))
        revoked = links.mint(session, people.cleo, now=NOW)
    with unit_of_work() as session:
        links.revoke_all(session, people.cleo, by=people.cleo, now=NOW)
    forged = "A" * len(revoked)
    tokens = [expired, revoked, forged, pia.token[:-1], "x" * 3000, "é", "%00", "' OR 1=1 --"]
    for place, method in itertools.product(PLACES, ("GET", "POST")):
        if (place, method) == ("", "POST"):
            continue
        seen = set()
        for token in tokens:
            answer = client.open(f"/p/{token}{place}", method=method, headers=BROWSER)
            assert answer.status_code == 404
            seen.add(re.sub(r'action="[^"]*"', "", answer.text))
        assert len(seen) == 1
        # Of one address no more would be answered.
        anew = Flask("anew", static_folder=None)
        Pages(now=lambda: NOW).add_to(anew)
        client = anew.test_client()


def test_whoever_asks_for_a_fresh_link_hears_the_same_and_only_the_mailbox_gets_it(
    client: FlaskClient, people: Cast, pia: Visitor, reach_of_the_process: None
) -> None:
    reach.set_up(reach.Reach(sends_mail=True))
    with unit_of_work() as session:
        expired = links.mint(session, people.pia, now=NOW - links.LINK_VALID - timedelta(days=1))
    answers = {
        client.post(f"/p/{token}/fresh", headers=BROWSER).text
        for token in (expired, pia.token, "forged")
    }
    assert len(answers) == 1
    with reading() as session:
        [letter] = session.exec(select(OutboxMessage)).all()
    assert letter.lane == f"mail:{people.pia.id}"


def test_a_forwarded_link_says_whose_it_is(people: Cast, pia: Visitor, places: list[str]) -> None:
    for place in places:
        page = pia.see(place)
        assert 'The pages of <strong dir="auto">Pia Pons</strong>' in page
        assert "the mail was meant for Pia Pons" in page
        for address in ("pia@", "ann@", "ben@", "example.edu"):
            assert address not in page


def test_who_has_slack_is_spoken_to_of_no_mail(people: Cast, pia: Visitor) -> None:
    page = Visitor(pia.client, token_of(people.ben)).see()
    assert "the link was meant for Ben Brook" in page
    assert "the mail was meant" not in page


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://convene.example.edu"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, 403),
        ({"Origin": "https://evil.example.org"}, 403),
        ({"Origin": "https://convene.example.edu.evil.example.org"}, 403),
        ({"Origin": "http://convene.example.edu"}, 403),
        ({"Origin": "https://convene.example.edu"}, 303),
        ({"Origin": "http://localhost"}, 303),
        ({"Origin": "null"}, 303),
        ({}, 303),
    ],
)
def test_a_form_of_another_site_does_nothing(
    pia: Visitor, reach_of_the_process: None, headers: dict[str, str], status: int
) -> None:
    reach.set_up(reach.Reach(public_url="https://convene.example.edu"))
    before = everything()
    answer = pia.client.post(pia.path("/settings"), data={"act": "less"}, headers=headers)
    assert answer.status_code == status
    assert (everything() == before) is (status == 403)


def test_the_one_click_of_a_mailbox_does_nothing_else_than_that(pia: Visitor) -> None:
    before = everything()
    for place in ("/settings", "/links"):
        answer = pia.client.post(
            pia.path(place),
            data={"List-Unsubscribe": "One-Click"},
            headers={"Sec-Fetch-Site": "cross-site"},
        )
        assert answer.status_code == 403
    assert everything() == before


def test_typed_text_is_only_ever_text(people: Cast, pia: Visitor, places: list[str]) -> None:
    with unit_of_work() as session:
        found: list[SQLModel] = []
        for table in (Person, Meeting, Group, Organization, Call, CallUnit):
            found += session.exec(select(table)).all()
        for number, row in enumerate(found):
            for name in ("name", "title", "place", "charge", "sponsor", "reports_to", *CALLED):
                if hasattr(row, name):
                    setattr(row, name, f"{EVIL}{number}")
            session.add(row)
        draft = tasks.TaskDraft(EVIL, people.pia, None, people.metadata)
        task = tasks.add(session, draft, by=people.ann, now=NOW)
    for place in [*places, f"/tasks/{task.id}"]:
        page = pia.see(place)
        for mark in ("<script", "<img", 'onerror=alert(1)>"', "{{49}}", "49{%"):
            assert mark not in page
        assert "&lt;script&gt;" in page


def test_a_place_is_only_a_link_where_it_leads_to_a_web_page(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        typed = (
            "https://meet.example.org/a",
            "javascript:alert(1)",
            "Room <5>, https://b.example/?c=1&d='x'.",
        )
        for number, place in enumerate(typed):
            session.add(
                Meeting(
                    group_id=people.metadata.id,
                    title=f"Talk {number}",
                    starts_at=NOW + timedelta(days=1),
                    place=place,
                    zone="America/New_York",
                    created_by=people.ann.id,
                    created_at=NOW,
                )
            )
    address = "https://b.example/?c=1&amp;d=&#39;x"
    for page in (pia.see(), pia.see("/meetings/3")):
        link = f'<a href="{address}" rel="noreferrer noopener">{address}</a>&#39;.'
        assert f"Room &lt;5&gt;, {link}" in page
    page = pia.see()
    assert '<a href="https://meet.example.org/a" rel="noreferrer noopener">' in page
    assert 'href="javascript' not in page


ODD = ("", " ", "\x00", "x" * 5000, "²", "-1", "9" * 40, "null", "[]", "é\ud800", EVIL)


@pytest.mark.parametrize("value", ODD)
def test_odd_values_in_every_field_are_refused(pia: Visitor, places: list[str], value: str) -> None:
    before = everything()
    names = (
        "act",
        "back",
        "question",
        "kinds",
        "delivery",
        "digest_time",
        "quiet_from",
        "quiet_until",
        "days_off",
        "pause_until",
        "zone",
        "code",
        "name",
    )
    of_call = ("act", "unit", "choice", "choice_2", "words", "comment", "comment_private")
    safe = value.encode("utf-8", "replace").decode()
    for place in places:
        if place in ("", "/unsubscribe", places[-1]):
            continue
        fields = dict.fromkeys(of_call if place.startswith("/calls/") else names, safe)
        answer = pia.client.post(pia.path(place), data=fields, headers=BROWSER)
        assert answer.status_code == 422, (place, answer.text)
    assert everything() == before


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "1e3", "x", "1/2", "²"])
def test_odd_numbers_in_the_address_lead_nowhere(pia: Visitor, number: str) -> None:
    for noun, method in itertools.product(
        ("meetings", "tasks", "groups", "calls"), ("GET", "POST")
    ):
        address = pia.path(f"/{noun}/{number}")
        answer = pia.client.open(address, method=method, data={"act": "yes"}, headers=BROWSER)
        assert answer.status_code in (404, 422)


def test_what_is_said_after_an_act_is_never_what_the_address_says(pia: Visitor) -> None:
    assert "evil" not in pia.see("?done=evil")
    assert 'role="status"' not in pia.see("?done=__class__")
    assert "Saved." in pia.see("?done=saved")


def test_pages_that_are_none_say_so_plainly(pia: Visitor) -> None:
    for answer, status in (
        (pia.client.get("/wp-login.php"), 404),
        (pia.client.put(pia.path()), 405),
        (
            pia.client.post(
                pia.path("/settings"), data={"act": "x" * LARGEST_FORM}, headers=BROWSER
            ),
            413,
        ),
    ):
        assert answer.status_code == status
        assert answer.content_type.startswith("text/plain")
        assert pia.token not in answer.text


@pytest.mark.parametrize(
    "rest",
    ["/nothing", "/", "/meetings", "/meetings/9/more", "/meetings/²", "/links/"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_wrong_address_below_a_link_leads_back(pia: Visitor, rest: str, method: str) -> None:
    before = everything()
    answer = pia.client.open(pia.path(rest), method=method, headers=BROWSER)
    assert (answer.status_code, everything()) == (404, before)
    assert f'<a href="{pia.path()}">Back to your overview</a>' in answer.text


def test_an_address_that_takes_a_form_only_leads_back(pia: Visitor) -> None:
    answer = pia.client.get(pia.path("/links/fresh"))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert f'<a href="{pia.path()}">Back to your overview</a>' in answer.text


def test_one_link_opened_too_often_waits_and_others_do_not(
    monkeypatch: pytest.MonkeyPatch, people: Cast, pia: Visitor
) -> None:
    monkeypatch.setattr(opening, "MOST_VIEWS", 3)
    monkeypatch.setattr(opening, "MOST_ACTS", 2)
    app = Flask("busy", static_folder=None)
    Pages(now=lambda: NOW).add_to(app)
    busy = Visitor(app.test_client(), pia.token)
    assert [busy.client.get(busy.path()).status_code for _ in range(4)] == [200, 200, 200, 429]
    answers = [busy.send("/settings", act="less")[0] for _ in range(3)]
    assert answers == [303, 303, 429]
    other = Visitor(busy.client, token_of(people.ben))
    assert "Ben Brook" in other.see()
    refused = busy.client.get(busy.path())
    assert refused.headers["Retry-After"] == "60"


def test_an_address_that_tries_links_waits_but_known_links_do_not(
    monkeypatch: pytest.MonkeyPatch, pia: Visitor
) -> None:
    monkeypatch.setattr(opening, "MOST_UNKNOWN", 2)
    app = Flask("guessed", static_folder=None)
    Pages(now=lambda: NOW).add_to(app)
    client = app.test_client()
    assert [client.get(f"/p/guess{n}").status_code for n in range(3)] == [404, 404, 429]
    assert client.post("/p/guess9/fresh", headers=BROWSER).status_code == 429
    assert client.get(f"/p/{pia.token}").status_code == 200


def test_a_fault_says_nothing_of_itself_and_its_log_has_no_token(
    monkeypatch: pytest.MonkeyPatch, pia: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(links, "visitor", broken)
    with caplog.at_level(logging.DEBUG):
        answer = pia.client.get(pia.path())
    assert answer.status_code == 500
    assert "boom" not in answer.text
    assert "boom" in caplog.text
    assert pia.token not in caplog.text
    reference = re.search(r"\((\w{8})\)", answer.text)
    assert reference is not None
    assert reference[1] in caplog.text


def test_no_log_at_any_level_has_a_token_or_what_was_typed(
    pia: Visitor, places: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for place in places:
            pia.see(place)
            pia.client.post(pia.path(place), data={"question": "secret words"}, headers=BROWSER)
    assert pia.token not in caplog.text
    assert "secret words" not in caplog.text


def test_a_proxy_may_serve_the_pages_in_a_folder(pia: Visitor, reach_of_the_process: None) -> None:
    reach.set_up(reach.Reach(public_url="https://example.edu/convene"))
    page = pia.see()
    assert f'href="/convene{pia.path()}/settings"' in page
    assert 'href="/convene/pages.css?' in page
    answer = pia.client.post(pia.path("/settings"), data={"act": "less"}, headers=BROWSER)
    assert answer.headers["Location"].startswith(f"/convene{pia.path()}/settings?")


def test_the_style_is_kept_by_browsers_and_asked_for_anew(client: FlaskClient) -> None:
    first = client.get("/pages.css")
    assert first.content_type.startswith("text/css")
    again = client.get("/pages.css", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.text) == (304, "")
    assert "url(" not in first.text
    assert "@import" not in first.text


def test_nothing_is_rendered_within_a_unit_of_work(
    monkeypatch: pytest.MonkeyPatch, pia: Visitor, places: list[str]
) -> None:
    render, open_units = opening.render_template, []

    def noting(*template: Any, **facts: Any) -> str:
        open_units.append(in_unit_of_work())
        return render(*template, **facts)

    monkeypatch.setattr(opening, "render_template", noting)
    for place in places:
        pia.see(place)
    assert set(open_units) == {False}


@pytest.mark.parametrize("more", ["%01", "%01%01", "%E2%80%AE", "-", "%20"])
def test_a_link_has_one_address_alone(pia: Visitor, more: str) -> None:
    """Or each would have a pace of its own."""
    assert pia.client.get(f"/p/{pia.token}{more}", headers=BROWSER).status_code == 404
