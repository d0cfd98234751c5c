"""Groups through their door: what is typed, pressed and sent, and what is refused."""

import json
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from handlers.forms import OLD_FORM
from handlers.groups import charge, inviting, members, showing, showing_charge
from handlers.once import Repeated
from handlers.seats import seat_lists
from models import (
    Group,
    GroupAuthority,
    GroupKind,
    MemberRole,
    Membership,
    OutboxMessage,
    Person,
    Preferences,
    QuietWeek,
    QuorumShare,
)
from models.calendar_days import day_words
from models.database import reading, unit_of_work
from models.seats import SeatFacts
from services import groups, seats
from services.errors import NotAllowed, NotFound
from tests.factories import NOW, Cast, group
from tests.handlers.asks import ask, pressed, refused, sent, shown, text_of
from views import groups as views
from views.values import InviteButton


def roster() -> list[int]:
    """Who is in a group now."""
    with reading() as session:
        current = select(Membership.person_id).where(col(Membership.until).is_(None))
        return sorted(session.exec(current))


def the_group(name: str = "Metadata") -> Group:
    with reading() as session:
        return session.exec(select(Group).where(Group.name == name)).one()


def promised() -> list[str]:
    """The kinds of what waits to be sent, and to whom."""
    with reading() as session:
        rows = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.id)))
        return [f"{row.key.partition('|')[0]} {row.lane}" for row in rows]


NEW: dict[str, Any] = {
    "name": "Reserves",
    "kind": "working group",
    "charge": "Looks after reserves.",
    "channel": "CRES",
    "directions": ["1"],
    "chair": "UANN",
}


def test_a_group_is_started_from_the_form_and_its_chair_welcomed(people: Cast) -> None:
    text = text_of(charge.create(sent(people.dag, NEW, others=(people.ann,))))
    assert "Reserves" in text
    assert (the_group("Reserves").channel_id, promised()) == (
        "CRES",
        ["started CRES", "chairing UANN"],
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"chair": None}, "chair"),
        ({"chair": "ann"}, "chair"),
        ({"chair": ["UANN"]}, "chair"),
        ({"channel": None}, "channel"),
        ({"channel": "#reserves"}, "channel"),
        ({"channel": "CGONE"}, "channel"),
        ({"channel": "CMETA"}, "channel"),
        ({"name": ""}, "name"),
        ({"name": "metadata"}, "name"),
        ({"kind": "club"}, "kind"),
        ({"directions": ["x"]}, "directions"),
        ({"directions": "1"}, "directions"),
    ],
)
def test_what_a_new_group_lacks_is_said_beside_the_field(
    people: Cast, change: dict[str, Any], field: str
) -> None:
    request = sent(people.dag, NEW | change, others=(people.ann,))
    assert refused(charge.create, request)[1] == field
    with reading() as session:
        assert [row.name for row in session.exec(select(Group))] == ["Metadata"]
    assert promised() == []


def test_a_member_is_no_one_who_edits(people: Cast) -> None:
    value = people.metadata.id
    for run in (charge.open_edit, charge.open_digest, charge.send_digest, members.open_add):
        with pytest.raises(NotAllowed):
            run(pressed(people.ben, value))
    fields = {"weekday": "1", "at": "10:00", "quiet_week": "nothing"}
    with pytest.raises(NotAllowed):
        charge.change_digest(sent(people.ben, fields, group=value))
    with pytest.raises(NotAllowed):
        members.remove_from_form(sent(people.ben, {"members": [str(people.pia.id)]}, group=value))
    assert people.pia.id in roster()


def test_a_private_group_reads_as_one_that_is_not_there(people: Cast) -> None:
    with unit_of_work() as session:
        secret = group(session, "Secret", chair=people.ann, channel_id="CSEC", private=True).id
    for run in (showing.show_one, members.join_one, members.leave_one):
        words = {refused(run, pressed(people.ben, value))[0] for value in (secret, 999, "x", "")}
        assert len(words) == 1
        assert "Secret" not in words.pop()
    assert "Secret" in text_of(showing.show_one(pressed(people.ann, secret)))


def test_the_digest_comes_when_the_form_says(people: Cast) -> None:
    fields = {"weekday": "3", "at": "10:30", "quiet_week": "nothing"}
    text_of(charge.change_digest(sent(people.ann, fields, group=people.metadata.id)))
    row = the_group()
    assert (row.digest_weekday, row.digest_time) == (3, time(10, 30))
    assert row.quiet_week is QuietWeek.NOTHING
    off = fields | {"weekday": views.NO_DIGEST}
    text_of(charge.change_digest(sent(people.ann, off, group=people.metadata.id)))
    assert the_group().digest_weekday is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"weekday": "7"}, "weekday"),
        ({"weekday": "-1"}, "weekday"),
        ({"weekday": None}, "weekday"),
        ({"at": "noon"}, "at"),
        ({"at": None}, "at"),
        ({"quiet_week": "two lines"}, "quiet_week"),
    ],
)
def test_an_odd_time_of_the_digest_is_refused(
    people: Cast, change: dict[str, Any], field: str
) -> None:
    before = the_group()
    fields = {"weekday": "3", "at": "10:30", "quiet_week": "nothing"} | change
    request = sent(people.ann, fields, group=people.metadata.id)
    assert refused(charge.change_digest, request)[1] == field
    assert the_group() == before


def test_a_digest_at_once_goes_out_once(people: Cast) -> None:
    text_of(charge.send_digest(pressed(people.ann, people.metadata.id)))
    again = refused(charge.send_digest, pressed(people.ann, people.metadata.id))
    assert "has had this week's digest already" in again[0]
    assert [kind for kind in promised() if kind.startswith("digest")] == ["digest CMETA"]


def test_a_button_of_no_group_says_where_to_find_one(people: Cast) -> None:
    for run in (charge.open_edit, charge.send_digest, members.open_add, members.open_remove):
        words, field = refused(run, pressed(people.ann))
        assert "/wg list" in words
        assert field is None


def test_people_join_and_leave_by_buttons_twice(people: Cast) -> None:
    value = people.metadata.id
    assert "Metadata" in text_of(members.join_one(pressed(people.cleo, value)))
    assert people.cleo.id in roster()
    assert "already" in refused(members.join_one, pressed(people.cleo, value))[0]
    text_of(members.leave_one(pressed(people.cleo, value)))
    assert people.cleo.id not in roster()
    assert refused(members.leave_one, pressed(people.cleo, value))


@pytest.mark.parametrize(
    "line",
    [
        "<@UCLEO>, <@UDAG> to Metadata",
        "@cleo, @dag",
        "<@UCLEO> and @dag in Metadata",
        "<@UCLEO>; &amp; @dag:",
    ],
)
def test_people_are_named_with_marks_and_words_between_them(people: Cast, line: str) -> None:
    request = ask(people.ann, line, words="wg add", others=(people.cleo, people.dag))
    assert text_of(members.add(request)).startswith("Added to *Metadata*: Cleo Costa, Dag Dahl.")


def test_partners_and_people_are_added_together(people: Cast) -> None:
    fields = {
        "people": ["UCLEO"],
        "partners": [str(people.pia.id)],
        "partner_name": "Quin Quist",
        "partner_email": "quin@writing.example.edu",
        "partner_place": str(people.writing_center.id),
    }
    request = sent(people.ann, fields, group=people.metadata.id, others=(people.cleo,))
    text = text_of(members.add_from_form(request))
    assert "Cleo Costa" in text
    assert "Quin Quist" in text
    assert promised() == ["welcome UCLEO"]
    assert len(roster()) == 6


def test_a_partner_without_an_address_is_one_record_in_two_groups(people: Cast) -> None:
    fields = {"partner_name": "Quin Quist", "partner_place": str(people.writing_center.id)}
    with unit_of_work() as session:
        reserves = group(session, "Reserves", chair=people.ann, channel_id="CRES")
    found = [
        text_of(members.add_from_form(sent(people.dag, fields, group=to.id)))
        for to in (people.metadata, people.metadata, reserves)
    ]
    place = people.writing_center.name
    assert all("Quin Quist" in text for text in found)
    known = [f"Quin Quist is known already, at {place}." in text for text in found]
    assert known == [False, True, True]
    with reading() as session:
        assert len(session.exec(select(Person).where(Person.name == "Quin Quist")).all()) == 1


def test_a_partner_known_by_name_alone_is_to_be_chosen(people: Cast) -> None:
    before, fields = roster(), {"partner_name": people.pia.name}
    request = sent(people.ann, fields, group=people.metadata.id)
    words, field = refused(members.add_from_form, request)
    assert "is known already. Choose them in the list above" in words
    assert (field, roster()) == ("partner_name", before)


@pytest.mark.parametrize("has_place", [True, False])
def test_a_partner_known_by_address_is_said_to_be_known(people: Cast, has_place: bool) -> None:
    with unit_of_work() as session:
        pia = session.get_one(Person, people.pia.id)
        pia.email = "pia@writing.example.edu"
        pia.organization_id = pia.organization_id if has_place else None
        place = people.writing_center.name if has_place else None
    fields = {"partner_name": "P.", "partner_email": "pia@writing.example.edu"}
    text = text_of(members.add_from_form(sent(people.ann, fields, group=people.metadata.id)))
    assert text.startswith(f"Pia Pons is known already{f', at {place}' if place else ''}. ")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "people"),
        ({"people": ["ucleo"]}, "people"),
        ({"people": "UCLEO"}, "people"),
        ({"partners": ["x"]}, "partners"),
        ({"partner_email": "quin@writing.example.edu"}, "partner_name"),
        ({"partner_name": "Q" * 201}, "partner_name"),
        ({"partner_name": "Quin Quist", "partner_email": "quin"}, "partner_email"),
        ({"partner_name": "Quin Quist", "partner_place": "x"}, "partner_place"),
        ({"partner_name": "Quin Quist", "partner_place": "999"}, "partner_place"),
    ],
)
def test_an_odd_newcomer_is_refused(people: Cast, fields: dict[str, Any], field: str) -> None:
    before = roster()
    request = sent(people.ann, fields, group=people.metadata.id)
    assert refused(members.add_from_form, request)[1] == field
    assert roster() == before


def test_members_are_removed_once(people: Cast) -> None:
    fields = {"members": [str(people.ben.id), str(people.pia.id)]}
    request = sent(people.ann, fields, group=people.metadata.id)
    assert "Ben Brook" in text_of(members.remove_from_form(request))
    assert roster() == sorted([people.ann.id, people.gil.id])
    assert refused(members.remove_from_form, request)
    assert refused(members.remove_from_form, sent(people.ann, fields)) == (OLD_FORM, None)


def test_chairs_are_chosen_in_the_form(people: Cast) -> None:
    fields = NEW | {"name": "Metadata", "channel": "CMETA", "chairs": [str(people.ben.id)]}
    text_of(charge.edit(sent(people.ann, fields, group=people.metadata.id)))
    with reading() as session:
        rows = session.exec(select(Membership).where(Membership.role != MemberRole.MEMBER)).all()
    assert people.ben.id in [row.person_id for row in rows]
    odd = sent(people.dag, fields | {"chairs": ["ben"]}, group=people.metadata.id)
    assert refused(charge.edit, odd)[1] == "chairs"


def edit_chairs(people: Cast, by: Person, *chairs: Person) -> list[str]:
    """What is promised once these were chosen in the form."""
    fields = {
        "name": "Metadata",
        "kind": "working group",
        "charge": "Looks after metadata.",
        "channel": "CMETA",
        "chairs": [str(chair.id) for chair in chairs],
    }
    text_of(charge.edit(sent(by, fields, group=people.metadata.id)))
    return [row for row in promised() if row.startswith("chairing")]


def test_who_becomes_chair_hears_it_once(people: Cast) -> None:
    assert edit_chairs(people, people.ann, people.ann, people.ben) == ["chairing UBEN"]
    assert edit_chairs(people, people.dag, people.ben, people.ann) == ["chairing UBEN"]
    # Who chairs no longer hears that, too.
    both = ["chairing UBEN", "chairing UANN"]
    assert edit_chairs(people, people.dag, people.ben) == both
    assert edit_chairs(people, people.dag, people.ben, people.pia) == both


def test_nobody_is_told_what_she_did_or_has_declined_to_hear(people: Cast) -> None:
    with unit_of_work() as session:
        groups.add(session, people.metadata, [people.dag, people.cleo], by=people.ann, now=NOW)
        session.add(Preferences(person_id=people.ben.id, muted=("chairing",)))
    chairs = (people.ann, people.dag, people.ben, people.cleo)
    assert edit_chairs(people, people.dag, *chairs) == ["chairing UCLEO"]


def test_a_first_chair_who_declined_to_hear_it_is_welcomed(people: Cast) -> None:
    with unit_of_work() as session:
        session.add(Preferences(person_id=people.ann.id, muted=("chairing",)))
    text_of(charge.create(sent(people.dag, NEW, others=(people.ann,))))
    assert promised() == ["started CRES", "welcome UANN"]


def test_nobody_is_invited_to_a_channel_that_a_group_has_lost(people: Cast) -> None:
    with unit_of_work() as session:
        session.get_one(Group, people.metadata.id).channel_id = None
    value = InviteButton(people.metadata.id, (people.ben.id,)).text
    words, _ = refused(inviting.invite, pressed(people.ann, value))
    assert words == "Metadata has no channel any more. Nobody was invited."


def test_who_is_not_in_the_group_any_more_is_not_invited(people: Cast) -> None:
    value = InviteButton(people.metadata.id, (people.cleo.id, people.pia.id)).text
    words, _ = refused(inviting.invite, pressed(people.ann, value))
    assert words == "None of them is in Metadata any more. Nobody was invited."
    value = InviteButton(people.metadata.id, (people.ben.id,)).text
    assert "I cannot see who is in" in refused(inviting.invite, pressed(people.ann, value))[0]
    with pytest.raises((NotAllowed, NotFound)):
        inviting.invite(pressed(people.cleo, value))


@pytest.mark.parametrize("value", ["", "x", "1", "-1|", "x|y", "٣|"])
def test_an_odd_page_says_how_to_list_them(people: Cast, value: str) -> None:
    words, _ = refused(showing.next_page, pressed(people.ben, value))
    assert "`/wg list`" in words


def test_a_page_goes_on_with_the_words_that_were_searched_for(people: Cast) -> None:
    with unit_of_work() as session:
        for number in range(12):
            name = f"Reserves | {number:02}"
            group(session, name, chair=people.ann, channel_id=f"CR{number}")
    first = showing.listed(ask(people.ben, "Reserves |"))
    second = text_of(showing.next_page(pressed(people.ben, "1|Reserves |")))
    assert "Reserves | 09" in text_of(first)
    assert "Reserves | 11" in second
    assert "Reserves | 09" not in second


def test_the_forms_open_for_those_who_may(people: Cast) -> None:
    value = people.metadata.id
    for run in (charge.open_edit, charge.open_digest, members.open_add, members.open_remove):
        carried = json.loads(shown(run(pressed(people.ann, value)))["private_metadata"])
        assert carried["group"] == value
        with pytest.raises(NotFound):
            run(pressed(people.ann, 999))
    assert "channel" in str(shown(charge.open_new(ask(people.dag))))


FULL = {
    "name": "Metadata",
    "channel": "CMETA",
    "sponsor": "",
    "reports_to": "",
    "authority": None,
    "hours_a_month": "",
    "sunset_on": None,
    "quorum": None,
    "quorum_of": "voting seats",
    "vote_lost_after": "",
    "vote_regained_after": "",
}
BY_ANN = {
    "name": ("Name authority", "name"),
    "kind": (GroupKind.STANDING_COMMITTEE, "kind"),
    "charge": ("Writes rules.", "charge"),
    "channel_id": ("CNEW", "channel"),
    "sponsor": ("The council", "sponsor"),
    "reports_to": ("The directors", "body to which it reports"),
    "authority": (GroupAuthority.DECIDES, "word on what it may decide"),
    "hours_a_month": (4, "number of hours asked in a month"),
    "sunset_on": (date(2027, 6, 30), "sunset date"),
    "quorum": (QuorumShare.HALF, "quorum"),
    "vote_lost_after": (2, "number of missed meetings that lose the vote"),
    "vote_regained_after": (3, "number of meetings that bring the vote back"),
}
BY_DAG = {
    "name": ("name", "Norms"),
    "kind": ("kind", "task force"),
    "charge": ("charge", "Writes norms."),
    "channel_id": ("channel", "CRES"),
    "sponsor": ("sponsor", "The board"),
    "reports_to": ("reports_to", "The board"),
    "authority": ("authority", "advises"),
    "hours_a_month": ("hours_a_month", "9"),
    "sunset_on": ("sunset_on", "2028-01-31"),
    "quorum": ("quorum", "all"),
    "vote_lost_after": ("vote_lost_after", "4"),
    "vote_regained_after": ("vote_regained_after", "1"),
}


@pytest.mark.parametrize(
    ("months", "holds_over", "ends"),
    [
        (
            12,
            False,
            " The service there ends on Tue, Nov 23, 2027, and being co-chair with it.",
        ),
        (12, True, " The term there ends on Tue, Nov 23, 2027."),
        (None, False, ""),
    ],
)
def test_who_is_made_co_chair_in_a_seat_of_another_role_reads_what_that_means(
    people: Cast, months: int | None, ends: str, *, holds_over: bool
) -> None:
    facts = SeatFacts(MemberRole.RECORDER, term_months=months, holds_over=holds_over)
    with unit_of_work() as session:
        seat = seats.add(session, people.metadata, facts, by=people.ann, now=NOW)
        first, day = NOW - timedelta(minutes=5), NOW.date()
        seats.appoint(
            session, seat, people.metadata, people.cleo, first=day, by=people.ann, now=first
        )
    chairs = [str(people.ann.id), str(people.cleo.id)]
    form = shown(charge.open_edit(pressed(people.dag, people.metadata.id)))
    carried = json.loads(form["private_metadata"])
    answer = text_of(charge.edit(sent(people.dag, edited(people, chairs=chairs), **carried)))
    assert f"Cleo Costa sits in the seat *Recorder*, which does not vote.{ends}" in answer
    with reading() as session:
        to_cleo = select(OutboxMessage).where(OutboxMessage.lane == "UCLEO")
        [text] = [row.payload["text"] for row in session.exec(to_cleo)]
    assert "Dag Dahl made you co-chair of *Metadata*." in text
    assert f"You sit in the seat *Recorder*, which does not vote.{ends} Charge" in " ".join(
        text.split()
    )
    if months:
        assert "Your term as recorder ends on Tue, Nov 23, 2027" in text
    listing = text_of(seat_lists.listed_one(pressed(people.gil, people.metadata.id)))
    assert "Recorder: Cleo Costa (Tunxis), co-chair" in listing.replace("recorder", "Recorder")


def edited(people: Cast, **other: Any) -> dict[str, Any]:
    """What the form that edits the group says, untouched but for some fields."""
    as_shown = {"name": "Metadata", "kind": "working group", "charge": the_group().charge}
    return FULL | as_shown | {"directions": [], "chairs": [str(people.ann.id)]} | other


@pytest.mark.parametrize("name", BY_ANN)
def test_an_older_form_keeps_what_another_person_changed_meanwhile(people: Cast, name: str) -> None:
    form = shown(charge.open_edit(pressed(people.dag, people.metadata.id)))
    carried = json.loads(form["private_metadata"])
    same, (typed, value) = edited(people), BY_DAG[name]
    with unit_of_work() as session:
        setattr(session.get_one(Group, people.metadata.id), name, BY_ANN[name][0])
    words, field = refused(charge.edit, sent(people.dag, same | {typed: value}, **carried))
    assert field is None
    assert f": the {BY_ANN[name][1]} has changed since you opened this form." in words
    other = {"sponsor": "The board"} if name != "sponsor" else {"reports_to": "The board"}
    text_of(charge.edit(sent(people.dag, same | other, **carried)))
    with reading() as session:
        row = session.get_one(Group, people.metadata.id)
        assert getattr(row, name) == BY_ANN[name][0]
        assert "The board" in (row.sponsor, row.reports_to)


def test_an_older_form_saves_what_another_person_has_typed_alike(people: Cast) -> None:
    form = shown(charge.open_edit(pressed(people.dag, people.metadata.id)))
    carried, same = json.loads(form["private_metadata"]), edited(people)
    text_of(charge.edit(sent(people.ann, same | {"name": "Norms"}, **carried)))
    text_of(charge.edit(sent(people.dag, same | {"name": "Norms"}, **carried)))
    words, _ = refused(charge.edit, sent(people.dag, same | {"name": "Rules"}, **carried))
    assert words == (
        "Norms: the name has changed since you opened this form: Ann Abara did so on"
        f" {day_words(NOW.astimezone(ZoneInfo(people.dag.zone)).date())} at"
        f" {NOW.astimezone(ZoneInfo(people.dag.zone)):%H:%M}. Nothing was saved. What you typed is"
        " still in the form below this: copy it, close the form, and open it again"
        " with `/wg edit`."
    )
    assert (
        "you did so yourself"
        in refused(charge.edit, sent(people.ann, same | {"name": "Rules"}, **carried))[0]
    )


@pytest.mark.parametrize("seen", ["0123456789abcdef", "name:", "name:1 kind"])
def test_a_form_that_does_not_say_what_it_showed_saves_nothing(people: Cast, seen: str) -> None:
    before = the_group()
    request = sent(people.dag, edited(people, sponsor="X"), group=people.metadata.id, seen=seen)
    words, _ = refused(charge.edit, request)
    assert words == "I cannot tell what this form showed. Nothing was saved: open it again."
    assert the_group() == before


def test_an_older_form_keeps_directions_that_were_chosen_meanwhile(people: Cast) -> None:
    form = shown(charge.open_edit(pressed(people.dag, people.metadata.id)))
    carried, same = json.loads(form["private_metadata"]), edited(people)
    text_of(charge.edit(sent(people.ann, same | {"directions": ["1"]}, **carried)))
    text_of(charge.edit(sent(people.dag, same | {"sponsor": "The board"}, **carried)))
    with reading() as session:
        row = session.get_one(Group, people.metadata.id)
        assert [each.id for each in groups.directions_of(session, row)] == [1]
        assert row.sponsor == "The board"


@pytest.mark.parametrize(
    ("chosen", "chairs"),
    [
        (["ann"], ["ann", "ben"]),
        (["ann", "ben"], ["ann", "ben"]),
        (["ann", "cleo"], None),
        (["cleo"], None),
    ],
)
def test_a_form_takes_no_chair_away_who_was_named_meanwhile(
    people: Cast, chosen: list[str], chairs: list[str] | None
) -> None:
    with unit_of_work() as session:
        groups.add(session, people.metadata, [people.ben, people.cleo], by=people.ann, now=NOW)
    form = shown(charge.open_edit(pressed(people.ann, people.metadata.id)))
    carried = json.loads(form["private_metadata"])
    with unit_of_work() as session:
        row = session.get_one(Group, people.metadata.id)
        groups.set_chairs(session, row, [people.ann.id, people.ben.id], by=people.dag, now=NOW)
    ids = [str(getattr(people, name).id) for name in chosen]
    request = sent(people.ann, NEW | {"charge": "Writes norms.", "chairs": ids}, **carried)
    if chairs is None:
        words, field = refused(charge.edit, request)
        assert "Metadata: the list of chairs has changed since you opened this form" in words
        assert field is None
    else:
        text_of(charge.edit(request))
    with reading() as session:
        row = session.get_one(Group, people.metadata.id)
        assert set(groups.chair_ids(session, row, NOW)) == {
            getattr(people, name).id for name in chairs or ["ann", "ben"]
        }
        assert (row.charge == "Writes norms.") is (chairs is not None)


def test_a_form_that_is_sent_twice_is_saved_once_and_answered_alike(people: Cast) -> None:
    carried = json.loads(
        shown(charge.open_edit(pressed(people.ann, people.metadata.id)))["private_metadata"]
    )
    fields = NEW | FULL | {"sponsor": "The council", "chairs": [str(people.ann.id)]}
    request = replace(sent(people.ann, fields, **carried), request="view 1")
    answer = charge.edit(request)
    with pytest.raises(Repeated) as repeated:
        charge.edit(request)
    assert repeated.value.answer == answer
    assert the_group().sponsor == "The council"


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ("voting seats", "Quorum: half of the voting seats"),
        ("libraries", "Quorum: half of the libraries"),
    ],
)
def test_the_charge_says_the_quorum(people: Cast, counts: str, words: str) -> None:
    form = shown(charge.open_edit(pressed(people.dag, people.metadata.id)))
    carried = json.loads(form["private_metadata"])
    fields = edited(people, quorum="half", quorum_of=counts)
    text_of(charge.edit(sent(people.dag, fields, **carried)))
    page = pressed(people.ben, people.metadata.id)
    assert words in text_of(showing_charge.show_one(page))
