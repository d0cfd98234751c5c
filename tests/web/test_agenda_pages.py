"""The page of an agenda, where a partner without Slack reads, proposes, and asks to talk."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models import AgendaItem, AgendaItemState, AgendaPurpose, MemberRole
from models.agendas import ItemDraft
from models.database import unit_of_work
from services import agendas, groups
from tests.factories import NOW, Cast, group
from tests.happenings import meeting
from tests.pages import read_page
from tests.web.conftest import Visitor
from tests.web.test_pages import rows

DAY = timedelta(days=1)
FIELDS = {
    "title": "Courier price",
    "owner": "",
    "minutes": "10",
    "purpose": "decide",
    "papers": "https://a.example",
}


@pytest.fixture
def ahead(people: Cast) -> int:
    with unit_of_work() as session:
        return meeting(session, people.metadata, NOW + DAY).id


def item_of(people: Cast, title: str, *, by_pia: bool = False, is_consent: bool = False) -> int:
    with unit_of_work() as session:
        by = people.pia if by_pia else people.ben
        draft = ItemDraft(title, people.ben, is_consent=is_consent)
        return agendas.add(session, people.metadata, draft, by=by, now=NOW).id


def test_a_partner_puts_something_on_the_agenda(people: Cast, pia: Visitor, ahead: int) -> None:
    path = f"/agendas/{ahead}"
    assert "Nothing yet" in pia.see(f"/meetings/{ahead}")
    assert "Nothing is on it yet." in pia.see(path)
    sent = FIELDS | {"owner": str(people.pia.id)}
    for outcome in ("item_added", "item_known"):
        assert pia.send(path, act="add", **sent) == (303, pia.path(f"{path}?done={outcome}#items"))
    assert "Nothing was added" in pia.see(f"{path}?done=item_known")
    [item] = rows(AgendaItem)
    assert (item.title, item.owner_id, item.minutes) == ("Courier price", people.pia.id, 10)
    assert (item.purpose, item.proposed_by) == (AgendaPurpose.DECIDE, people.pia.id)
    page = pia.see(path)
    assert "10 min, to decide, <bdi>Pia Pons</bdi>" in page
    assert '<a href="https://a.example"' in page
    assert "1 item, 10 of 60 minutes" in page
    assert "1 item, 10 minutes" in pia.see(f"/meetings/{ahead}")


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("minutes", "a while"),
        ("minutes", "0"),
        ("owner", "x"),
        ("owner", "9" * 9),
        ("papers", "x" * 1001),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    people: Cast, pia: Visitor, ahead: int, field: str, typed: str
) -> None:
    status, page = pia.send(f"/agendas/{ahead}", act="add", **(FIELDS | {field: typed}))
    assert status == 422
    [tag] = [part for part in page.split("<") if f'name="{field}"' in part]
    assert 'aria-invalid="true"' in tag
    form = read_page(page).form("Add")[0]
    assert form.filled["title"] == (typed if field == "title" else FIELDS["title"])
    assert form.filled["papers"] == (typed if field == "papers" else FIELDS["papers"])
    assert form.filled["minutes"] == (typed if field == "minutes" else FIELDS["minutes"])
    assert form.filled["purpose"] == "decide"
    assert pia.send(f"/agendas/{ahead}", act="add", **(FIELDS | {"purpose": "x"}))[0] == 422
    assert rows(AgendaItem) == []


def test_she_asks_to_talk_about_an_item_of_the_consent_part(
    people: Cast, pia: Visitor, ahead: int
) -> None:
    number = item_of(people, "Minutes of May", is_consent=True)
    path = f"/agendas/{ahead}"
    form, (name, value) = read_page(pia.see(path)).form("Talk about it")
    assert pia.send(path, **form.fields, **{name: value})[0] == 303
    assert "<bdi>Pia Pons</bdi> wants to talk about it" in pia.see(path)
    assert pia.send(path, act="pull", item=str(number))[0] == 409
    assert pia.send(path, act="pull", item="x")[0] == 422
    assert pia.send(path, act="pull", item="99")[0] == 404


def test_she_changes_and_withdraws_her_own_items_alone(
    people: Cast, pia: Visitor, ahead: int
) -> None:
    hers, theirs = item_of(people, "Hers", by_pia=True), item_of(people, "Theirs")
    page = pia.see(f"/agendas/{ahead}")
    assert f"/items/{hers}" in page
    assert f"/items/{theirs}" not in page
    assert pia.send(f"/items/{theirs}", act="withdraw")[0] == 403
    assert pia.send(f"/items/{hers}", act="save", **FIELDS)[0] == 303
    assert {row.title for row in rows(AgendaItem)} == {"Courier price", "Theirs"}
    assert 'value="Courier price"' in pia.see(f"/items/{hers}")
    done = (303, pia.path(f"/agendas/{ahead}?done=item_withdrawn#items"))
    assert pia.send(f"/items/{hers}", act="withdraw") == done
    assert pia.send(f"/items/{hers}", act="save", **FIELDS)[0] == 409
    assert "It is not open any more: withdrawn." in pia.see(f"/items/{hers}")
    states = {row.id: row.state for row in rows(AgendaItem)}
    assert states == {hers: AgendaItemState.WITHDRAWN, theirs: AgendaItemState.OPEN}


def test_what_waits_for_no_meeting_leads_back_to_the_group(people: Cast, pia: Visitor) -> None:
    hers = item_of(people, "Hers", by_pia=True)
    assert "It waits for the next meeting." in pia.see(f"/items/{hers}")
    done = (303, pia.path(f"/groups/{people.metadata.id}?done=saved"))
    assert pia.send(f"/items/{hers}", act="save", **FIELDS) == done


def test_of_a_group_that_is_not_hers_she_changes_nothing(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        other = group(session, "Other", chair=people.ann, channel_id="COTHER")
        theirs = meeting(session, other, NOW + DAY).id
        item = agendas.add(
            session, other, ItemDraft("T", is_consent=True), by=people.ann, now=NOW
        ).id
    for fields in (FIELDS | {"act": "add"}, {"act": "pull", "item": str(item)}):
        assert pia.send(f"/agendas/{theirs}", **fields)[0] in (403, 404)
    assert pia.send(f"/items/{item}", act="withdraw")[0] in (403, 404)
    assert len(rows(AgendaItem)) == 1


def test_a_chair_without_slack_orders_marks_and_ends_items(
    people: Cast, pia: Visitor, ahead: int
) -> None:
    first, second, third = (item_of(people, title) for title in ("Alpha", "Beta", "Gamma"))
    path, shown = f"/agendas/{ahead}", f"{first}|{second}|{third}"
    assert "Change the order" not in pia.see(path)
    assert pia.send(path, act="order", order="2", shown=shown)[0] == 403
    assert pia.send(f"/items/{first}", act="close")[0] == 403
    with unit_of_work() as session:
        role = MemberRole.CO_CHAIR
        groups.set_role(session, people.metadata, people.pia.id, role, by=people.ann, now=NOW)
    assert f'name="shown" value="{shown}"' in pia.see(path)
    for typed, carried in (("4", shown), ("x", shown), ("2", "x")):
        status, page = pia.send(path, act="order", order=typed, shown=carried)
        assert status == 422
        assert read_page(page).form("Save the order")[0].filled["order"] == typed
    assert pia.send(path, act="order", order="3", shown=shown)[0] == 303
    page = pia.see(path)
    assert page.index("Gamma</h3>") < page.index("Alpha</h3>") < page.index("Beta</h3>")
    assert pia.send(f"/items/{first}", act="merge", into=str(third))[0] == 303
    assert pia.send(f"/items/{third}", act="merge", into="x")[0] == 422
    assert 'aria-label="Undo the merge: Alpha"' in pia.see(path)
    assert "It is part of another item now: <bdi>Gamma</bdi>." in pia.see(f"/items/{first}")
    done = f"{path}?done=item_unmerged#items"
    assert pia.send(f"/items/{first}", act="unmerge") == (303, pia.path(done))
    assert "The two items stand by themselves again." in pia.see(f"{path}?done=item_unmerged")
    assert "Undo the merge" not in pia.see(path)
    assert pia.send(f"/items/{first}", act="unmerge")[0] == 409
    assert pia.send(f"/items/{first}", act="merge", into=str(third))[0] == 303
    assert pia.send(f"/items/{second}", act="put-off")[0] == 303
    assert "Put off until the meeting after" in pia.see(path)
    assert "Put it back on the next agenda" in pia.see(f"/items/{second}")
    assert pia.send(f"/items/{second}", act="put-off")[0] == 303
    sent = FIELDS | {"title": "Gamma", "consent": "yes"}
    assert pia.send(f"/items/{third}", act="save", **sent)[0] == 303
    assert "Consent part" in pia.see(path)
    assert pia.send(f"/items/{second}", act="close")[0] == 303
    states = {row.title: row.state for row in rows(AgendaItem)}
    assert states == {
        "Alpha": AgendaItemState.MERGED,
        "Beta": AgendaItemState.CLOSED,
        "Gamma": AgendaItemState.OPEN,
    }


def test_only_a_chair_undoes_a_merge_and_hears_what_stays(
    people: Cast, pia: Visitor, ahead: int
) -> None:
    part, into = item_of(people, "Alpha"), item_of(people, "Beta")
    with unit_of_work() as session:
        rows_of = [session.get_one(AgendaItem, number) for number in (part, into)]
        rows_of[0].minutes = 5
        agendas.merge(session, *rows_of, by=people.ann, now=NOW)
        agendas.edit(session, rows_of[1], ItemDraft("Beta", minutes=45), by=people.ann, now=NOW)
    assert "Undo the merge" not in pia.see(f"/agendas/{ahead}")
    assert pia.send(f"/items/{part}", act="unmerge")[0] == 403
    with unit_of_work() as session:
        role = MemberRole.CO_CHAIR
        groups.set_role(session, people.metadata, people.pia.id, role, by=people.ann, now=NOW)
    assert pia.send(f"/items/{part}", act="unmerge")[1].endswith("?done=item_unmerged_partly#items")
    assert "since the merge stays" in pia.see(f"/agendas/{ahead}?done=item_unmerged_partly")
    assert {row.title: row.minutes for row in rows(AgendaItem)} == {"Alpha": 5, "Beta": 45}


def test_what_was_typed_and_refused_is_still_in_the_form_of_an_item(
    people: Cast, pia: Visitor, ahead: int
) -> None:
    hers = item_of(people, "Hers", by_pia=True)
    path = f"/items/{hers}"
    form = read_page(pia.see(path)).form("Save")[0]
    with unit_of_work() as session:
        item = session.get_one(AgendaItem, hers)
        agendas.edit(session, item, ItemDraft("Ours", people.ben, 5), by=people.ann, now=NOW)
    sent = (
        form.fields | form.filled | {"act": "save", "minutes": "soon", "owner": str(people.pia.id)}
    )
    status, page = pia.send(path, **sent)
    assert status == 422
    form = read_page(page).form("Save")[0]
    shown = form.fields | form.filled
    assert shown == {name: value for name, value in sent.items() if name != "act"}
    # What the form shows of the others' changes is as old as it was.
    assert pia.send(path, **shown | {"act": "save", "minutes": ""})[0] == 303
    [item] = rows(AgendaItem)
    assert (item.title, item.minutes, item.owner_id) == ("Ours", 5, people.pia.id)
    assert read_page(pia.see(path)).form("Save")[0].filled["title"] == "Ours"


def test_only_chairs_mark_the_consent_part(people: Cast, pia: Visitor, ahead: int) -> None:
    hers = item_of(people, "Hers", by_pia=True)
    assert pia.send(f"/items/{hers}", act="save", consent="yes", **FIELDS)[0] == 303
    assert [row.is_consent for row in rows(AgendaItem)] == [False]


def test_what_somebody_else_has_changed_meanwhile_stays(
    people: Cast, pia: Visitor, ahead: int
) -> None:
    with unit_of_work() as session:
        draft = ItemDraft("Hers", papers="https://a.example\nhttps://b.example")
        hers = agendas.add(session, people.metadata, draft, by=people.pia, now=NOW).id
    path = f"/items/{hers}"
    seen = read_page(pia.see(path)).form("Save")[0].fields["seen"]
    with unit_of_work() as session:
        item = session.get_one(AgendaItem, hers)
        changed = replace(draft, minutes=20, owner=people.ben, is_consent=True)
        agendas.edit(session, item, changed, by=people.ann, now=NOW)
    shown = {"title": "Hers", "owner": "", "minutes": "", "purpose": "discuss", "seen": seen}
    shown |= {"act": "save", "papers": "https://a.example\r\nhttps://b.example"}
    status, page = pia.send(path, **shown | {"minutes": "10"})
    assert status == 409
    assert "the minutes has changed since you opened this form: Ann Abara did so" in page
    assert "your browser goes back to it" in page
    assert pia.send(path, **shown | {"title": "Ours"})[0] == 303
    [item] = rows(AgendaItem)
    assert (item.title, item.minutes, item.owner_id) == ("Ours", 20, people.ben.id)
    assert (item.papers, item.is_consent) == (draft.papers, True)
