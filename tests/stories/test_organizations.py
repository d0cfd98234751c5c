"""A library looked at, changed, headed and merged, as people in Slack see it."""

import json

from sqlmodel import select

from models import FormerName, Organization, Seat
from models.database import reading, unit_of_work
from services import groups, organizations
from tests.factories import NOW, group, organization
from tests.happenings import task
from tests.running import Convene

HIDDEN = "Zebrafish"


def test_everybody_looks_at_a_library_by_any_of_its_names(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/library", as_="Ben", in_="general")
    answer = convene.answer_to("Ben")
    for words in ("Central Library", "*Metadata*: Ann Abara (chair), Ben Brook", "By itself"):
        assert words in answer
    assert "What its people owe" not in answer
    workspace.command("/library tunxis", as_="Ben", in_="general")
    assert "Tunxis Library" in convene.answer_to("Ben")
    workspace.command("/library @Cleo", as_="Ben", in_="general")
    assert "Tunxis Library" in convene.answer_to("Ben")
    workspace.command("/library Tunxs", as_="Ben", in_="general")
    assert "Did you mean `/library Tunxis`?" in convene.answer_to("Ben")
    workspace.click("Run /library Tunxis", as_="Ben")
    assert "Tunxis Library" in convene.answer_to("Ben")
    workspace.command("/library Xylophone", as_="Ben", in_="general")
    assert "I know no library called “Xylophone”" in convene.answer_to("Ben")
    workspace.command("/library library", as_="Ben", in_="general")
    assert "could be 4 libraries" in convene.answer_to("Ben")


def test_where_slack_does_not_offer_the_command_another_does_the_same(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/wg library Tunxis", as_="Ben", in_="general")
    assert "Tunxis Library" in convene.answer_to("Ben")
    workspace.command("/wg library list", as_="Ben", in_="general")
    assert "Libraries and units" in convene.answer_to("Ben")
    workspace.command("/wg library Tunxs", as_="Ben", in_="general")
    assert "Did you mean `/wg library Tunxis`?" in convene.answer_to("Ben")


def test_a_guest_sees_names_and_nothing_more(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/library list", as_="Gil", in_="general")
    assert "Central Library" in convene.answer_to("Gil")
    assert "Show" not in convene.answer_to("Gil")
    workspace.command("/library Central", as_="Gil", in_="general")
    answer = convene.answer_to("Gil")
    assert "Central Library" in answer
    assert "Ann" not in answer
    for words in ("new", "edit Central", "directors Central", "merge Central"):
        workspace.command(f"/library {words}", as_="Gil", in_="general")
        assert "is for the program manager" in convene.answer_to("Gil")


def test_the_program_manager_adds_a_library_once(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/library list", as_="Dag", in_="general")
    workspace.click("Add a library", as_="Dag")
    workspace.fill(
        {
            "Short word": "norwalk",
            "Name": "CT State Norwalk <!channel>",
            "Short name": "Tunxis",
            "Kind": "Member library",
            "Mail domains": "norwalk.example.edu",
            "Voting unit": "CT State",
        },
        as_="Dag",
    )
    assert workspace.submit(as_="Dag") == {
        "Short name": "Tunxis Library is called so already. Choose another name."
    }
    workspace.fill({"Short name": "Norwalk"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    workspace.command("/library norwalk", as_="Cleo", in_="general")
    answer = convene.answer_to("Cleo")
    assert "CT State Norwalk &lt;!channel&gt;" in answer
    assert "As one with CT State" in answer


def test_a_renamed_library_is_found_by_its_old_name_everywhere(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/library edit Tunxis", as_="Dag", in_="general")
    workspace.fill({"Name": "CT State Farmington", "Short name": "Farmington"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    workspace.command("/library Tunxis", as_="Ben", in_="general")
    answer = convene.answer_to("Ben")
    assert "CT State Farmington" in answer
    assert "Tunxis Library (Tunxis), until Tue, Nov 24, 2026" in answer
    workspace.command("/participation Tunxis Library", as_="Dag", in_="general")
    assert "Farmington" in convene.answer_to("Dag")
    workspace.command("/convene holidays Tunxis", as_="Dag", in_="general")
    assert "Farmington" in convene.page_of("Dag")
    workspace.command("/convene history", as_="Dag", in_="general")
    assert "changed the library or unit" in convene.answer_to("Dag")


def test_a_director_sees_what_her_library_owes_and_gave(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/task add Review norm rules by yesterday", as_="Ben", in_="metadata")
    workspace.command("/library directors Central", as_="Dag", in_="general")
    workspace.fill({"Directors": ["Cleo Costa"]}, as_="Dag")
    [refusal] = workspace.submit(as_="Dag").values()
    assert "Cleo Costa works at Tunxis." in refusal
    workspace.fill({"Directors": ["Ann Abara"]}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    assert "is directed by Ann Abara" in convene.page_of("Dag")
    workspace.command("/library", as_="Ann", in_="general")
    answer = convene.answer_to("Ann")
    assert "What its people owe" in answer
    assert "What it gave, " in answer
    workspace.click("Its participation", as_="Ann")
    assert "Central" in convene.answer_to("Ann")
    workspace.command("/library Central", as_="Cleo", in_="general")
    assert "Ann Abara" in convene.answer_to("Cleo")
    assert "owe" not in convene.answer_to("Cleo")


def test_what_is_merged_leads_to_what_it_became_part_of(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/library Tunxis", as_="Dag", in_="general")
    workspace.click("Merge into another", as_="Dag")
    workspace.fill({"Part of which one": "Centrl"}, as_="Dag")
    [refusal] = workspace.submit(as_="Dag").values()
    assert "Did you mean “Central”?" in refusal
    workspace.fill({"Part of which one": "Central"}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    assert "1 person went along" in convene.page_of("Dag")
    workspace.command("/library Tunxis", as_="Cleo", in_="general")
    answer = convene.answer_to("Cleo")
    assert "Central Library" in answer
    assert "Tunxis Library, since Tue, Nov 24, 2026" in answer
    workspace.command("/library list", as_="Cleo", in_="general")
    assert "part of Central now" in convene.answer_to("Cleo")
    workspace.command("/convene library", as_="Cleo", in_="general")
    answer = convene.answer_to("Cleo")
    assert "Central Library, since Tue, Nov 24, 2026" in answer
    assert "Tunxis Library, from " in answer


def test_a_private_group_is_never_named_to_those_who_may_not_know_of_it(convene: Convene) -> None:
    """Ben serves in it; Ann directs his library and does not know of it."""
    people = convene.cast
    with unit_of_work() as session:
        hidden = group(session, HIDDEN, chair=people.ben, channel_id="CHID", private=True)
        hidden.charge = f"{HIDDEN} works in secret."
        groups.add(session, hidden, [people.cleo], by=people.ben, now=NOW)
        task(session, people.ben, NOW.date(), title=f"{HIDDEN} task", group_id=hidden.id)
        central = session.merge(people.central)
        organizations.set_directors(session, central, [people.ann], by=people.dag, now=NOW)
    lines = ("/library", "/library Central", "/library list", "/wg library Central")
    for who in ("Ann", "Gil"):
        for line in (*lines, f"/library {HIDDEN}"):
            convene.workspace.command(line, as_=who, in_="general")
            answer = json.dumps(convene.workspace.private_answers(as_=who)[-1], ensure_ascii=False)
            assert HIDDEN not in answer.replace(f"called “{HIDDEN}”", "")
    for who in ("Ben", "Cleo", "Dag"):
        convene.workspace.command("/library Central", as_=who, in_="general")
        assert HIDDEN in convene.answer_to(who)
    with reading() as session:
        assert organizations.called(session, HIDDEN).organizations == ()


def test_a_library_among_two_hundred_is_searched_for_by_its_old_name(convene: Convene) -> None:
    with unit_of_work() as session:
        for number in range(200):
            organization(session, f"library{number}")
        tunxis = session.exec(select(Organization).where(Organization.key == "tunxis")).one()
        session.add(
            FormerName(
                organization_id=tunxis.id, name="Farmington College", short_name="Farmington"
            )
        )
    workspace = convene.workspace
    workspace.command("/wg seats", as_="Ann", in_="metadata")
    workspace.click("Add a seat", as_="Ann")
    libraries = "Asks for a library"
    assert len(workspace.suggestions(libraries, "", as_="Ann")) == 100
    assert workspace.suggestions(libraries, "library19 lib", as_="Ann")[0] == "Library19 Library"
    assert workspace.suggestions(libraries, "nowhere", as_="Ann") == []
    assert workspace.suggestions(libraries, "farmington", as_="Ann") == ["Tunxis Library"]
    workspace.fill({libraries: "Tunxis Library"}, as_="Ann")
    workspace.submit(as_="Ann")
    with reading() as session:
        assert session.exec(select(Seat.organization_id)).all() == [tunxis.id]


def test_a_merge_is_undone_from_the_page_of_the_library_that_stays(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/library merge Tunxis", as_="Dag", in_="general")
    workspace.fill({"Part of which one": "Central"}, as_="Dag")
    workspace.submit(as_="Dag")
    workspace.close(as_="Dag")
    workspace.command("/library Tunxis", as_="Ben", in_="general")
    assert "Undo the merge" not in convene.answer_to("Ben")
    workspace.command("/library Central", as_="Dag", in_="general")
    assert "Part of it now" in convene.answer_to("Dag")
    workspace.click("Undo the merge of Tunxis", as_="Dag")
    assert "is by itself again, with all that was its own" in convene.answer_to("Dag")
    workspace.command("/library Tunxis", as_="Ben", in_="general")
    assert "Cleo Costa" in convene.answer_to("Ben")
    workspace.command("/library Central", as_="Dag", in_="general")
    assert "Undo the merge" not in convene.answer_to("Dag")


def test_a_director_looks_at_a_year_and_at_what_her_library_carries(convene: Convene) -> None:
    workspace = convene.workspace
    workspace.command("/library directors Central", as_="Dag", in_="general")
    workspace.fill({"Directors": ["Ann Abara"]}, as_="Dag")
    assert workspace.submit(as_="Dag") == {}
    workspace.command("/library", as_="Ann", in_="general")
    workspace.click("This year beside the last", as_="Ann")
    answer = convene.answer_to("Ann")
    assert "People serving: 2 (0)" in answer
    assert "never beside another one" in answer
    workspace.click("What each figure counts", as_="Ann")
    assert "Each person in each group in which she served" in convene.answer_to("Ann")
    workspace.command("/library balance", as_="Ann", in_="general")
    assert "2 services, 1 of them as chair" in convene.answer_to("Ann")
    workspace.command("/library balance", as_="Dag", in_="general")
    workspace.click("Groups without some libraries", as_="Dag")
    assert "nobody in *Metadata*: " in convene.answer_to("Dag")
    workspace.click("Volunteers", as_="Dag")
    assert "Metadata" in convene.answer_to("Dag")


def test_a_chair_sees_whom_her_group_represents(convene: Convene) -> None:
    convene.workspace.command("/wg equity Metadata", as_="Ann", in_="general")
    answer = convene.answer_to("Ann")
    assert "member libraries, 1 has somebody in it." in answer
    convene.workspace.command("/wg equity Metadata", as_="Ben", in_="general")
    assert "has somebody in it" not in convene.answer_to("Ben")
